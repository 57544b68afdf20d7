//! What would change the forecast: sliders that redraw it in the page with the code the server used.

use domain::forecast::{Effect, Forecast, ForecastConfig, ForecastInput, Levers, forecast};
use domain::format;
use domain::money::Cents;
use domain::ratio::Ratio;
use leptos::prelude::*;

use super::ceo_distribution::distribution;
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
    /// How its distribution is made.
    config: ForecastConfig,
    /// Where the sliders stand.
    levers: LeverSignals,
) -> impl IntoView {
    let base = said.mean;
    let result = Memo::new(move |_| {
        let levers = levers.levers();
        if levers == Levers::default() { said.clone() } else { forecast(&input, &levers, &config) }
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
                <DrawnFigure title=title subtitle="How likely each result of the period is; dark: eight of ten outcomes">
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

/// The levers as sentences, the largest effect first.
#[component]
pub fn EffectList(
    /// What a tenth more of each would change.
    effects: Vec<Effect>,
    /// The chance of the target as it is.
    now: Option<Ratio>,
) -> impl IntoView {
    if effects.iter().all(|effect| effect.more <= Cents::ZERO) {
        return ().into_any();
    }
    let lines = effects
        .into_iter()
        .map(|effect| {
            let chance = now.zip(effect.p_target).map(|(now, then)| {
                format!(", target {} instead of {}", format::percent(then), format::percent(now))
            });
            let more = format::money_signed(effect.more);
            view! {
                <li class="rows__row">
                    <span class="rows__main">{format!("{} +10 %", effect.name)}</span>
                    <span class="rows__side">{format!("{more} expected{}", chance.unwrap_or_default())}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="Levers with the largest effect" note="Each alone, the others as they are">
            <ul class="rows">{lines}</ul>
        </Panel>
    }
    .into_any()
}
