//! Deals as rows; on a phone, as labels and values.

use chrono::{DateTime, Utc};
use domain::format;
use domain::list::{DealColumn, DealFilter, Listing};
use domain::opportunity::{DealRow, DealStatus};
use leptos::prelude::*;

use super::list_page::address;
use crate::ui::{
    Ago, Align, Badge, Beside, Day, EmptyState, FilterBar, FilterChip, Money, Pager, SortHead,
    Sorted, Tick, Ticks, Tone,
};

#[component]
fn NoDeals(filter: DealFilter) -> impl IntoView {
    if (DealFilter { sort: String::new(), ..filter }) == DealFilter::default() {
        return view! {
            <EmptyState what="Open deals will stand here." how="A deal begins on the page of a lead.">
                <a class="button is-primary" href="/leads">"Choose a lead"</a>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState what="No deal matches." how="Take a condition away to see more.">
            <a class="button" href="/deals?view=list">"Show open deals"</a>
        </EmptyState>
    }
    .into_any()
}

/// One page of the list and the way to the next.
#[component]
pub fn DealTable(
    /// The rows.
    listing: Listing<DealRow>,
    /// The filter they passed.
    filter: DealFilter,
    /// Which columns.
    columns: Vec<DealColumn>,
    /// Which of them are ticked.
    ticks: Ticks,
    /// Where a row opens.
    beside: Beside,
) -> impl IntoView {
    if listing.rows.is_empty() {
        return view! { <NoDeals filter=filter /> }.into_any();
    }
    let sort = |label: &'static str, key: &'static str, align: Align, order: Sorted| {
        let now = if filter.sort.is_empty() { "amount" } else { filter.sort.as_str() };
        let sorted = if now == key { order } else { Sorted::No };
        let href = address(
            &DealFilter { sort: key.to_owned(), after: String::new(), ..filter.clone() },
            "",
        );
        view! { <SortHead label=label href=href sorted=sorted align=align /> }
    };
    let shown = listing.rows.len();
    let note = match listing.total {
        Some(total) => {
            format!("{shown} of {}", format::plural(total.unsigned_abs(), "deal", "deals"))
        }
        None => format!("{shown} deals"),
    };
    let first = address(&DealFilter { after: String::new(), ..filter.clone() }, "");
    let previous = (!filter.after.is_empty()).then_some(first);
    let next = listing.next.map(|after| address(&DealFilter { after, ..filter.clone() }, ""));
    let heads = columns
        .iter()
        .map(|column| match column {
            DealColumn::Amount => {
                sort(column.label(), "amount", Align::End, Sorted::Descending).into_any()
            }
            DealColumn::Win => {
                sort(column.label(), "win", Align::End, Sorted::Descending).into_any()
            }
            DealColumn::Close => {
                sort(column.label(), "close", Align::Start, Sorted::Ascending).into_any()
            }
            DealColumn::Created => {
                sort(column.label(), "created", Align::End, Sorted::Descending).into_any()
            }
            DealColumn::Dwell => {
                view! { <th scope="col" class="table__num">{column.label()}</th> }.into_any()
            }
            DealColumn::Stage | DealColumn::NextStep | DealColumn::Owner => {
                view! { <th scope="col">{column.label()}</th> }.into_any()
            }
        })
        .collect_view();
    let now = listing.now;
    let chips = chips(&filter, listing.rows.first());
    let rows = listing
        .rows
        .into_iter()
        .map(|deal| deal_row(deal, now, &columns, ticks, beside))
        .collect_view();
    view! {
        {(!chips.is_empty()).then(|| view! { <FilterBar chips=chips /> })}
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="table__tick"><span class="visually-hidden">"Choose"</span></th>
                        <th scope="col">"Deal"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager previous=previous next=next note=note />
    }
    .into_any()
}

/// What holds, as a sentence; each condition can be taken away. A row says the names of what is told by a number.
fn chips(filter: &DealFilter, row: Option<&DealRow>) -> Vec<FilterChip> {
    let first = DealFilter { after: String::new(), ..filter.clone() };
    let chip = |is_set: bool, text: String, without: DealFilter| {
        is_set.then(|| FilterChip { text, remove_href: address(&without, "") })
    };
    let line = row.map(|row| &row.line);
    let stage = line.map_or("one", |line| line.stage.as_str());
    let owner = line.map_or("one person", |line| line.owner_name());
    let status = DealStatus::try_from(filter.status.as_str()).ok();
    let status = status.map_or("any".to_owned(), |status| status.label().to_lowercase());
    let none = String::new;
    [
        chip(
            !filter.q.trim().is_empty(),
            format!("Name has \"{}\"", filter.q.trim()),
            DealFilter { q: none(), ..first.clone() },
        ),
        chip(
            !filter.status.is_empty(),
            format!("Status is {status}"),
            DealFilter { status: none(), ..first.clone() },
        ),
        chip(
            !filter.stage.is_empty(),
            format!("Stage is {stage}"),
            DealFilter { stage: none(), ..first.clone() },
        ),
        chip(
            !filter.owner.is_empty(),
            format!("Owner is {owner}"),
            DealFilter { owner: none(), ..first.clone() },
        ),
        chip(
            !filter.product.is_empty(),
            "Product is one".to_owned(),
            DealFilter { product: none(), ..first.clone() },
        ),
        chip(
            !filter.period.is_empty(),
            format!("Closing in {}", filter.period),
            DealFilter { period: none(), ..first.clone() },
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn deal_row(
    deal: DealRow,
    now: DateTime<Utc>,
    columns: &[DealColumn],
    ticks: Ticks,
    beside: Beside,
) -> AnyView {
    let cells = columns.iter().map(|column| cell(*column, &deal, now)).collect_view();
    let line = deal.line;
    let id = line.id.get();
    let party =
        line.party().map(|party| view! { <span class="table__sub">{format!(" {party}")}</span> });
    view! {
        <tr class:is-selected=move || ticks.has(id) class:is-open=move || beside.opened() == Some(id)
            on:click=move |event| beside.on_row(&event, id)>
            <td class="table__tick"><Tick ticks=ticks id=id name=line.name.clone() /></td>
            <td class="table__main"><a href=format!("/deals/{id}") data-row=id.to_string()>{line.name.clone()}</a> {party}</td>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(column: DealColumn, deal: &DealRow, now: DateTime<Utc>) -> AnyView {
    let (line, label) = (&deal.line, column.label());
    match column {
        DealColumn::Stage => {
            view! { <td class="table__keep is-plain" data-label=label>{line.stage.clone()}</td> }
                .into_any()
        }
        DealColumn::Amount => {
            view! { <td class="table__num table__key" data-label=label><Money amount=line.amount /></td> }
                .into_any()
        }
        DealColumn::Win => {
            view! { <td class="table__num" data-label=label>{line.chance()}</td> }.into_any()
        }
        DealColumn::Close => {
            view! { <td data-label=label>{line.close_on.map(|day| view! { <Day day=day /> })}</td> }
                .into_any()
        }
        DealColumn::NextStep if line.status == DealStatus::Open && deal.next_step.is_empty() => {
            view! { <td class="is-plain" data-label=label><Badge text="No next step" tone=Tone::Warn /></td> }
                .into_any()
        }
        DealColumn::NextStep => {
            let (title, step) = (deal.next_step.clone(), deal.next_step.clone());
            view! { <td class="is-plain" data-label=label><span class="table__clip" title=title>{step}</span></td> }
                .into_any()
        }
        DealColumn::Owner => {
            let owner = line.owner_name().to_owned();
            view! { <td class="table__keep is-plain" data-label=label>{owner}</td> }.into_any()
        }
        DealColumn::Dwell => {
            view! { <td class="table__num" data-label=label>{format::days(line.days_in_stage)}</td> }
                .into_any()
        }
        DealColumn::Created => {
            view! { <td class="table__num" data-label=label><Ago at=line.created_at now=now /></td> }
                .into_any()
        }
    }
}
