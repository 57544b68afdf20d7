//! The board and the list of deals as they were: nothing moves, nothing is live.

use domain::as_of::{AsOf, FIELD, Past, PastBoard, PastColumn, PastDeal};
use domain::format;
use domain::list::{DealFilter, Listing};
use domain::opportunity::Dwell;
use leptos::prelude::*;

use super::api::{get_past_board, list_past_deals};
use super::board::{ColumnHead, below};
use super::deal_card::foot;
use super::list_page::{FilterForm, address, list_place};
use crate::query;
use crate::ui::{
    Align, Badge, Day, EmptyState, Money, Pager, PastNote, PastView, SortHead, Sorted, Tone, asked,
};

/// What is said of every list and board of the past.
const FROM_TODAY: &str = "Stage, amount, close date, owner and chance are of that day. Names, companies and the \
                          norms of stages are of today; next steps are not kept by day.";

/// `/deals?as_of=2026-08-31`
#[component]
pub fn PastDealBoard(as_of: Memo<String>) -> impl IntoView {
    let as_of = query::kept(as_of);
    let board = Resource::new(
        move || as_of.get(),
        |as_of| async move { asked(get_past_board(as_of).await) },
    );
    let place = Signal::derive(move || list_place(&DealFilter::default(), false, &as_of.get()));
    view! {
        <PastView resource=board place=place let:seen>
            {seen.bar}
            <PastBoardView as_of=seen.past.as_of board=seen.past.data />
            <PastNote text=FROM_TODAY />
        </PastView>
    }
}

/// The deals that were open, by stage.
#[component]
pub fn PastBoardView(
    /// The moment.
    as_of: AsOf,
    /// The columns.
    board: PastBoard,
) -> impl IntoView {
    if board.columns.iter().all(|column| column.total.deals == 0) {
        return view! {
            <EmptyState what="No deal was open." how="Choose another day, or go back to today." />
        }
        .into_any();
    }
    let columns =
        board.columns.into_iter().map(|column| past_column(column, &as_of)).collect_view();
    view! { <div class="board" role="group" aria-label="Deals that were open, by stage">{columns}</div> }
        .into_any()
}

fn past_column(column: PastColumn, as_of: &AsOf) -> AnyView {
    let code = as_of.code();
    let deals = column.total.deals.unsigned_abs();
    let label = format!("{}, {}", column.total.stage, format::plural(deals, "deal", "deals"));
    let rest = below(&column.total, column.cards.len(), &code);
    let cards = column.cards.into_iter().map(|deal| past_card(deal, &code)).collect_view();
    view! {
        <section class="board__column" aria-label=label>
            <ColumnHead total=column.total as_of=code />
            <ul class="board__cards">{cards}</ul>
            {rest}
        </section>
    }
    .into_any()
}

fn past_card(deal: PastDeal, code: &str) -> AnyView {
    let dwell = Dwell::of(deal.line.days_in_stage, deal.line.normal_dwell_days);
    let party = deal
        .line
        .party()
        .map(|party| view! { <span class="deal-card__company">{party.to_owned()}</span> });
    view! {
        <li class="deal-card" class:is-late=dwell == Dwell::Slow class:is-stuck=dwell == Dwell::Stuck>
            <a class="deal-card__title" href=deal_href(&deal, code) title=deal.line.name.clone()>{deal.line.name.clone()}</a>
            <span class="deal-card__amount" title=format::money_exact(deal.line.amount)>
                {format::money_short(deal.line.amount)}
            </span>
            {party}
            <span class="deal-card__foot">
                {foot(&deal.line)}
                {trashed(&deal)}
            </span>
        </li>
    }
    .into_any()
}

/// A deal's page as of the same moment.
fn deal_href(deal: &PastDeal, code: &str) -> String {
    query::href(&format!("/deals/{}", deal.line.id), &[(FIELD, code)])
}

fn trashed(deal: &PastDeal) -> Option<impl IntoView + use<>> {
    deal.is_in_trash.then(|| view! { <Badge text="In the trash today" tone=Tone::Neutral /> })
}

/// `/deals?view=list&as_of=2026-08-31`
#[component]
pub fn PastDealList(filter: Memo<DealFilter>, as_of: Memo<String>) -> impl IntoView {
    let as_of = query::kept(as_of);
    let deals = Resource::new(
        move || (filter.get(), as_of.get()),
        |(filter, as_of)| async move { asked(list_past_deals(filter, as_of).await) },
    );
    let place = Signal::derive(move || list_place(&filter.get(), true, &as_of.get()));
    view! {
        <PastView resource=deals place=place let:seen>
            {seen.bar}
            <FilterForm filter=filter as_of=as_of.into() />
            <PastTable past=seen.past filter=filter.get_untracked() />
            <PastNote text=FROM_TODAY />
        </PastView>
    }
}

#[component]
fn PastTable(past: Past<Listing<PastDeal>>, filter: DealFilter) -> impl IntoView {
    let code = past.as_of.code();
    let listing = past.data;
    if listing.rows.is_empty() {
        return view! {
            <EmptyState what="No deal matched." how="Take a condition away to see more, or choose another day." />
        }
        .into_any();
    }
    let sort = |label: &'static str, key: &'static str, align: Align, order: Sorted| {
        let now = if filter.sort.is_empty() { "amount" } else { filter.sort.as_str() };
        let sorted = if now == key { order } else { Sorted::No };
        let by = DealFilter { sort: key.to_owned(), after: String::new(), ..filter.clone() };
        view! { <SortHead label=label href=address(&by, &code) sorted=sorted align=align /> }
    };
    let total = listing.total.unwrap_or_default().unsigned_abs();
    let note = format!("{} of {}", listing.rows.len(), format::plural(total, "deal", "deals"));
    let first = address(&DealFilter { after: String::new(), ..filter.clone() }, &code);
    let previous = (!filter.after.is_empty()).then_some(first);
    let next = listing.next.map(|after| address(&DealFilter { after, ..filter.clone() }, &code));
    let rows = listing.rows.into_iter().map(|deal| past_row(deal, &code)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Deal"</th>
                        <th scope="col">"Stage"</th>
                        {sort("Amount", "amount", Align::End, Sorted::Descending)}
                        {sort("P(won)", "win", Align::End, Sorted::Descending)}
                        {sort("Close", "close", Align::Start, Sorted::Ascending)}
                        <th scope="col" class="table__num">"In stage"</th>
                        <th scope="col">"Owner"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager previous=previous next=next note=note />
    }
    .into_any()
}

fn past_row(deal: PastDeal, code: &str) -> AnyView {
    let line = &deal.line;
    let party =
        line.party().map(|party| view! { <span class="table__sub">{format!(" {party}")}</span> });
    let (chance, owner) = (line.chance(), line.owner_name().to_owned());
    view! {
        <tr>
            <td class="table__main"><a href=deal_href(&deal, code)>{line.name.clone()}</a> {party} {trashed(&deal)}</td>
            <td class="table__keep is-plain" data-label="Stage">{line.stage.clone()}</td>
            <td class="table__num table__key" data-label="Amount"><Money amount=line.amount /></td>
            <td class="table__num" data-label="P(won)">{chance}</td>
            <td data-label="Close">{line.close_on.map(|day| view! { <Day day=day /> })}</td>
            <td class="table__num" data-label="In stage">{format!("{}\u{a0}d", line.days_in_stage)}</td>
            <td class="table__keep is-plain" data-label="Owner">{owner}</td>
        </tr>
    }
    .into_any()
}
