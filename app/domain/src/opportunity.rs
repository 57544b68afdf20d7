//! A deal, its stages, and the rules by which it moves.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::desk::Warning;
use crate::format;
use crate::guards::{Finding, Guard};
use crate::ids::{CompanyId, LeadId, OpportunityId, PipelineId, ProductId, StageId, UserId};
use crate::interaction::TimelineEntry;
use crate::list::Person;
use crate::money::{Cents, Currency};
use crate::ratio::Ratio;
use crate::task::TaskRow;
use crate::text_enum::text_enum;
use crate::win::{Odds, WinEstimate};

text_enum! {
    /// Whether a deal is still to be had.
    DealStatus {
        /// Still to be had.
        Open = "open", "Open";
        /// Signed.
        Won = "won", "Won";
        /// Gone.
        Lost = "lost", "Lost";
    }
}

text_enum! {
    /// What being in a stage means.
    StageKind {
        /// The deal is open.
        Open = "open", "Open";
        /// The deal is won.
        Won = "won", "Won";
        /// The deal is lost.
        Lost = "lost", "Lost";
    }
}

impl StageKind {
    /// The status of a deal in such a stage.
    #[must_use]
    pub const fn status(self) -> DealStatus {
        match self {
            Self::Open => DealStatus::Open,
            Self::Won => DealStatus::Won,
            Self::Lost => DealStatus::Lost,
        }
    }
}

/// One step of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// The stage.
    pub id: StageId,
    /// The pipeline it belongs to.
    pub pipeline_id: PipelineId,
    /// Its place in the order, from 1.
    pub position: i64,
    /// Its name.
    pub name: String,
    /// What being in it means.
    pub kind: StageKind,
    /// P(won) of a deal of which nothing but the stage is known.
    pub default_probability: Ratio,
    /// Days that won deals usually spend here; at least 1.
    pub normal_dwell_days: i64,
    /// What must be so before a deal comes here, in words.
    pub entry_criteria: Vec<String>,
    /// What must be so before a deal goes on, in words.
    pub exit_criteria: Vec<String>,
    /// What is checked before a deal goes on.
    pub guards: Vec<Guard>,
    /// It was taken out of its pipeline: what stands in it may leave it, nothing comes in.
    pub is_retired: bool,
}

/// A deal as it stands in the store: the fields a use case decides on and the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opportunity {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// The person it is made with.
    pub lead_id: Option<LeadId>,
    /// The company it is made with.
    pub company_id: Option<CompanyId>,
    /// Whose it is.
    pub owner_id: Option<UserId>,
    /// Its pipeline.
    pub pipeline_id: PipelineId,
    /// Its stage.
    pub stage_id: StageId,
    /// Open, won or lost.
    pub status: DealStatus,
    /// What it is worth.
    pub amount: Cents,
    /// In what.
    pub currency: Currency,
    /// What is sold.
    pub product_id: Option<ProductId>,
    /// Where it comes from.
    pub source: String,
    /// What its owner believes.
    pub probability: Ratio,
    /// When it should close.
    pub expected_close_on: Option<NaiveDate>,
    /// When it closed.
    pub closed_on: Option<NaiveDate>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// What is to be done next; empty when nobody has said.
    pub next_step: String,
    /// By when.
    pub next_step_on: Option<NaiveDate>,
    /// Who else wants it.
    pub competitors: Vec<String>,
    /// By what they decide.
    pub decision_criteria: Vec<String>,
    /// How often the expected close was moved to a later day.
    pub close_pushes: i64,
    /// Persons on their side who talked with us.
    pub contacts_engaged: i64,
    /// In this stage since.
    pub stage_entered_at: DateTime<Utc>,
    /// Last contact.
    pub last_contacted_at: Option<DateTime<Utc>>,
    /// Last word from them.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// Out of the queue until then.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// First seen.
    pub created_at: DateTime<Utc>,
    /// For the check against lost updates.
    pub version: i64,
}

/// Why a deal cannot move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StageError {
    /// The stage belongs to another pipeline.
    #[error("\"{0}\" belongs to another pipeline: choose a stage of this deal's pipeline.")]
    OtherPipeline(String),
    /// The stage was taken out of its pipeline.
    #[error("\"{0}\" was taken out of the pipeline: choose one of its stages.")]
    Retired(String),
    /// It is there already.
    #[error("The deal is in \"{0}\" already.")]
    AlreadyThere(String),
    /// A lost deal needs its reason.
    #[error("Say why the deal was lost: the reason is what the next deal learns from.")]
    NoLostReason,
}

/// What moving a deal changed, besides the deal itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The deal after the move.
    pub deal: Opportunity,
    /// How long it had been in the stage it left.
    pub dwell: Duration,
}

impl Opportunity {
    /// The deal in another stage.
    ///
    /// Moving to a won or lost stage closes it on `today`; moving back to an open one reopens it. What the owner
    /// believes follows the stage's default.
    ///
    /// # Errors
    /// When the stage is of another pipeline, is the present one, or is a lost one and no reason is given.
    pub fn move_to(
        &self,
        stage: &Stage,
        lost_reason: Option<&str>,
        today: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Moved, StageError> {
        if stage.pipeline_id != self.pipeline_id {
            return Err(StageError::OtherPipeline(stage.name.clone()));
        }
        if stage.is_retired {
            return Err(StageError::Retired(stage.name.clone()));
        }
        if stage.id == self.stage_id {
            return Err(StageError::AlreadyThere(stage.name.clone()));
        }
        let lost_reason = match stage.kind {
            StageKind::Lost => Some(
                lost_reason
                    .map(str::trim)
                    .filter(|reason| !reason.is_empty())
                    .ok_or(StageError::NoLostReason)?
                    .to_owned(),
            ),
            StageKind::Open | StageKind::Won => None,
        };
        let deal = Self {
            stage_id: stage.id,
            status: stage.kind.status(),
            probability: stage.default_probability,
            closed_on: (stage.kind != StageKind::Open).then_some(today),
            lost_reason,
            stage_entered_at: now,
            ..self.clone()
        };
        Ok(Moved { deal, dwell: (now - self.stage_entered_at).max(Duration::zero()) })
    }

    /// Whole days in the present stage.
    #[must_use]
    pub fn days_in_stage(&self, now: DateTime<Utc>) -> i64 {
        (now - self.stage_entered_at).num_days().max(0)
    }
}

/// One version of a deal, in force from `from_at` until the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// In force since.
    pub from_at: DateTime<Utc>,
    /// Until; `None` for the one in force.
    pub to_at: Option<DateTime<Utc>>,
    /// Its stage.
    pub stage_id: StageId,
    /// Open, won or lost.
    pub status: DealStatus,
    /// What it was worth.
    pub amount: Cents,
    /// When it should close.
    pub expected_close_on: Option<NaiveDate>,
    /// Whose it was.
    pub owner_id: Option<UserId>,
    /// P(won) as the model said.
    pub win: Ratio,
}

/// How a deal's time in its stage compares with what won deals needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dwell {
    /// Within the norm.
    Normal,
    /// Over the norm.
    Slow,
    /// Over twice the norm.
    Stuck,
}

impl Dwell {
    /// Compares days in stage with the stage's normal days.
    #[must_use]
    pub const fn of(days: i64, normal_days: i64) -> Self {
        if days > 2 * normal_days {
            Self::Stuck
        } else if days > normal_days {
            Self::Slow
        } else {
            Self::Normal
        }
    }
}

/// What every board and list shows of a deal, as it is or as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealLine {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// The company it is made with.
    pub company: Option<String>,
    /// The person it is made with.
    pub lead: Option<(LeadId, String)>,
    /// Whose it is.
    pub owner: Option<Person>,
    /// Its stage.
    pub stage_id: StageId,
    /// That stage's name.
    pub stage: String,
    /// Open, won or lost.
    pub status: DealStatus,
    /// What it is worth.
    pub amount: Cents,
    /// P(won); of a closed deal 0 or 1.
    pub win: Ratio,
    /// When it should close, or did.
    pub close_on: Option<NaiveDate>,
    /// Whole days in its stage.
    pub days_in_stage: i64,
    /// Days that won deals usually spend there.
    pub normal_dwell_days: i64,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

impl DealLine {
    /// The company or the person it is made with, where its name does not say it.
    #[must_use]
    pub fn party(&self) -> Option<&str> {
        let person = || self.lead.as_ref().map(|(_, name)| name);
        let party = self.company.as_ref().or_else(person)?;
        (!self.name.contains(party.as_str())).then_some(party)
    }

    /// Its chance in percent, or how it ended.
    #[must_use]
    pub fn chance(&self) -> String {
        match self.status {
            DealStatus::Open => format::percent(self.win),
            DealStatus::Won | DealStatus::Lost => self.status.label().to_owned(),
        }
    }

    /// Whose it is, in words.
    #[must_use]
    pub fn owner_name(&self) -> &str {
        self.owner.as_ref().map_or("nobody", |owner| &owner.name)
    }
}

/// A deal on a board or in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealRow {
    /// What lists of the past show of it too.
    pub line: DealLine,
    /// Low end of the range of P(won).
    pub win_low: Ratio,
    /// High end of its range.
    pub win_high: Ratio,
    /// What is to be done next.
    pub next_step: String,
    /// By when.
    pub next_step_on: Option<NaiveDate>,
    /// For the check against lost updates.
    pub version: i64,
}

/// A deal's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DealPage {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// The record.
    pub deal: Opportunity,
    /// Its stage's name, company, person, owner and figures, as lists show them.
    pub row: DealRow,
    /// What is sold.
    pub product: Option<String>,
    /// The stages it can move through, in order.
    pub stages: Vec<Stage>,
    /// P(won) with its reasons, as it stands in every list.
    pub win: WinEstimate,
    /// When it was computed.
    pub win_scored_at: DateTime<Utc>,
    /// P(won by the expected close).
    pub win_by_close: Option<Ratio>,
    /// What stands beside it.
    pub odds: Odds,
    /// What its stage checks before it goes on.
    pub findings: Vec<Finding>,
    /// Named warnings.
    pub risks: Vec<Warning>,
    /// Stage by stage: name, entered at, days there.
    pub stage_history: Vec<StageVisit>,
    /// Every version, oldest first.
    pub versions: Vec<Version>,
    /// Open tasks about it.
    pub tasks: Vec<TaskRow>,
    /// What happened, newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// A deal's stay in a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageVisit {
    /// The stage's name.
    pub stage: String,
    /// Entered at.
    pub at: DateTime<Utc>,
    /// Whole days there so far or in all.
    pub days: i64,
}

/// The expected close counts as pushed when it moves to a later day.
#[must_use]
pub fn is_push(from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    matches!((from, to), (Some(from), Some(to)) if to > from)
}

/// The usual day of closing for a new deal: its pipeline's remaining normal dwell from today.
#[must_use]
pub fn usual_close(stages: &[Stage], from_position: i64, today: NaiveDate) -> NaiveDate {
    let days: i64 = stages
        .iter()
        .filter(|stage| stage.kind == StageKind::Open && stage.position >= from_position)
        .map(|stage| stage.normal_dwell_days)
        .sum();
    today.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(id: i64, kind: StageKind) -> Stage {
        Stage {
            id: StageId(id),
            pipeline_id: PipelineId(1),
            position: id,
            name: format!("stage {id}"),
            kind,
            default_probability: Ratio::from_bp(2_000),
            normal_dwell_days: 10,
            entry_criteria: Vec::new(),
            exit_criteria: Vec::new(),
            guards: Vec::new(),
            is_retired: false,
        }
    }

    fn deal() -> Opportunity {
        let at: DateTime<Utc> = "2026-11-01T10:00:00Z".parse().unwrap();
        Opportunity {
            id: OpportunityId(1),
            name: "Excel for 20".to_owned(),
            lead_id: None,
            company_id: None,
            owner_id: None,
            pipeline_id: PipelineId(1),
            stage_id: StageId(1),
            status: DealStatus::Open,
            amount: Cents(100_000),
            currency: Currency::EUR,
            product_id: None,
            source: "web".to_owned(),
            probability: Ratio::from_bp(1_000),
            expected_close_on: None,
            closed_on: None,
            lost_reason: None,
            next_step: String::new(),
            next_step_on: None,
            competitors: Vec::new(),
            decision_criteria: Vec::new(),
            close_pushes: 0,
            contacts_engaged: 1,
            stage_entered_at: at,
            last_contacted_at: None,
            last_inbound_at: None,
            snoozed_until: None,
            created_at: at,
            version: 1,
        }
    }

    #[test]
    fn winning_closes_and_reopening_opens() {
        let now: DateTime<Utc> = "2026-11-09T10:00:00Z".parse().unwrap();
        let today = now.date_naive();
        let won = deal().move_to(&stage(5, StageKind::Won), None, today, now).unwrap();
        assert_eq!((won.deal.status, won.deal.closed_on), (DealStatus::Won, Some(today)));
        assert_eq!(won.dwell.num_days(), 8);
        let open = won.deal.move_to(&stage(2, StageKind::Open), None, today, now).unwrap();
        assert_eq!((open.deal.status, open.deal.closed_on), (DealStatus::Open, None));
    }

    #[test]
    fn a_lost_deal_needs_its_reason_and_a_stage_its_pipeline() {
        let now: DateTime<Utc> = "2026-11-09T10:00:00Z".parse().unwrap();
        let today = now.date_naive();
        let lost = stage(6, StageKind::Lost);
        assert_eq!(deal().move_to(&lost, Some("  "), today, now), Err(StageError::NoLostReason));
        assert!(deal().move_to(&lost, Some("Price"), today, now).is_ok());
        let elsewhere = Stage { pipeline_id: PipelineId(2), ..stage(2, StageKind::Open) };
        assert!(matches!(
            deal().move_to(&elsewhere, None, today, now),
            Err(StageError::OtherPipeline(_))
        ));
        let here = stage(1, StageKind::Open);
        assert!(matches!(
            deal().move_to(&here, None, today, now),
            Err(StageError::AlreadyThere(_))
        ));
    }
}
