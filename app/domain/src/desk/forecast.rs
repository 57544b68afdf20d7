//! The forecast's page: what a period will bring, and the sum down to the deal.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Attainment;
use crate::calendar::Period;
use crate::forecast::Forecast;
use crate::ids::OpportunityId;
use crate::money::Cents;
use crate::outlook::Candidate;
use crate::ratio::Ratio;
use crate::text_enum::text_enum;

text_enum! {
    /// What the rows of a forecast stand for.
    ForecastCut {
        /// A person each.
        Rep = "rep", "Rep";
        /// A product each.
        Product = "product", "Product";
        /// A stage each.
        Stage = "stage", "Stage";
    }
}

/// What of the forecast is asked for, as it stands in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForecastAsk {
    /// A period's code; empty for the present quarter.
    pub period: String,
    /// A [`ForecastCut`] word; empty for reps.
    pub by: String,
    /// Whether every deal of the sum is listed, not only the largest.
    pub all: bool,
}

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastPage {
    /// The moment it was made.
    pub now: DateTime<Utc>,
    /// The day it was made, by the reader's clock.
    pub today: NaiveDate,
    /// The period.
    pub period: Period,
    /// What it will bring.
    pub forecast: Forecast,
    /// The method that speaks, and the past periods it was chosen over; `None` before any record.
    pub method: Option<(Candidate, u32)>,
    /// What its record multiplies every chance and the new business by.
    pub level: Ratio,
    /// Its target.
    pub quota: Attainment,
    /// The open deals of the sum, the largest parts first.
    pub deals: Vec<MathLine>,
    /// Those that are not listed.
    pub others: MathRest,
    /// Open deals that count for nothing, and why.
    pub left_out: LeftOut,
    /// What the rows stand for.
    pub by: ForecastCut,
    /// The period's forecast in parts that add up to it.
    pub rows: Vec<CutRow>,
}

impl ForecastPage {
    /// Whether the period has no day left.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.period.end() <= self.today
    }
}

/// A deal's part in the sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MathLine {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// What it is worth.
    pub amount: Cents,
    /// P(won inside the period).
    pub p: Ratio,
    /// The two multiplied, to the cent.
    pub expected: Cents,
}

/// Deals of the sum that have no line of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MathRest {
    /// How many.
    pub deals: u64,
    /// What they are worth.
    pub amount: Cents,
    /// What they add to the sum.
    pub expected: Cents,
}

/// Open deals the sum treats by a rule of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Without an amount: they add nothing.
    pub without_amount: u64,
    /// Without a closing date: the usual time from their stage is taken.
    pub without_date: u64,
    /// With a closing date that has passed: it is read as late, by the chance they have left.
    pub overdue: u64,
    /// Of people who no longer sell, or of nobody: they count, in the row "Others".
    pub without_seller: u64,
}

/// A part of the forecast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutRow {
    /// The rep, product or stage; 0 for the rest.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Won so far.
    pub closed: Cents,
    /// What its open deals bring on average.
    pub open: Cents,
    /// What deals not yet created bring on average.
    pub new_business: Cents,
    /// The three together.
    pub expected: Cents,
    /// What eight of ten outcomes lie between; `None` where the row is no forecast of its own.
    pub range: Option<(Cents, Cents)>,
    /// Its target.
    pub target: Option<Cents>,
}
