//! What may cost deals, by cause: how many, how much, how such deals ended, and what to do about each.

use domain::desk::{RiskCause, RiskRow, RisksPage as Data};
use domain::format;
use domain::journal::Entity;
use domain::list::Person;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{SeeToRisk, get_risks};
use super::see_to::SeeTo;
use crate::query;
use crate::ui::{
    AsyncView, EmptyState, FormProblem, Money, MoneyShort, PageHead, Panel, problem, tell,
    use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Opportunity, Entity::Task, Entity::Interaction];
const PATH: &str = "/risks";

/// `/risks?kind=stuck_in_stage`
#[component]
pub fn RisksPage() -> impl IntoView {
    let params = use_query_map();
    let kind = Memo::new(move |_| params.with(|params| query::value(params, "kind")));
    let live = use_live_of(LIVE);
    let see_to = ServerAction::<SeeToRisk>::new();
    tell(see_to);
    let risks = Resource::new(
        move || (kind.get(), live.get(), see_to.version().get()),
        |(kind, ..)| get_risks(kind),
    );
    view! {
        <PageHead title="Risks" subtitle="What may cost open deals, and what to do about it" />
        <FormProblem error=problem(see_to) alone=true />
        <AsyncView resource=risks lines=14 let:data>
            <Risks data=data see_to=see_to />
        </AsyncView>
    }
}

#[component]
fn Risks(data: Data, see_to: ServerAction<SeeToRisk>) -> impl IntoView {
    if data.looked_at == 0 {
        return view! {
            <EmptyState what="Warnings on open deals will stand here." how="There is no open deal yet." />
        }
        .into_any();
    }
    let count = |count: usize| format::count_of(count);
    let cut = if data.is_cut { ", the largest" } else { "" };
    let note = format!("On {} open deals{cut}", count(data.looked_at));
    let shown = data.kind.map_or("All warnings", |kind| kind.label());
    let rows_note = if data.total > data.rows.len() {
        format!("{} of {}, the largest deals first", count(data.rows.len()), count(data.total))
    } else {
        count(data.total)
    };
    let all = data.kind.map(|_| ("All warnings".to_owned(), PATH.to_owned()));
    view! {
        <div class="stack">
            <Panel title="By cause" note=note><Causes causes=data.causes /></Panel>
            <Panel title=shown note=rows_note more=all>
                <Rows rows=data.rows people=data.people see_to=see_to />
            </Panel>
        </div>
    }
    .into_any()
}

#[component]
fn Causes(causes: Vec<RiskCause>) -> impl IntoView {
    let rows = causes
        .into_iter()
        .map(|cause| {
            let href = query::href(PATH, &[("kind", cause.kind.as_str())]);
            view! {
                <tr>
                    <td class="table__main"><a href=href>{cause.kind.label()}</a></td>
                    <td class="table__num table__key" data-label="Deals">{format::count_of(cause.deals)}</td>
                    <td class="table__num" data-label="Worth"><MoneyShort amount=cause.amount /></td>
                    <td class="table__num" data-label="Seen to">{format::count_of(cause.seen)}</td>
                    <td class="muted" data-label="How such deals ended">{cause.history}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Cause"</th>
                        <th scope="col" class="table__num">"Deals"</th>
                        <th scope="col" class="table__num">"Worth"</th>
                        <th scope="col" class="table__num">"Seen to"</th>
                        <th scope="col">"How such deals ended"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Rows(rows: Vec<RiskRow>, people: Vec<Person>, see_to: ServerAction<SeeToRisk>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="muted">"No open deal has this warning."</p> }.into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            let risk = &row.warning.risk;
            let fact = format!("{}: {}", risk.kind.label(), risk.evidence);
            let threshold = risk.threshold.clone();
            let who = [row.company.clone(), row.owner.clone().map(|owner| owner.name)];
            let who = who.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let people = people.clone();
            view! {
                <li class="risk">
                    <span class="risk__deal">
                        <a href=format!("/deals/{}", row.deal)>{row.name}</a>" "<span class="muted">{who}</span>
                    </span>
                    <span class="risk__amount"><Money amount=row.amount /></span>
                    <span class="risk__fact">{fact}" "<span class="muted">{threshold}</span></span>
                    <SeeTo deal=row.deal warning=row.warning people=people see_to=see_to />
                </li>
            }
        })
        .collect_view();
    view! { <ul class="risks">{rows}</ul> }.into_any()
}
