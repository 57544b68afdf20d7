//! Leads as rows; on a phone, as labels and values.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::format;
use domain::lead::{LeadRow, LeadStatus};
use domain::list::{LeadColumn, LeadFilter, Listing};
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
    /// Which columns.
    columns: Vec<LeadColumn>,
    /// Which of them are ticked.
    ticks: Ticks,
    /// Where a row opens.
    beside: Beside,
) -> impl IntoView {
    if listing.rows.is_empty() {
        return Either::Left(view! { <NoLeads filter=filter /> });
    }
    let now = listing.now;
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
        .map(|row| row_of(row, now, &first, &columns, ticks, beside))
        .collect_view();
    Either::Right(view! {
        <div class="table-wrap">
            <table class="table">
                <Head filter=first.clone() columns=columns.clone() />
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=next note=note />
        {back}
    })
}

#[component]
fn Head(filter: LeadFilter, columns: Vec<LeadColumn>) -> impl IntoView {
    let sorted = |by: &str| address(&LeadFilter { sort: by.to_owned(), ..filter.clone() });
    let mark = |by: &str, way: Sorted| if filter.sort == by { way } else { Sorted::No };
    let heads = columns
        .into_iter()
        .map(|column| {
            let label = column.label();
            match column {
                LeadColumn::Score => view! {
                    <SortHead label=label href=sorted("") sorted=mark("", Sorted::Descending) />
                }
                .into_any(),
                LeadColumn::Created => view! {
                    <SortHead label=label href=sorted("created") sorted=mark("created", Sorted::Descending)
                        align=Align::End />
                }
                .into_any(),
                LeadColumn::Contact => view! { <th scope="col" class="table__num">{label}</th> }.into_any(),
                LeadColumn::Status | LeadColumn::Owner | LeadColumn::Source => {
                    view! { <th scope="col">{label}</th> }.into_any()
                }
            }
        })
        .collect_view();
    view! {
        <thead>
            <tr>
                <th scope="col" class="table__tick"><span class="visually-hidden">"Choose"</span></th>
                <SortHead label="Name" href=sorted("name") sorted=mark("name", Sorted::Ascending) />
                {heads}
            </tr>
        </thead>
    }
}

/// Erased, so that the page's type does not grow with what a row can show.
fn row_of(
    row: LeadRow,
    now: DateTime<Utc>,
    filter: &LeadFilter,
    columns: &[LeadColumn],
    ticks: Ticks,
    beside: Beside,
) -> AnyView {
    let id = row.id.get();
    let cells = columns.iter().map(|column| cell(*column, &row, now, filter)).collect_view();
    view! {
        <tr class:is-selected=move || ticks.has(id) class:is-open=move || beside.opened() == Some(id)
            on:click=move |event| beside.on_row(&event, id)>
            <td class="table__tick"><Tick ticks=ticks id=id name=row.name.clone() /></td>
            <td class="table__main">
                <a href=format!("/leads/{id}") data-row=id.to_string()>{row.name}</a>
                {row.company.map(|company| view! { <span class="table__sub">" "{company}</span> })}
            </td>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(column: LeadColumn, row: &LeadRow, now: DateTime<Utc>, filter: &LeadFilter) -> AnyView {
    let label = column.label();
    match column {
        LeadColumn::Score => {
            let score = u8::try_from(row.score).unwrap_or(0);
            view! {
                <td data-label=label class="table__key"><ScoreBadge score=score grade=row.grade.as_str() /></td>
            }
            .into_any()
        }
        LeadColumn::Status => view! {
            <td data-label=label class="is-plain"><Badge text=row.status.label() tone=status_tone(row.status) /></td>
        }
        .into_any(),
        LeadColumn::Owner => {
            let link = row.owner.clone().map(|owner| {
                let href = address(&LeadFilter { owner: owner.id.to_string(), ..filter.clone() });
                view! { <a class="table__sub" href=href>{owner.name}</a> }
            });
            view! { <td data-label=label>{link}</td> }.into_any()
        }
        LeadColumn::Source => {
            let href = address(&LeadFilter { source: row.source.clone(), ..filter.clone() });
            view! { <td data-label=label><a class="table__sub" href=href>{source_label(&row.source)}</a></td> }
                .into_any()
        }
        LeadColumn::Contact => {
            let at = row.last_contacted_at.map(|at| view! { <Ago at=at now=now /> });
            view! { <td data-label=label class="table__num">{at}</td> }.into_any()
        }
        LeadColumn::Created => {
            view! { <td data-label=label class="table__num"><Ago at=row.created_at now=now /></td> }
                .into_any()
        }
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
