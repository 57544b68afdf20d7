//! Moving deals on a board: one action behind the pointer, the keyboard and the menu.

use domain::forms::MoveDeal;
use domain::ids::{OpportunityId, StageId};
use domain::money::Cents;
use domain::opportunity::DealRow;
use leptos::prelude::*;

use super::api::MoveDeal as MoveAction;
use crate::ui::tell;

/// A card in the hand.
#[derive(Clone, Copy)]
struct Held {
    id: OpportunityId,
    version: i64,
    stage: StageId,
    amount: Cents,
}

/// How the deals of a board are moved. Made by the page, whose data depends on it.
#[derive(Clone, Copy)]
pub struct Moves {
    action: ServerAction<MoveAction>,
    held: RwSignal<Option<Held>>,
    over: RwSignal<Option<StageId>>,
    /// The card that takes the focus when it is drawn in its new stage.
    followed: StoredValue<Option<(OpportunityId, StageId)>>,
}

impl Moves {
    /// An action of its own, whose successes are told.
    #[must_use]
    pub fn new() -> Self {
        let action = ServerAction::new();
        tell(action);
        Self {
            action,
            held: RwSignal::new(None),
            over: RwSignal::new(None),
            followed: StoredValue::new(None),
        }
    }

    /// The action behind every move.
    #[must_use]
    pub const fn action(self) -> ServerAction<MoveAction> {
        self.action
    }

    /// Takes a card into the hand.
    pub fn lift(self, deal: &DealRow) {
        let (id, version) = (deal.line.id, deal.version);
        self.held.set(Some(Held {
            id,
            version,
            stage: deal.line.stage_id,
            amount: deal.line.amount,
        }));
    }

    /// Lets go of it.
    pub fn release(self) {
        self.held.set(None);
        self.over.set(None);
    }

    /// The card in the hand.
    #[must_use]
    pub fn in_hand(self) -> Option<OpportunityId> {
        self.held.get().map(|held| held.id)
    }

    /// Whether this card is in the hand, or on its way.
    #[must_use]
    pub fn holds(self, deal: OpportunityId) -> bool {
        let sent = || self.action.input().with(|sent| sent.as_ref().map(|sent| sent.form.id));
        self.held.get().is_some_and(|held| held.id == deal)
            || (self.action.pending().get() && sent() == Some(deal))
    }

    /// Holds the card over a stage; whether it may be dropped there.
    pub fn hover(self, stage: StageId) -> bool {
        let welcome = self.held.get_untracked().is_some_and(|held| held.stage != stage);
        if welcome && self.over.get_untracked() != Some(stage) {
            self.over.set(Some(stage));
        }
        welcome
    }

    /// The card leaves a stage.
    pub fn leave(self, stage: StageId) {
        if self.over.get_untracked() == Some(stage) {
            self.over.set(None);
        }
    }

    /// What the card that is held over this stage is worth, by which it finds its place.
    #[must_use]
    pub fn amount_over(self, stage: StageId) -> Option<Cents> {
        let held = self.held.get()?;
        (self.over.get() == Some(stage)).then_some(held.amount)
    }

    /// Drops the card.
    pub fn drop_on(self, stage: StageId) {
        if let Some(held) = self.held.get_untracked().filter(|held| held.stage != stage) {
            self.send(held.id, held.version, stage);
        }
        self.release();
    }

    /// Moves a deal without the pointer, and lets the focus follow it.
    pub fn send_followed(self, deal: &DealRow, stage: StageId) {
        self.follow(deal.line.id, stage);
        self.send(deal.line.id, deal.version, stage);
    }

    fn send(self, id: OpportunityId, version: i64, stage: StageId) {
        let form = MoveDeal { id, version, stage, lost_reason: String::new() };
        self.action.dispatch(MoveAction { form });
    }

    /// Remembers that the focus goes with this deal to that stage.
    pub fn follow(self, deal: OpportunityId, stage: StageId) {
        self.followed.set_value(Some((deal, stage)));
    }

    /// Whether the focus came with this deal to this stage; it is answered once.
    #[must_use]
    pub fn arrives(self, deal: OpportunityId, stage: StageId) -> bool {
        let arrives = self.followed.get_value() == Some((deal, stage));
        if arrives {
            self.followed.set_value(None);
        }
        arrives
    }
}

impl Default for Moves {
    fn default() -> Self {
        Self::new()
    }
}
