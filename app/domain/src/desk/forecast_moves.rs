//! Why the forecast moved.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ChartPair;
use crate::calendar::Period;
use crate::forecast::moved::Cause;
use crate::ids::OpportunityId;
use crate::money::Cents;

/// Between which days, as it stands in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MovesAsk {
    /// A period's code; empty for the present quarter.
    pub period: String,
    /// The first day; empty for a week ago.
    pub from: String,
    /// The last day; empty for now.
    pub to: String,
}

/// What moved the forecast of a period between two days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovesPage {
    /// The moment it was made.
    pub now: DateTime<Utc>,
    /// The day it was made.
    pub today: NaiveDate,
    /// The period.
    pub period: Period,
    /// From the evening of this day.
    pub from: NaiveDate,
    /// To the evening of this day, or to now.
    pub to: NaiveDate,
    /// What was expected then.
    pub before: Cents,
    /// What was expected at the end.
    pub after: Cents,
    /// Why, in the order of [`Cause`]; the sum is the difference.
    pub causes: Vec<CauseLine>,
    /// The same as a picture (SVG), light and dark.
    pub chart: ChartPair,
    /// The same picture, drawn for a phone.
    pub chart_phone: ChartPair,
}

/// What one cause did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseLine {
    /// Which.
    pub cause: Cause,
    /// By how much in all.
    pub by: Cents,
    /// By how many deals.
    pub deals: u64,
    /// The deals that moved it most.
    pub largest: Vec<DealMove>,
}

/// What one deal did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealMove {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// By how much.
    pub by: Cents,
}
