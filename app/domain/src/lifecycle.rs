//! The way of a lead from new to customer: each step with how long it took and what made it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::lead::LeadStatus;

/// One change of a lead's status, as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// When.
    pub at: DateTime<Utc>,
    /// Where it stood; `None` when it was recorded then.
    pub from: Option<LeadStatus>,
    /// Where it stands since.
    pub to: LeadStatus,
    /// Who did it.
    pub who: String,
    /// The intention it was part of: "Call: interested".
    pub cause: String,
    /// Why, where somebody had to say so.
    pub reason: Option<String>,
}

/// What the records around a lead say of its way, for those that were brought in half way along it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Milestones {
    /// The first contact that reached them.
    pub contact: Option<DateTime<Utc>>,
    /// The first deal.
    pub deal: Option<DateTime<Utc>>,
    /// The first deal that was won.
    pub win: Option<DateTime<Utc>>,
}

/// One step of the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where they stood.
    pub status: LeadStatus,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Until when; `None` for where they stand now.
    pub until: Option<DateTime<Utc>>,
    /// Whether it led back or out.
    pub is_back: bool,
    /// What made it: "Call: interested, Ana Ruiz".
    pub cause: String,
    /// Why, where somebody had to say so.
    pub reason: Option<String>,
}

impl Step {
    /// How long it took, in days; of the present step so far.
    #[must_use]
    pub fn days(&self, now: DateTime<Utc>) -> i64 {
        (self.until.unwrap_or(now) - self.at).num_days().max(0)
    }
}

impl LeadStatus {
    /// Whether a move there leads back or out, so that somebody has to say why.
    #[must_use]
    pub fn needs_reason(self, to: Self) -> bool {
        self != to && (to == Self::Disqualified || to < self)
    }
}

/// The way of a lead, oldest step first.
///
/// `moves` are those of the journal, oldest first. A lead that was recorded half way along (by an import) has the
/// steps before from its `milestones`, and says so. `entered` is where it stands, and since when.
#[must_use]
pub fn steps(
    created_at: DateTime<Utc>,
    moves: &[Move],
    milestones: &Milestones,
    entered: (LeadStatus, DateTime<Utc>),
) -> Vec<Step> {
    let begun = match moves.first() {
        Some(first) => first.from.unwrap_or(first.to),
        None => entered.0,
    };
    let first_move = moves.iter().find(|step| step.from.is_some());
    let mut way = before(created_at, begun, milestones);
    // The journal knows the first step itself, unless the lead was brought in further along.
    if let (1, Some(recorded), Some(step)) =
        (way.len(), moves.first().filter(|step| step.from.is_none()), way.first_mut())
    {
        step.cause = told(recorded);
    }
    if first_move.is_none()
        && let Some(last) = way.last_mut()
        && entered.1 > last.at
        && last.status == entered.0
        && last.status != LeadStatus::New
    {
        last.at = entered.1;
    }
    for step in moves.iter().filter(|step| step.from.is_some()) {
        way.push(Step {
            status: step.to,
            at: step.at,
            until: None,
            is_back: step.from.is_some_and(|from| from.needs_reason(step.to)),
            cause: told(step),
            reason: step.reason.clone(),
        });
    }
    let begins: Vec<DateTime<Utc>> = way.iter().skip(1).map(|step| step.at).collect();
    for (step, next) in way.iter_mut().zip(begins) {
        step.until = Some(next);
    }
    way
}

fn told(step: &Move) -> String {
    format!("{}, {}", step.cause, step.who)
}

/// The steps up to where the record began, as far as what is around it shows them.
fn before(created_at: DateTime<Utc>, begun: LeadStatus, milestones: &Milestones) -> Vec<Step> {
    let step = |status, at, cause: &str| Step {
        status,
        at,
        until: None,
        is_back: status == LeadStatus::Disqualified,
        cause: cause.to_owned(),
        reason: None,
    };
    let mut way = vec![step(LeadStatus::New, created_at, "Recorded")];
    let known = [
        (LeadStatus::Contacted, milestones.contact, "First contact"),
        (LeadStatus::Opportunity, milestones.deal, "First deal"),
        (LeadStatus::Customer, milestones.win, "First deal won"),
    ];
    let mut latest = created_at;
    for (status, at, cause) in known {
        if status > begun || (begun == LeadStatus::Disqualified && status == LeadStatus::Customer) {
            continue;
        }
        if let Some(at) = at.filter(|at| *at >= latest) {
            latest = at;
            way.push(step(status, at, cause));
        }
    }
    if way.last().is_some_and(|last| last.status != begun) {
        way.push(step(begun, latest, "As it was brought in"));
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> DateTime<Utc> {
        format!("2026-11-{day}T09:00:00Z").parse().unwrap()
    }

    fn step(day: &str, from: Option<LeadStatus>, to: LeadStatus, reason: Option<&str>) -> Move {
        Move {
            at: at(day),
            from,
            to,
            who: "Ana".to_owned(),
            cause: "Call".to_owned(),
            reason: reason.map(str::to_owned),
        }
    }

    #[test]
    fn each_step_knows_how_long_it_took_and_what_made_it() {
        use LeadStatus::{Contacted, New, Qualified};
        let moves = [
            step("01", None, New, None),
            step("03", Some(New), Contacted, None),
            step("09", Some(Contacted), Qualified, None),
            step("11", Some(Qualified), Contacted, Some("Budget withdrawn")),
        ];
        let way = steps(at("01"), &moves, &Milestones::default(), (Contacted, at("11")));
        let told: Vec<_> =
            way.iter().map(|step| (step.status, step.days(at("20")), step.is_back)).collect();
        assert_eq!(
            told,
            [(New, 2, false), (Contacted, 6, false), (Qualified, 2, false), (Contacted, 9, true)]
        );
        assert_eq!(way[3].reason.as_deref(), Some("Budget withdrawn"));
        assert_eq!(way[0].cause, "Call, Ana");
    }

    #[test]
    fn a_lead_brought_in_half_way_has_its_steps_from_what_is_around_it() {
        use LeadStatus::{Contacted, Customer, New, Opportunity};
        let milestones =
            Milestones { contact: Some(at("02")), deal: Some(at("05")), win: Some(at("12")) };
        let moves = [step("01", None, Customer, None)];
        let way = steps(at("01"), &moves, &milestones, (Customer, at("12")));
        let told: Vec<_> = way.iter().map(|step| (step.status, step.at)).collect();
        assert_eq!(
            told,
            [(New, at("01")), (Contacted, at("02")), (Opportunity, at("05")), (Customer, at("12"))]
        );
        let bare = steps(at("01"), &moves, &Milestones::default(), (Customer, at("12")));
        assert_eq!(bare.len(), 2);
        assert_eq!(bare[1].at, at("12"));
    }

    #[test]
    fn going_back_and_out_needs_a_reason_and_going_forward_none() {
        use LeadStatus::{Contacted, Disqualified, Qualified};
        assert!(Qualified.needs_reason(Contacted));
        assert!(Contacted.needs_reason(Disqualified));
        assert!(Disqualified.needs_reason(Contacted));
        assert!(!Contacted.needs_reason(Qualified));
        assert!(!Contacted.needs_reason(Contacted));
    }
}
