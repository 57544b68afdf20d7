//! What people say, beside the model.

use domain::desk::{Call, PeoplePage, PersonLine};
use domain::format;
use domain::journal::Entity;
use domain::ratio::Ratio;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{CommitToForecast, OverrideForecastOf, get_people};
use super::page::{Views, periods_at};
use super::people_forms::{CommitPanel, OverridePanel};
use crate::query;
use crate::ui::{Ago, Badge, LiveView, Money, PageHead, Panel, Tone, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Forecast, Entity::Opportunity, Entity::Setting];

/// `/forecast?view=people&period=2026-Q4`
#[component]
pub fn PeopleView() -> impl IntoView {
    let params = use_query_map();
    let live = use_live_of(LIVE);
    let commit = ServerAction::<CommitToForecast>::new();
    let overrule = ServerAction::<OverrideForecastOf>::new();
    let period = Memo::new(move |_| params.with(|params| query::value(params, "period")));
    let page = Resource::new(
        move || (period.get(), live.get(), commit.version().get(), overrule.version().get()),
        |(period, ..)| get_people(period),
    );
    view! {
        <LiveView resource=page title="Forecast" lines=14 let:page>
            <Content page=page commit=commit overrule=overrule />
        </LiveView>
    }
}

#[component]
fn Content(
    page: Signal<PeoplePage>,
    commit: ServerAction<CommitToForecast>,
    overrule: ServerAction<OverrideForecastOf>,
) -> impl IntoView {
    let period = Memo::new(move |_| page.with(|page| page.period));
    let (may_commit, may_override) =
        page.with_untracked(|page| (page.may_commit && page.me.is_some(), page.may_override));
    let head = move || {
        let (period, today) = page.with(|page| (page.period, page.today));
        view! {
            <PageHead title="Forecast" subtitle=format!("What people say of {}", period.label())>
                {periods_at("people", period, today)}
            </PageHead>
        }
    };
    let people = move || {
        page.with_untracked(|page| {
            page.people.iter().map(|line| line.person.clone()).collect::<Vec<_>>()
        })
    };
    let forms = move || {
        let code = period.get().code();
        let commit = may_commit.then(|| view! { <CommitPanel code=code.clone() commit=commit /> });
        let overrule = may_override.then(
            || view! { <OverridePanel code=code.clone() people=people() overrule=overrule /> },
        );
        view! { {commit} {overrule} }
    };
    view! {
        {head}
        <div class="stack">
            {move || view! { <Views current="people" period=period.get() /> }}
            {move || view! { <Lines page=page.get() /> }}
            <div class="grid">
                <div class="span-6">{forms}</div>
                <div class="span-6">{move || view! { <History page=page.get() /> }}</div>
            </div>
        </div>
    }
}

#[component]
fn Lines(page: PeoplePage) -> impl IntoView {
    let total = (page.people.len() > 1).then(|| row(page.all));
    let rows = page.people.into_iter().map(row).collect_view();
    view! {
        <Panel title="People beside the model" note="A gap is marked where what is said lies outside the model\u{2019}s range">
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Who"</th>
                            <th scope="col" class="table__num">"Won"</th>
                            <th scope="col" class="table__num">"Model"</th>
                            <th scope="col" class="table__num">"Range"</th>
                            <th scope="col" class="table__num">"Commit"</th>
                            <th scope="col" class="table__num">"Best case"</th>
                            <th scope="col" class="table__num">"Override"</th>
                            <th scope="col" class="table__num">"Gap"</th>
                            <th scope="col" class="table__num">"Closes of commit"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>{total}</tfoot>
                </table>
            </div>
        </Panel>
    }
}

/// "0.8 of 3 periods".
fn closes(line: &PersonLine) -> String {
    line.calibration.map_or_else(
        || "\u{2013}".to_owned(),
        |known| {
            let periods = format::plural(known.periods.into(), "period", "periods");
            format!("{:.1} ({periods})", Ratio::to_model(known.ratio))
        },
    )
}

fn row(line: PersonLine) -> impl IntoView {
    let dash = || "\u{2013}".to_owned();
    let closes = closes(&line);
    let commit = line.commit.map_or_else(dash, |(commit, _)| format::money(commit));
    let best = line.commit.map_or_else(dash, |(_, best)| format::money(best));
    let why = line.instead.as_ref().map(|call| format!("{}: {}", call.author, call.reason));
    let instead = line.instead.as_ref().map_or_else(dash, |call| format::money(call.amount));
    let gap = line.gap().map(|gap| {
        let tone = if line.is_apart() { Tone::Warn } else { Tone::default() };
        view! { <Badge text=format::money_signed(gap) tone=tone /> }
    });
    let (mean, low, high) = line.model;
    let range = format!("{}\u{2013}{}", format::money_short(low), format::money_short(high));
    view! {
        <tr>
            <td class="table__main">{line.person.name}</td>
            <td class="table__num" data-label="Won"><Money amount=line.won /></td>
            <td class="table__num table__key" data-label="Model"><Money amount=mean /></td>
            <td class="table__num" data-label="Range">{range}</td>
            <td class="table__num" data-label="Commit">{commit}</td>
            <td class="table__num" data-label="Best case">{best}</td>
            <td class="table__num" data-label="Override" title=why>{instead}</td>
            <td class="table__num" data-label="Gap">{gap}</td>
            <td class="table__num" data-label="Closes of commit">{closes}</td>
        </tr>
    }
}

#[component]
fn History(page: PeoplePage) -> impl IntoView {
    let now = page.now;
    if page.history.is_empty() {
        return view! {
            <Panel title="What was said"><p class="muted">"Nobody has committed to this period yet."</p></Panel>
        }
        .into_any();
    }
    let rows = page.history.into_iter().map(|call| history_row(call, now)).collect_view();
    view! {
        <Panel title="What was said" note="Every word is kept; the newest counts">
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Said"</th>
                            <th scope="col" class="table__num">"Amount"</th>
                            <th scope="col" class="table__num">"When"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

fn history_row(call: Call, now: chrono::DateTime<chrono::Utc>) -> impl IntoView {
    let whose = call.owner.map_or_else(|| "all together".to_owned(), |owner| owner.name);
    let words = if call.is_override {
        format!("{} overrides for {whose}", call.author)
    } else {
        format!("{} commits", call.author)
    };
    let reason = (!call.reason.is_empty())
        .then(|| view! { <span class="table__sub is-line">{call.reason}</span> });
    view! {
        <tr>
            <td class="table__main">{words}{reason}</td>
            <td class="table__num table__key" data-label="Amount"><Money amount=call.amount /></td>
            <td class="table__num" data-label="When"><Ago at=call.at now=now /></td>
        </tr>
    }
}
