//! Leads as rows; on a phone, as labels and values.

use chrono::{DateTime, Utc};
use domain::access::{Action, Role};
use domain::format;
use domain::lead::{LeadRow, LeadStatus};
use domain::list::{LeadFilter, Listing};
use leptos::either::Either;
use leptos::prelude::*;

use super::filter::{address, source_label};
use crate::session::current_user;
use crate::ui::{
    Ago, Align, Badge, Beside, EmptyState, LinkButton, Pager, ScoreBadge, SortHead, Sorted, Tick,
    Ticks, Tone,
};

/// One page of the list and the way to the next.
#[component]
pub fn LeadTable(
    /// The rows.
    listing: Listing<LeadRow>,
    /// The filter they passed.
    filter: LeadFilter,
    /// Which of them are ticked.
    ticks: Ticks,
    /// Where a row opens.
    beside: Beside,
) -> impl IntoView {
    if listing.rows.is_empty() {
        return Either::Left(view! { <NoLeads filter=filter /> });
    }
    let now = listing.now;
    let shows_owner = current_user().with_untracked(|viewer| viewer.role != Role::Rep);
    let first = LeadFilter { after: String::new(), ..filter.clone() };
    let next = listing.next.map(|after| address(&LeadFilter { after, ..filter.clone() }));
    let note = listing.total.map_or_else(String::new, |total| {
        format::plural(u64::try_from(total).unwrap_or(0), "lead", "leads")
    });
    let back = (!filter.after.is_empty()).then(|| {
        view! { <LinkButton text="First page" href=address(&first) /> }
    });
    let rows = listing
        .rows
        .into_iter()
        .map(|row| view! { <Row row=row now=now filter=first.clone() shows_owner=shows_owner ticks=ticks beside=beside /> })
        .collect_view();
    Either::Right(view! {
        <div class="table-wrap">
            <table class="table">
                <Head filter=first.clone() shows_owner=shows_owner />
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=next note=note />
        {back}
    })
}

#[component]
fn Head(filter: LeadFilter, shows_owner: bool) -> impl IntoView {
    let sorted = |by: &str| address(&LeadFilter { sort: by.to_owned(), ..filter.clone() });
    let mark = |by: &str, way: Sorted| if filter.sort == by { way } else { Sorted::No };
    view! {
        <thead>
            <tr>
                <th scope="col" class="table__tick"><span class="visually-hidden">"Choose"</span></th>
                <SortHead label="Name" href=sorted("name") sorted=mark("name", Sorted::Ascending) />
                <SortHead label="Score" href=sorted("") sorted=mark("", Sorted::Descending) />
                <th scope="col">"Status"</th>
                {shows_owner.then(|| view! { <th scope="col">"Owner"</th> })}
                <th scope="col">"Source"</th>
                <th scope="col" class="table__num">"Last contact"</th>
                <SortHead label="Created" href=sorted("created") sorted=mark("created", Sorted::Descending)
                    align=Align::End />
            </tr>
        </thead>
    }
}

#[component]
fn Row(
    row: LeadRow,
    now: DateTime<Utc>,
    filter: LeadFilter,
    shows_owner: bool,
    ticks: Ticks,
    beside: Beside,
) -> impl IntoView {
    let id = row.id.get();
    let by_source = address(&LeadFilter { source: row.source.clone(), ..filter.clone() });
    let owner = shows_owner.then(|| {
        let link = row.owner.map(|owner| {
            let href = address(&LeadFilter { owner: owner.id.to_string(), ..filter });
            view! { <a class="table__sub" href=href>{owner.name}</a> }
        });
        view! { <td data-label="Owner">{link}</td> }
    });
    view! {
        <tr class:is-selected=move || ticks.has(id) class:is-open=move || beside.opened() == Some(id)
            on:click=move |event| beside.on_row(&event, id)>
            <td class="table__tick"><Tick ticks=ticks id=id name=row.name.clone() /></td>
            <td class="table__main">
                <a href=format!("/leads/{id}") data-row=id.to_string()>{row.name}</a>
                {row.company.map(|company| view! { <span class="table__sub">" "{company}</span> })}
            </td>
            <td data-label="Score" class="table__key">
                <ScoreBadge score=u8::try_from(row.score).unwrap_or(0) grade=row.grade.as_str() />
            </td>
            <td data-label="Status" class="is-plain"><Badge text=row.status.label() tone=status_tone(row.status) /></td>
            {owner}
            <td data-label="Source"><a class="table__sub" href=by_source>{source_label(&row.source)}</a></td>
            <td data-label="Last contact" class="table__num">
                {row.last_contacted_at.map(|at| view! { <Ago at=at now=now /> })}
            </td>
            <td data-label="Created" class="table__num"><Ago at=row.created_at now=now /></td>
        </tr>
    }
}

/// What a status means at a glance.
pub const fn status_tone(status: LeadStatus) -> Tone {
    match status {
        LeadStatus::New | LeadStatus::Contacted => Tone::Neutral,
        LeadStatus::Qualified | LeadStatus::Opportunity => Tone::Accent,
        LeadStatus::Customer => Tone::Good,
        LeadStatus::Disqualified => Tone::Bad,
    }
}

#[component]
fn NoLeads(filter: LeadFilter) -> impl IntoView {
    if filter == LeadFilter::default() {
        let may_create = current_user().with_untracked(|viewer| viewer.may(Action::CreateLead));
        let create = may_create.then(|| view! { <LinkButton text="New lead" href="/leads/new" /> });
        Either::Left(view! {
            <EmptyState what="Leads will stand here." how="Add the first one by hand, or import a list.">
                {create}
            </EmptyState>
        })
    } else {
        Either::Right(view! {
            <EmptyState what="No lead passes this filter." how="Take a condition away to see more.">
                <LinkButton text="Show all leads" href="/leads" />
            </EmptyState>
        })
    }
}
