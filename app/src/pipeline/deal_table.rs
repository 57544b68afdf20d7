//! Deals as rows; on a phone, as labels and values.

use domain::format;
use domain::list::{DealFilter, Listing};
use domain::opportunity::{DealRow, DealStatus};
use leptos::prelude::*;

use super::list_page::address;
use crate::ui::{
    Align, Badge, Beside, Day, EmptyState, Money, Pager, SortHead, Sorted, Tick, Ticks, Tone,
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
    let head = view! {
        <tr>
            <th scope="col" class="table__tick"><span class="visually-hidden">"Choose"</span></th>
            <th scope="col">"Deal"</th>
            <th scope="col">"Stage"</th>
            {sort("Amount", "amount", Align::End, Sorted::Descending)}
            {sort("P(won)", "win", Align::End, Sorted::Descending)}
            {sort("Close", "close", Align::Start, Sorted::Ascending)}
            <th scope="col">"Next step"</th>
            <th scope="col">"Owner"</th>
        </tr>
    };
    let rows = listing.rows.into_iter().map(|deal| deal_row(deal, ticks, beside)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>{head}</thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager previous=previous next=next note=note />
    }
    .into_any()
}

fn deal_row(deal: DealRow, ticks: Ticks, beside: Beside) -> impl IntoView {
    let DealRow { line, next_step, .. } = deal;
    let id = line.id.get();
    let party =
        line.party().map(|party| view! { <span class="table__sub">{format!(" {party}")}</span> });
    let (chance, owner) = (line.chance(), line.owner_name().to_owned());
    let next = if line.status == DealStatus::Open && next_step.is_empty() {
        view! { <Badge text="No next step" tone=Tone::Warn /> }.into_any()
    } else {
        let title = next_step.clone();
        view! { <span class="table__clip" title=title>{next_step}</span> }.into_any()
    };
    view! {
        <tr class:is-selected=move || ticks.has(id) class:is-open=move || beside.opened() == Some(id)
            on:click=move |event| beside.on_row(&event, id)>
            <td class="table__tick"><Tick ticks=ticks id=id name=line.name.clone() /></td>
            <td class="table__main"><a href=format!("/deals/{id}") data-row=id.to_string()>{line.name}</a> {party}</td>
            <td class="table__keep is-plain" data-label="Stage">{line.stage}</td>
            <td class="table__num table__key" data-label="Amount"><Money amount=line.amount /></td>
            <td class="table__num" data-label="P(won)">{chance}</td>
            <td data-label="Close">{line.close_on.map(|day| view! { <Day day=day /> })}</td>
            <td class="is-plain" data-label="Next step">{next}</td>
            <td class="table__keep is-plain" data-label="Owner">{owner}</td>
        </tr>
    }
    .into_any()
}
