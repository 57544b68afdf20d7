//! The distribution of a period's revenue, drawn in the page.
//!
//! Everything across is in percent of the width, so that the picture fits any screen and its words keep their size.

use domain::forecast::{Bin, Forecast};
use domain::format;
use domain::money::Cents;
use leptos::prelude::*;

/// The foot of the bars, and the height of the tallest.
const FOOT: f64 = 142.0;
const TALLEST: f64 = 100.0;

/// Where amounts stand, in percent of the width.
#[derive(Clone, Copy)]
struct Scale {
    low: f64,
    span: f64,
}

impl Scale {
    /// From the first bar to the last, and to the target where it lies outside.
    fn of(forecast: &Forecast) -> Self {
        let low = forecast.bins.first().map_or(forecast.p10, |bin| bin.from);
        let high = forecast.bins.last().map_or(forecast.p90, |bin| bin.to);
        let low = forecast.target.map_or(low, |target| low.min(target)).to_model();
        let high = forecast.target.map_or(high, |target| high.max(target)).to_model();
        Self { low, span: (high - low).max(1.0) }
    }

    fn at(self, amount: Cents) -> f64 {
        1.0 + 98.0 * (amount.to_model() - self.low) / self.span
    }

    /// Round amounts inside, at most eight.
    fn ticks(self) -> Vec<Cents> {
        let rough = self.span / 7.0;
        let magnitude = 10.0_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|step| step * magnitude)
            .find(|step| *step >= rough)
            .unwrap_or(rough);
        let first = (self.low / step).ceil() * step;
        (0..8_u8)
            .map(|place| first + f64::from(place) * step)
            .take_while(|amount| *amount <= self.low + self.span)
            .map(Cents::from_model)
            .collect()
    }
}

/// The distribution as bars on a scale of money; eight of ten outcomes dark, the middle and the target marked.
pub fn distribution(forecast: &Forecast) -> impl IntoView + use<> {
    let scale = Scale::of(forecast);
    let range = (forecast.p10, forecast.p90);
    let most = forecast.bins.iter().map(|bin| bin.share.bp()).max().unwrap_or(1).max(1);
    let bars = forecast.bins.iter().map(|bin| bar(*bin, most, range, scale)).collect_view();
    let ticks = scale.ticks().into_iter().map(|amount| tick(amount, scale)).collect_view();
    let likely = format!("most likely {}", format::money_short(forecast.p50));
    let likely_first = forecast.target.is_none_or(|target| forecast.p50 <= target);
    let middle = Mark { class: "plot-likely", top: 12.0, leans_left: likely_first };
    let middle = middle.draw(scale.at(forecast.p50), likely);
    let target = forecast.target.map(|target| {
        let text = format!("target {}", format::money_short(target));
        let mark = Mark { class: "plot-target", top: 30.0, leans_left: !likely_first };
        mark.draw(scale.at(target), text)
    });
    view! {
        <svg class="plot" width="100%" role="img" aria-label="Distribution of revenue">
            {bars}
            <line class="plot-axis" x1="0" x2="100%" y1=FOOT y2=FOOT />
            {ticks}
            {middle}
            {target}
        </svg>
    }
}

fn percent(share: f64) -> String {
    format!("{share:.2}%")
}

fn bar(bin: Bin, most: i32, (p10, p90): (Cents, Cents), scale: Scale) -> impl IntoView {
    let height = TALLEST * f64::from(bin.share.bp()) / f64::from(most);
    let (from, to) = (scale.at(bin.from), scale.at(bin.to));
    let middle = Cents::from_model(f64::midpoint(bin.from.to_model(), bin.to.to_model()));
    let inside = middle >= p10 && middle <= p90;
    let class = if inside { "plot-range" } else { "plot-band" };
    view! {
        <rect class=class x=percent(from) width=percent(((to - from) * 0.9).max(0.1))
            y=format!("{:.1}", FOOT - height) height=format!("{height:.1}") />
    }
}

/// An amount under the axis; at the edges it stands inside.
fn tick(amount: Cents, scale: Scale) -> impl IntoView {
    let x = scale.at(amount);
    let anchor = match x {
        ..6.0 => "start",
        94.0.. => "end",
        _ => "middle",
    };
    view! {
        <line class="plot-axis" x1=percent(x) x2=percent(x) y1=FOOT y2=FOOT + 4.0 />
        <text class="plot-label" x=percent(x) y=FOOT + 18.0 text-anchor=anchor>
            {format::money_short(amount)}
        </text>
    }
}

/// A line down to the axis with its words at the top. Each mark has a row of its own, so that words never meet.
struct Mark {
    class: &'static str,
    top: f64,
    leans_left: bool,
}

impl Mark {
    fn draw(self, x: f64, words: String) -> impl IntoView {
        // On the narrowest screen the longest words take two fifths of the width.
        let left = if self.leans_left { x > 42.0 } else { x > 58.0 };
        let (anchor, beside) = if left { ("end", "-6") } else { ("start", "6") };
        view! {
            <line class=self.class x1=percent(x) x2=percent(x) y1=self.top - 9.0 y2=FOOT />
            <text class="plot-name" x=percent(x) dx=beside y=self.top text-anchor=anchor>{words}</text>
        }
    }
}
