//! How a deal goes on or ends: what its page offers, and the reason that its record suggests for a loss.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::format;
use crate::guards::Finding;
use crate::ids::PipelineId;
use crate::money::Cents;
use crate::opportunity::{DealRow, DealStatus, Opportunity, Stage};

/// Why deals are won, as the form offers it.
pub const WIN_REASONS: [&str; 8] = [
    "Best fit",
    "Price",
    "Trusted contact",
    "Recommended",
    "Quick answer",
    "Known trainer",
    "Dates that suit",
    "Other",
];

/// Of silence this long a deal is said to have been lost by it.
const SILENT: Duration = Duration::days(30);

/// Pushed so often, nobody decides.
const PUSHED_OFTEN: i64 = 3;

/// The stages of a pipeline a deal can go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The pipeline.
    pub pipeline: PipelineId,
    /// Its name.
    pub name: String,
    /// Its stages in order.
    pub stages: Vec<Stage>,
}

/// A reason the record speaks for, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// One of the tree.
    pub reason: String,
    /// "Close date pushed 4 times".
    pub evidence: String,
}

/// Everything on the page where a deal is moved, closed or reopened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdvancePage {
    /// The deal.
    pub row: DealRow,
    /// Where it stands.
    pub here: Stage,
    /// Where it can go: its own pipeline first.
    pub ways: Vec<Way>,
    /// What its stage checks.
    pub findings: Vec<Finding>,
    /// The stage it is ready to go on to.
    pub ready_for: Option<String>,
    /// Who else wants it, as far as it is known.
    pub rivals: Vec<String>,
    /// Why it may be lost, by its record.
    pub suggestion: Option<Suggestion>,
}

/// Open deals that should close in a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosingMonth {
    /// The month.
    pub period: Period,
    /// How many.
    pub deals: i64,
    /// What they are worth.
    pub amount: Cents,
    /// Each weighted with its P(won).
    pub weighted: Cents,
    /// The largest of them.
    pub rows: Vec<DealRow>,
}

/// Open deals month by month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosingPage {
    /// The reader's day.
    pub today: NaiveDate,
    /// The month before this one, this one, and those after it.
    pub months: Vec<ClosingMonth>,
}

/// Why a deal would have been lost, by what is known of it; nothing where the record does not speak.
#[must_use]
pub fn suggested(deal: &Opportunity, now: DateTime<Utc>) -> Option<Suggestion> {
    if deal.status != DealStatus::Open {
        return None;
    }
    let said = |reason: &str, evidence: String| Suggestion { reason: reason.to_owned(), evidence };
    let last = deal.last_inbound_at.max(deal.last_contacted_at);
    let rival = || {
        let rivals = deal.competitors.join(", ");
        (!rivals.is_empty()).then(|| said("Chose a competitor", format!("{rivals} named")))
    };
    let silent = || {
        let last = last.filter(|at| now - *at >= SILENT)?;
        Some(said("No answer any more", format!("last contact {}", format::ago(last, now))))
    };
    let undecided = || {
        let times = deal.close_pushes.unsigned_abs();
        (deal.close_pushes >= PUSHED_OFTEN).then(|| {
            said(
                "No decision",
                format!("close date pushed {}", format::plural(times, "time", "times")),
            )
        })
    };
    rival().or_else(undecided).or_else(silent)
}
