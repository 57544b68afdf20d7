//! What would change the forecast: sliders that redraw it in the page with the code the server used.

use domain::calendar::Period;
use domain::forecast::{
    Effect, Forecast, ForecastConfig, ForecastInput, Lever, LeverSteps, Step, forecast,
};
use domain::format;
use domain::money::Cents;
use domain::ratio::Ratio;
use leptos::prelude::*;
use leptos_router::components::Form;

use super::ceo_distribution::distribution;
use crate::ui::{DrawnFigure, Panel, Slider};

/// Where the sliders stand, in percent more or less than it is.
#[derive(Clone, Copy, Debug)]
pub struct LeverSignals {
    win_rate: RwSignal<i32>,
    deal_size: RwSignal<i32>,
    new_deals: RwSignal<i32>,
    cycle: RwSignal<i32>,
}

impl Default for LeverSignals {
    fn default() -> Self {
        Self::at(LeverSteps::default())
    }
}

impl LeverSignals {
    /// Sliders that stand at these steps.
    pub fn at(steps: LeverSteps) -> Self {
        let signal = |lever| RwSignal::new(steps.get(lever).get());
        Self {
            win_rate: signal(Lever::WinRate),
            deal_size: signal(Lever::DealSize),
            new_deals: signal(Lever::NewDeals),
            cycle: signal(Lever::Cycle),
        }
    }

    const fn of(self, lever: Lever) -> RwSignal<i32> {
        match lever {
            Lever::WinRate => self.win_rate,
            Lever::DealSize => self.deal_size,
            Lever::NewDeals => self.new_deals,
            Lever::Cycle => self.cycle,
        }
    }

    /// Where they stand now; whoever asks hears of changes.
    pub fn steps(self) -> LeverSteps {
        let mut steps = LeverSteps::default();
        for lever in Lever::ALL {
            steps.set(*lever, Step::new(self.of(*lever).get()));
        }
        steps
    }

    /// Moves all of them.
    pub fn set(self, steps: LeverSteps) {
        for lever in Lever::ALL {
            self.of(*lever).set(steps.get(*lever).get());
        }
    }
}

/// The sliders, the figures they lead to, and the distribution they redraw. The sliders are a form whose address is that
/// of the scenarios with these levers.
#[component]
pub fn WhatIf(
    /// The period it is about.
    period: Period,
    /// What the forecast was made from.
    input: ForecastInput,
    /// What the server said: the levers at their places give the same.
    said: Forecast,
    /// How its distribution is made.
    config: ForecastConfig,
    /// Where the sliders stand.
    levers: LeverSignals,
    /// What the button says that leads to the address with these levers.
    link: &'static str,
) -> impl IntoView {
    let base = said.mean;
    let result = Memo::new(move |_| {
        let steps = levers.steps();
        if steps.is_as_it_is() { said.clone() } else { forecast(&input, &steps.levers(), &config) }
    });
    let title = Signal::derive(move || result.with(|forecast| finding(forecast, base)));
    let slider = move |lever: &Lever| {
        let (label, name, value) = (lever.label(), lever.as_str(), levers.of(*lever));
        view! { <Slider label=label name=name value=value min={-Step::MOST} max=Step::MOST show=shown /> }
    };
    view! {
        <Panel title="What would change it" note="Move a lever; the forecast is redrawn here">
            <Form method="get" action="/forecast" attr:class="stack is-tight">
                <input type="hidden" name="view" value="scenarios" />
                <input type="hidden" name="period" value=period.code() />
                <div class="sliders">{Lever::ALL.iter().map(slider).collect_view()}</div>
                <DrawnFigure title=title subtitle="How likely each result of the period is; dark: eight of ten outcomes">
                    {move || result.with(distribution)}
                </DrawnFigure>
                <p class="panel__note">{move || result.with(exactly)}</p>
                <div class="cluster">
                    <button type="button" class="button" on:click=move |_| levers.set(LeverSteps::default())>"As it is"</button>
                    <button class="button">{link}</button>
                </div>
            </Form>
        </Panel>
    }
}

/// "+10 %" against what is.
fn shown(percent: i32) -> String {
    Step::new(percent).label()
}

/// The figures to the cent: the same digits as on the command line.
fn exactly(forecast: &Forecast) -> String {
    format!(
        "Expected {}; eight of ten outcomes between {} and {}.",
        format::money_exact(forecast.mean),
        format::money_exact(forecast.p10),
        format::money_exact(forecast.p90),
    )
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
