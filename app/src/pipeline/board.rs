//! The board: a column for each open stage, cards that move by pointer, by keyboard and by menu.
//!
//! Columns and cards are keyed: when the data comes anew, only what changed is drawn again, and nobody loses their
//! place in a column, an open menu or a card in the hand.

use domain::as_of::FIELD;
use domain::desk::{Board as BoardData, BoardColumn, StageTotal};
use domain::format;
use domain::ids::{OpportunityId, StageId};
use domain::opportunity::{Stage, StageKind};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{DragEvent, Node};

use super::deal_card::DealCard;
use super::ends::Ends;
use super::moves::Moves;
use crate::query;
use crate::ui::{EmptyState, FormProblem, problem};

/// The open deals by stage.
#[component]
pub fn Board(
    /// The columns.
    #[prop(into)]
    board: Signal<BoardData>,
    /// How deals are moved; made by the page, whose data depends on it.
    moves: Moves,
) -> impl IntoView {
    let is_empty = Memo::new(move |_| {
        board.with(|board| board.columns.iter().all(|column| column.total.deals == 0))
    });
    let stages = Memo::new(move |_| board.with(|board| board.stages.clone()));
    let content = move || {
        if is_empty.get() {
            return view! {
                <EmptyState what="Open deals will stand here, by stage."
                    how="A deal begins on the page of a lead.">
                    <a class="button is-primary" href="/leads">"Choose a lead"</a>
                </EmptyState>
            }
            .into_any();
        }
        view! {
            <div class="board" role="group" aria-label="Open deals by stage">
                <For each=move || board.with(|board| board.columns.clone())
                    key=|column| column.total.stage_id let:column>
                    <Column first=column board=board stages=stages moves=moves />
                </For>
            </div>
            <Ends moves=moves />
        }
        .into_any()
    };
    view! {
        <FormProblem error=problem(moves.action()) alone=true />
        {content}
    }
    .into_any()
}

#[component]
fn Column(
    first: BoardColumn,
    board: Signal<BoardData>,
    stages: Memo<Vec<Stage>>,
    moves: Moves,
) -> impl IntoView {
    let stage = first.total.stage_id;
    let column = Memo::new(move |_| {
        let now = board.with(|board| {
            board.columns.iter().find(|column| column.total.stage_id == stage).cloned()
        });
        now.unwrap_or_else(|| first.clone())
    });
    let neighbours = Memo::new(move |_| stages.with(|stages| neighbours(stages, stage)));
    // Cards stand by amount: the first smaller one gives way, or the card lands behind the last.
    let landing = Memo::new(move |_| {
        let amount = moves.amount_over(stage)?;
        Some(column.with(|column| {
            column
                .cards
                .iter()
                .map(|card| &card.line)
                .find(|card| card.amount < amount)
                .map(|card| card.id)
        }))
    });
    let label = move || {
        column.with(|column| {
            let deals = column.total.deals.unsigned_abs();
            format!("{}, {}", column.total.stage, format::plural(deals, "deal", "deals"))
        })
    };
    let drop_here = move |event: DragEvent| {
        event.prevent_default();
        moves.drop_on(stage);
    };
    let hover = move |event: DragEvent| {
        if moves.hover(stage) {
            event.prevent_default();
        }
    };
    let leave = move |event: DragEvent| {
        if leaves(&event) {
            moves.leave(stage);
        }
    };
    view! {
        <section class="board__column" class:is-over=move || landing.get().is_some() aria-label=label
            on:dragover=hover on:dragleave=leave on:drop=drop_here>
            {move || column.with(|column| view! { <ColumnHead total=column.total.clone() /> })}
            <ul class="board__cards">
                <For each=move || column.with(|column| column.cards.clone())
                    key=|deal| (deal.line.id, deal.version, deal.line.days_in_stage, deal.line.win.bp()) let:deal>
                    <DealCard deal=deal stages=stages neighbours=neighbours moves=moves landing=landing />
                </For>
                {move || (landing.get() == Some(None)).then(|| view! {
                    <li class="board__drop" aria-hidden="true"></li>
                })}
            </ul>
            {move || column.with(rest)}
        </section>
    }
    .into_any()
}

/// The stage, how many deals it has, what they are worth, and how long they have been there.
#[component]
pub(super) fn ColumnHead(
    /// The figures.
    total: StageTotal,
    /// The day they are of; empty for today.
    #[prop(optional, into)]
    as_of: String,
) -> impl IntoView {
    let href = stage_list(&total, &as_of);
    let norm = total.normal_dwell_days;
    let age = total
        .median_age_days
        .map_or_else(String::new, |days| format!(" · median {days}\u{a0}d, norm {norm}\u{a0}d"));
    let note = format!("{} weighted{age}", format::money_short(total.weighted));
    let title = "Weighted: each amount times its chance to be won. Median of the days its deals have been in this \
                 stage; the norm is what won deals needed.";
    view! {
        <header class="board__head">
            <h2 class="board__stage">
                <a href=href>{total.stage}</a>
                <span class="board__count">{format::count(total.deals.unsigned_abs())}</span>
            </h2>
            <span class="board__sum" title=format::money_exact(total.amount)>
                {format::money_short(total.amount)}
            </span>
            <p class="board__note" title=title>{note}</p>
        </header>
    }
    .into_any()
}

/// The list of a column's deals, of today or of a day.
fn stage_list(total: &StageTotal, as_of: &str) -> String {
    let stage = total.stage_id.to_string();
    query::href("/deals", &[("view", "list"), (FIELD, as_of), ("stage", &stage)])
}

fn rest(column: &BoardColumn) -> AnyView {
    below(&column.total, column.cards.len(), "")
}

/// What stands below the cards: the way to those that are not shown, or that there are none.
pub(super) fn below(total: &StageTotal, cards: usize, as_of: &str) -> AnyView {
    let shown = i64::try_from(cards).unwrap_or(i64::MAX);
    if total.deals == 0 {
        let words = if as_of.is_empty() { "No deal is here." } else { "No deal was here." };
        return view! { <p class="board__empty">{words}</p> }.into_any();
    }
    if total.deals <= shown {
        return ().into_any();
    }
    let href = stage_list(total, as_of);
    let text = format!("and {} more", format::count((total.deals - shown).unsigned_abs()));
    view! { <a class="board__more" href=href>{text}</a> }.into_any()
}

/// Whether the pointer leaves the column itself, and not one of its cards for another.
fn leaves(event: &DragEvent) -> bool {
    let column = event.current_target().and_then(|target| target.dyn_into::<Node>().ok());
    let into = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
    !column.is_some_and(|column| column.contains(into.as_ref()))
}

/// The open stages before and after one, for moves by keyboard.
fn neighbours(stages: &[Stage], here: StageId) -> (Option<StageId>, Option<StageId>) {
    let open: Vec<StageId> =
        stages.iter().filter(|stage| stage.kind == StageKind::Open).map(|stage| stage.id).collect();
    let place = open.iter().position(|stage| *stage == here);
    let at = |place: Option<usize>| place.and_then(|place| open.get(place).copied());
    (at(place.and_then(|place| place.checked_sub(1))), at(place.map(|place| place + 1)))
}

/// Where a card that is held over a column lands: before that deal, or behind the last.
pub type Landing = Memo<Option<Option<OpportunityId>>>;
