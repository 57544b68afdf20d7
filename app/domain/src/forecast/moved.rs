//! Why a forecast moved between two moments: deal by deal, in causes that add up to the difference to the cent.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::ids::OpportunityId;
use crate::money::Cents;
use crate::text_enum::text_enum;

text_enum! {
    /// Why a forecast is another than it was.
    Cause {
        /// A deal came to be, or came into view.
        New = "new", "New deals";
        /// An open deal was won in the period: what its chance had left out.
        Won = "won", "Won";
        /// An open deal was lost, or won in another period.
        Lost = "lost", "Lost";
        /// An open deal should close later.
        Pushed = "pushed", "Pushed out";
        /// An open deal should close earlier.
        Pulled = "pulled", "Pulled in";
        /// A deal is worth more or less.
        Amount = "amount", "Amount changed";
        /// The chance of an open deal moved by itself: its stage, what happened with it, or time.
        Chance = "chance", "Chance moved";
        /// A deal that had closed is open again.
        Reopened = "reopened", "Opened again";
        /// A deal was deleted, or went out of view.
        Gone = "gone", "Gone";
        /// Deals that are yet to be created.
        NotYet = "not_yet", "Not yet created";
    }
}

/// A deal at one of the two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Open, with its part in the forecast.
    Open {
        /// What it is worth.
        amount: Cents,
        /// Its amount times its chance.
        expected: Cents,
        /// The day it should close.
        due: Option<NaiveDate>,
    },
    /// Won in the period.
    Won(Cents),
    /// Lost, or won in another period.
    Lost,
}

impl Stand {
    fn part(self) -> Cents {
        match self {
            Self::Open { expected, .. } => expected,
            Self::Won(amount) => amount,
            Self::Lost => Cents::ZERO,
        }
    }
}

/// What one deal did to the forecast for one cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The deal.
    pub deal: OpportunityId,
    /// Why.
    pub cause: Cause,
    /// By how much.
    pub by: Cents,
}

/// What every deal did, in the order of the deals. The sum over all is the difference of the two sums of parts.
///
/// Where the amount and the chance of an open deal both changed, the amount is told at the chance of before, and the
/// rest by the closing day when that moved.
///
/// ```
/// use std::collections::BTreeMap;
/// use domain::forecast::moved::{Cause, Stand, between};
/// use domain::ids::OpportunityId;
/// use domain::money::Cents;
///
/// let open = |amount: i64, expected: i64| Stand::Open { amount: Cents(amount), expected: Cents(expected), due: None };
/// let before = BTreeMap::from([(OpportunityId(1), open(1_000, 300)), (OpportunityId(2), open(500, 100))]);
/// let after = BTreeMap::from([(OpportunityId(1), Stand::Won(Cents(1_000))), (OpportunityId(2), open(1_000, 200))]);
///
/// let moves = between(&before, &after);
/// assert_eq!((moves[0].cause, moves[0].by), (Cause::Won, Cents(700)));
/// assert_eq!((moves[1].cause, moves[1].by), (Cause::Amount, Cents(100)));
/// ```
#[must_use]
pub fn between(
    before: &BTreeMap<OpportunityId, Stand>,
    after: &BTreeMap<OpportunityId, Stand>,
) -> Vec<Move> {
    let gone = before.iter().filter(|(deal, _)| !after.contains_key(deal));
    let mut moves: Vec<Move> = gone
        .map(|(deal, was)| Move {
            deal: *deal,
            cause: Cause::Gone,
            by: less(Cents::ZERO, was.part()),
        })
        .collect();
    for (deal, is) in after {
        let mut tell = |cause, by| moves.push(Move { deal: *deal, cause, by });
        match before.get(deal) {
            None => tell(Cause::New, is.part()),
            Some(was) => of_one(*was, *is, &mut tell),
        }
    }
    moves.retain(|one| one.by != Cents::ZERO);
    moves.sort_by_key(|one| (one.deal, one.cause));
    moves
}

fn of_one(was: Stand, is: Stand, tell: &mut dyn FnMut(Cause, Cents)) {
    let by = less(is.part(), was.part());
    match (was, is) {
        (
            Stand::Open { amount: before, expected, due: due_before },
            Stand::Open { amount: after, due, .. },
        ) => {
            let at_chance = scaled(expected, after, before);
            tell(Cause::Amount, less(at_chance, expected));
            let cause = match (due_before, due) {
                (Some(before), Some(after)) if after > before => Cause::Pushed,
                (Some(before), Some(after)) if after < before => Cause::Pulled,
                _ => Cause::Chance,
            };
            tell(cause, less(is.part(), at_chance));
        }
        (Stand::Open { .. } | Stand::Lost, Stand::Won(_)) => tell(Cause::Won, by),
        (Stand::Open { .. } | Stand::Won(_), Stand::Lost) => tell(Cause::Lost, by),
        (Stand::Won(_) | Stand::Lost, Stand::Open { .. }) => tell(Cause::Reopened, by),
        (Stand::Won(_), Stand::Won(_)) => tell(Cause::Amount, by),
        (Stand::Lost, Stand::Lost) => {}
    }
}

fn less(whole: Cents, part: Cents) -> Cents {
    Cents(whole.get().saturating_sub(part.get()))
}

/// `part` of `of`, as a part of `to`; all of the part where there was nothing to be a part of.
fn scaled(part: Cents, to: Cents, of: Cents) -> Cents {
    if of.get() <= 0 {
        return part;
    }
    let scaled = i128::from(part.get()) * i128::from(to.get()) / i128::from(of.get());
    Cents(i64::try_from(scaled).unwrap_or(part.get()))
}
