//! The board: a column for each open stage, cards that move by pointer, by keyboard and by menu.

use domain::desk::{Board as BoardData, BoardColumn};
use domain::format;
use domain::forms::MoveDeal;
use domain::ids::{OpportunityId, StageId};
use domain::opportunity::{DealRow, Stage, StageKind};
use leptos::prelude::*;

use super::api::MoveDeal as MoveAction;
use super::deal_card::DealCard;
use crate::query;
use crate::ui::{EmptyState, FormProblem, problem};

/// A card in the hand, and how a drop is sent.
#[derive(Clone, Copy)]
pub struct Dragging {
    card: RwSignal<Option<(OpportunityId, i64)>>,
    action: ServerAction<MoveAction>,
}

impl Dragging {
    /// The action behind every move.
    #[must_use]
    pub const fn action(self) -> ServerAction<MoveAction> {
        self.action
    }

    /// Takes a card into the hand.
    pub fn lift(self, deal: &DealRow) {
        self.card.set(Some((deal.id, deal.version)));
    }

    /// Lets it go.
    pub fn release(self) {
        self.card.set(None);
    }

    /// Whether this card is in the hand.
    #[must_use]
    pub fn holds(self, deal: OpportunityId) -> bool {
        self.card.get().is_some_and(|(id, _)| id == deal)
    }

    fn drop_on(self, stage: StageId) {
        if let Some((id, version)) = self.card.get_untracked() {
            self.send(id, version, stage);
        }
        self.release();
    }

    /// Moves a deal without the pointer.
    pub fn send(self, id: OpportunityId, version: i64, stage: StageId) {
        let form = MoveDeal { id, version, stage, lost_reason: String::new() };
        self.action.dispatch(MoveAction { form });
    }
}

/// The open deals by stage.
#[component]
pub fn Board(
    /// The columns.
    board: BoardData,
    /// The action that moves a deal; made by the page, whose data depends on it.
    action: ServerAction<MoveAction>,
) -> impl IntoView {
    let dragging = Dragging { card: RwSignal::new(None), action };
    if board.columns.iter().all(|column| column.total.deals == 0) {
        return view! {
            <EmptyState what="Open deals will stand here, by stage."
                how="A deal begins on the page of a lead.">
                <a class="button is-primary" href="/leads">"Choose a lead"</a>
            </EmptyState>
        }
        .into_any();
    }
    let stages = board.stages;
    let columns = board
        .columns
        .into_iter()
        .map(|column| view! { <Column column=column stages=stages.clone() dragging=dragging /> })
        .collect_view();
    view! {
        <FormProblem error=problem(action) />
        <div class="board" role="group" aria-label="Open deals by stage">{columns}</div>
    }
    .into_any()
}

#[component]
fn Column(column: BoardColumn, stages: Vec<Stage>, dragging: Dragging) -> impl IntoView {
    let total = column.total;
    let stage = total.stage_id;
    let over = RwSignal::new(false);
    let shown = i64::try_from(column.cards.len()).unwrap_or(i64::MAX);
    let neighbours = neighbours(&stages, stage);
    let cards = column
        .cards
        .into_iter()
        .map(|deal| {
            view! { <DealCard deal=deal stages=stages.clone() neighbours=neighbours dragging=dragging /> }
        })
        .collect_view();
    let more = (total.deals > shown).then(|| {
        let href = query::href("/deals", &[("view", "list"), ("stage", &stage.to_string())]);
        let text = format!("and {} more", format::count((total.deals - shown).unsigned_abs()));
        view! { <a class="board__more" href=href>{text}</a> }
    });
    let drop_here = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        dragging.drop_on(stage);
    };
    let age = match total.median_age_days {
        Some(days) => format!(
            "median {} here, normal {}",
            format::days(days),
            format::days(total.normal_dwell_days)
        ),
        None => "empty".to_owned(),
    };
    let note = format!("{} weighted · {age}", format::money_short(total.weighted));
    let label =
        format!("{}, {}", total.stage, format::plural(total.deals.unsigned_abs(), "deal", "deals"));
    view! {
        <section class="board__column" class:is-over=move || over.get() aria-label=label
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false) on:drop=drop_here>
            <header class="board__head">
                <h2 class="board__stage">
                    {total.stage}
                    <span class="board__count">{format::count(total.deals.unsigned_abs())}</span>
                </h2>
                <span class="board__sum" title=format::money_exact(total.amount)>
                    {format::money_short(total.amount)}
                </span>
                <p class="board__note">{note}</p>
            </header>
            {(shown > 0).then(|| view! { <ul class="board__cards">{cards}</ul> })}
            {more}
        </section>
    }
    .into_any()
}

/// The open stages before and after one, for moves by keyboard.
fn neighbours(stages: &[Stage], here: StageId) -> (Option<StageId>, Option<StageId>) {
    let open: Vec<StageId> =
        stages.iter().filter(|stage| stage.kind == StageKind::Open).map(|stage| stage.id).collect();
    let place = open.iter().position(|stage| *stage == here);
    let at = |place: Option<usize>| place.and_then(|place| open.get(place).copied());
    (at(place.and_then(|place| place.checked_sub(1))), at(place.map(|place| place + 1)))
}
