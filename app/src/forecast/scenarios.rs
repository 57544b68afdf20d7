//! Scenarios: the levers, and those that were kept side by side.

use domain::calendar::Period;
use domain::desk::{ScenarioFigures, ScenarioLink, ScenarioRow, ScenariosPage};
use domain::forecast::LeverSteps;
use domain::format;
use domain::journal::Entity;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{DeleteScenario, KeepScenario, RenameScenario, get_scenarios};
use super::page::{Views, periods_at};
use super::scenario_forms::{Acts, KeepPanel, RowActs};
use crate::home::{LeverSignals, WhatIf};
use crate::query;
use crate::ui::{LiveView, Money, PageHead, Panel, sent_about, tell, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Scenario, Entity::Opportunity, Entity::Quota, Entity::Setting];

/// `/forecast?view=scenarios&period=2026-Q4&win_rate=10&new_deals=-5`
#[component]
pub fn ScenariosView() -> impl IntoView {
    let params = use_query_map();
    let live = use_live_of(LIVE);
    let keep = ServerAction::<KeepScenario>::new();
    let rename = ServerAction::<RenameScenario>::new();
    let delete = ServerAction::<DeleteScenario>::new();
    let renamed = sent_about(rename, |sent: &RenameScenario| sent.form.id.get());
    tell(keep);
    tell(rename);
    tell(delete);
    let acts = Acts { rename, renamed, delete };
    let period = Memo::new(move |_| params.with(|params| query::value(params, "period")));
    let asked = Memo::new(move |_| {
        params.with(|params| LeverSteps::read(|lever| query::value(params, lever.as_str())))
    });
    let levers = LeverSignals::at(asked.with_untracked(|(steps, _)| *steps));
    Effect::new(move |_| levers.set(asked.with(|(steps, _)| *steps)));
    let words = Memo::new(move |_| asked.with(|(_, words)| words.clone()));
    let versions = move || (keep.version().get(), rename.version().get(), delete.version().get());
    let page = Resource::new(
        move || (period.get(), live.get(), versions()),
        |(period, ..)| get_scenarios(period),
    );
    view! {
        <LiveView resource=page title="Forecast" lines=14 let:page>
            <Content page=page levers=levers words=words keep=keep acts=acts />
        </LiveView>
    }
}

#[component]
fn Content(
    page: Signal<ScenariosPage>,
    levers: LeverSignals,
    words: Memo<Vec<String>>,
    keep: ServerAction<KeepScenario>,
    acts: Acts,
) -> impl IntoView {
    let period = Memo::new(move |_| page.with(|page| page.period));
    // The sliders are drawn anew only when what they start from has changed, not when a scenario is kept.
    let base = Memo::new(move |_| {
        page.with(|page| (page.period, page.forecast.clone(), page.input.clone(), page.config))
    });
    let head = move || {
        let (period, today) = page.with(|page| (page.period, page.today));
        view! {
            <PageHead title="Forecast" subtitle=format!("Scenarios of {}", period.label())>
                {periods_at("scenarios", period, today)}
            </PageHead>
        }
    };
    let what_if = move || {
        let (period, said, input, config) = base.get();
        view! {
            <WhatIf period=period input=input said=said config=config levers=levers link="Link with these levers" />
        }
    };
    view! {
        {head}
        <div class="stack">
            {move || view! { <Views current="scenarios" period=period.get() /> }}
            {move || words.with(|words| clamped(words))}
            <div class="grid">
                <div class="span-7">{what_if}</div>
                <div class="span-5">
                    {move || view! { <KeepPanel code=period.get().code() levers=levers keep=keep /> }}
                </div>
            </div>
            {move || view! { <Compared page=page.get() acts=acts /> }}
        </div>
    }
}

/// A word about levers in the address that could not be taken as they were written.
fn clamped(words: &[String]) -> impl IntoView + use<> {
    let lines = words.iter().map(|word| view! { <p>{word.clone()}</p> }).collect_view();
    (!words.is_empty()).then(|| view! { <div class="form__problem" role="status">{lines}</div> })
}

fn link(period: Period, steps: LeverSteps) -> String {
    let code = period.code();
    let levers = steps.pairs();
    let mut pairs = vec![("view", "scenarios"), ("period", code.as_str())];
    pairs.extend(levers.iter().map(|(name, value)| (*name, value.as_str())));
    query::href("/forecast", &pairs)
}

#[component]
fn Compared(page: ScenariosPage, acts: Acts) -> impl IntoView {
    let ScenariosPage { period, forecast, rows, elsewhere, .. } = page;
    let own = ScenarioFigures::of(&forecast, &forecast);
    let none = rows.is_empty().then(|| {
        view! { <p class="muted">"No scenario of this period is saved. Move a lever and give it a name."</p> }
    });
    let rows = rows.into_iter().map(|row| scenario_row(period, row, acts)).collect_view();
    view! {
        <Panel title="Side by side" note=format!("What each would bring in {}, over the deals you see", period.label())>
            <div class="stack is-tight">
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Scenario"</th>
                                <th scope="col" class="table__num">"Expected"</th>
                                <th scope="col" class="table__num">"Against the model"</th>
                                <th scope="col" class="table__num">"Range"</th>
                                <th scope="col" class="table__num">"Target reached"</th>
                                <th scope="col"><span class="visually-hidden">"Change"</span></th>
                            </tr>
                        </thead>
                        <tbody>
                            <tr>
                                <td class="table__main">
                                    <a href=link(period, LeverSteps::default())>"As it is"</a>
                                    <span class="table__sub is-line">"The model\u{2019}s own"</span>
                                </td>
                                {figures(own)}
                                <td></td>
                            </tr>
                            {rows}
                        </tbody>
                    </table>
                </div>
                {none}
                {others(elsewhere)}
            </div>
        </Panel>
    }
    .into_any()
}

fn figures(figures: ScenarioFigures) -> impl IntoView {
    let ScenarioFigures { mean, p10, p90, p_target, apart } = figures;
    let range = format!("{}\u{2013}{}", format::money(p10), format::money(p90));
    let chance = p_target.map_or_else(|| "no target".to_owned(), format::percent);
    view! {
        <td class="table__num table__key" data-label="Expected"><Money amount=mean /></td>
        <td class="table__num" data-label="Against the model">{format::money_signed(apart)}</td>
        <td class="table__num" data-label="Range">{range}</td>
        <td class="table__num" data-label="Target reached">{chance}</td>
    }
}

fn scenario_row(period: Period, row: ScenarioRow, acts: Acts) -> impl IntoView {
    let href = link(period, row.steps);
    let (name, words, own) = (row.name.clone(), row.steps.label(), row.figures);
    view! {
        <tr>
            <td class="table__main">
                <a href=href>{name}</a>
                <span class="table__sub is-line">{words}</span>
            </td>
            {figures(own)}
            <td class="table__actions"><RowActs row=row acts=acts /></td>
        </tr>
    }
    .into_any()
}

/// The reader's scenarios of other periods.
fn others(elsewhere: Vec<ScenarioLink>) -> impl IntoView {
    if elsewhere.is_empty() {
        return ().into_any();
    }
    let lines = elsewhere
        .into_iter()
        .map(|other| {
            let words = format!("{}, {}", other.period.label(), other.steps.label());
            view! {
                <li class="rows__row">
                    <span class="rows__main"><a href=link(other.period, other.steps)>{other.name}</a></span>
                    <span class="rows__side">{words}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <details class="fold">
            <summary>"Scenarios of other periods"</summary>
            <ul class="rows">{lines}</ul>
        </details>
    }
    .into_any()
}
