//! What would change the forecast: sliders that redraw it in the page with the code the server used.

use domain::forecast::{Bin, Forecast, ForecastConfig, ForecastInput, Levers, forecast};
use domain::format;
use domain::money::Cents;
use domain::ratio::Ratio;
use leptos::prelude::*;

use crate::ui::{DrawnFigure, Panel, Slider};

/// Where the sliders stand, in percent of what is.
#[derive(Clone, Copy, Debug)]
pub struct LeverSignals {
    win_rate: RwSignal<i32>,
    deal_size: RwSignal<i32>,
    new_deals: RwSignal<i32>,
}

impl Default for LeverSignals {
    fn default() -> Self {
        Self {
            win_rate: RwSignal::new(100),
            deal_size: RwSignal::new(100),
            new_deals: RwSignal::new(100),
        }
    }
}

impl LeverSignals {
    fn levers(self) -> Levers {
        let ratio = |signal: RwSignal<i32>| Ratio::from_bp(signal.get() * 100);
        Levers {
            win_rate: ratio(self.win_rate),
            deal_size: ratio(self.deal_size),
            new_deals: ratio(self.new_deals),
        }
    }

    fn reset(self) {
        for signal in [self.win_rate, self.deal_size, self.new_deals] {
            signal.set(100);
        }
    }
}

/// The sliders, the figures they lead to, and the distribution they redraw.
#[component]
pub fn WhatIf(
    /// What the forecast was made from.
    input: ForecastInput,
    /// What the server said: the levers at their places give the same.
    said: Forecast,
    /// Where the sliders stand.
    levers: LeverSignals,
) -> impl IntoView {
    let base = said.mean;
    let result = Memo::new(move |_| {
        let levers = levers.levers();
        if levers == Levers::default() {
            said.clone()
        } else {
            forecast(&input, &levers, &ForecastConfig::default())
        }
    });
    let title = Signal::derive(move || result.with(|forecast| finding(forecast, base)));
    view! {
        <Panel title="What would change it" note="Move a lever; the forecast is redrawn here">
            <div class="stack is-tight">
                <div class="sliders">
                    <Slider label="Win rate" name="win_rate" value=levers.win_rate min=50 max=150 show=lever />
                    <Slider label="Deal size" name="deal_size" value=levers.deal_size min=50 max=150 show=lever />
                    <Slider label="New deals" name="new_deals" value=levers.new_deals min=50 max=150 show=lever />
                </div>
                <DrawnFigure title=title subtitle="Distribution of the period's revenue">
                    {move || result.with(distribution)}
                </DrawnFigure>
                <div class="cluster">
                    <button type="button" class="button" on:click=move |_| levers.reset()>"As it is"</button>
                </div>
            </div>
        </Panel>
    }
}

/// "+10 %" against what is.
fn lever(percent: i32) -> String {
    format!("{} %", format::signed(i64::from(percent) - 100))
}

/// The middle, the range, the chance of the target, and how the expected value moved.
fn finding(forecast: &Forecast, base: Cents) -> String {
    let chance = forecast
        .p_target
        .map_or_else(String::new, |p| format!(", target reached with {}", format::percent(p)));
    let moved = forecast.mean.checked_sub(base).filter(|moved| *moved != Cents::ZERO);
    let moved = moved
        .map_or_else(String::new, |moved| format!("; {} expected", format::money_signed(moved)));
    format!(
        "Most likely {}, range {}\u{2013}{}{chance}{moved}",
        format::money_short(forecast.p50),
        format::money_short(forecast.p10),
        format::money_short(forecast.p90),
    )
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 120.0;
const BASE: f64 = 96.0;

/// The distribution as bars on a scale of money, with target and middle marked.
fn distribution(forecast: &Forecast) -> impl IntoView + use<> {
    let low = forecast.bins.first().map_or(forecast.p10, |bin| bin.from);
    let high = forecast.bins.last().map_or(forecast.p90, |bin| bin.to);
    let low = forecast.target.map_or(low, |target| low.min(target)).to_model();
    let high = forecast.target.map_or(high, |target| high.max(target)).to_model();
    let span = (high - low).max(1.0);
    let x = move |amount: Cents| 8.0 + (WIDTH - 16.0) * (amount.to_model() - low) / span;
    let most = forecast.bins.iter().map(|bin| bin.share.bp()).max().unwrap_or(1).max(1);
    let bars = forecast.bins.iter().map(|bin| bar(*bin, most, x)).collect_view();
    let target = forecast.target.map(|target| mark(x(target), "plot-target", "target", target));
    let middle = mark(x(forecast.p50), "plot-actual", "most likely", forecast.p50);
    view! {
        <svg class="plot" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label="Distribution of revenue">
            {bars}
            <line class="plot-axis" x1="0" x2=WIDTH.to_string() y1=BASE.to_string() y2=BASE.to_string() />
            {middle}
            {target}
        </svg>
    }
}

fn bar(bin: Bin, most: i32, x: impl Fn(Cents) -> f64) -> impl IntoView {
    let height = 80.0 * f64::from(bin.share.bp()) / f64::from(most);
    let (from, to) = (x(bin.from), x(bin.to));
    view! {
        <rect class="plot-band" x=format!("{from:.1}") width=format!("{:.1}", (to - from - 1.0).max(0.5))
            y=format!("{:.1}", BASE - height) height=format!("{height:.1}") />
    }
}

/// A line at an amount, named above, with the figure below.
fn mark(x: f64, class: &'static str, name: &'static str, amount: Cents) -> impl IntoView {
    let anchor = if x > WIDTH * 0.8 { "end" } else { "start" };
    let beside = if x > WIDTH * 0.8 { x - 4.0 } else { x + 4.0 };
    view! {
        <line class=class x1=format!("{x:.1}") x2=format!("{x:.1}") y1="8" y2=BASE.to_string() />
        <text class="plot-label" x=format!("{beside:.1}") y="16" text-anchor=anchor>{name}</text>
        <text class="plot-label" x=format!("{x:.1}") y="112" text-anchor=anchor>
            {format::money_short(amount)}
        </text>
    }
}
