//! Warnings on deals, by what causes them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::OpportunityId;
use crate::list::Person;
use crate::money::Cents;
use crate::queue::{Risk, RiskKind};

/// A warning, how deals ended that had it, and who sees to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What was seen, from when on it counts, and what helps.
    pub risk: Risk,
    /// "62 % of 45 ended deals with this warning were lost, 31 % of all 210".
    pub history: String,
    /// The task by which somebody sees to it; until that is due, it is left in peace.
    pub seen: Option<SeenRisk>,
}

/// A task by which somebody sees to a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRisk {
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub who: String,
    /// When it is due.
    pub until: DateTime<Utc>,
}

/// One cause, over all deals looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskCause {
    /// Which warning.
    pub kind: RiskKind,
    /// On how many deals it stands that nobody sees to.
    pub deals: usize,
    /// What these are worth.
    pub amount: Cents,
    /// On how many it is seen to.
    pub seen: usize,
    /// How deals ended that had it.
    pub history: String,
}

/// A deal with a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskRow {
    /// The deal.
    pub deal: OpportunityId,
    /// Its name.
    pub name: String,
    /// Who buys.
    pub company: Option<String>,
    /// Whose it is.
    pub owner: Option<Person>,
    /// What it is worth.
    pub amount: Cents,
    /// The warning.
    pub warning: Warning,
}

/// Everything on the page of risks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RisksPage {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// Every cause there is, in one order.
    pub causes: Vec<RiskCause>,
    /// The cause whose deals are shown; `None` for all.
    pub kind: Option<RiskKind>,
    /// Deals with warnings, the largest first.
    pub rows: Vec<RiskRow>,
    /// How many rows there are in all.
    pub total: usize,
    /// How many open deals were looked at,
    pub looked_at: usize,
    /// and whether there are more than that.
    pub is_cut: bool,
    /// Who can be given a task; empty for who may not.
    pub people: Vec<Person>,
}
