//! What every method would have said of past periods.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ChartPair;
use crate::calendar::{Period, Span};
use crate::outlook::{Candidate, Horizon, Score};

/// What of the record is asked for, as it stands in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordAsk {
    /// A period's code, of which the length counts; empty for quarters.
    pub period: String,
    /// A [`Horizon`] word; empty for the first morning.
    pub at: String,
}

/// The record's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordPage {
    /// The moment it was made.
    pub now: DateTime<Utc>,
    /// The day it was made.
    pub today: NaiveDate,
    /// The present period of the length asked for.
    pub period: Period,
    /// How far into each period it was forecast.
    pub horizon: Horizon,
    /// The last run; `None` before the first.
    pub run: Option<RunNote>,
    /// Whether the reader may measure anew.
    pub may_measure: bool,
    /// The method that speaks for periods of this length, and over how many past ones it was chosen.
    pub speaks: Option<(Candidate, u32)>,
    /// What would have been said by the choice as it stood then, the newest period last.
    pub lines: Vec<RecordLine>,
    /// Whether amounts are in percent of what came, for readers who do not see the company's figures.
    pub is_relative: bool,
    /// The choice as it stood then, then every method.
    pub scores: Vec<(Option<Candidate>, Score)>,
    /// The choice and the usual weighted pipeline at each horizon.
    pub horizons: Vec<(Horizon, Score, Score)>,
    /// The lines as a picture (SVG), light and dark.
    pub chart: ChartPair,
    /// The same picture, drawn for a phone.
    pub chart_phone: ChartPair,
    /// What the record lacks, as sentences.
    pub missing: Vec<String>,
}

impl RecordPage {
    /// How long the periods are.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.period.span
    }
}

/// A past period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordLine {
    /// Which.
    pub period: Period,
    /// The day it was asked.
    pub cut_on: NaiveDate,
    /// The method whose record was the best by then.
    pub candidate: Candidate,
    /// What it said; in cents, or in percent of what came.
    pub point: f64,
    /// The lower end of its range.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// What the usual weighted pipeline said.
    pub usual: f64,
    /// What came.
    pub actual: f64,
}

/// How far a run of the measurement is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNote {
    /// Whether it waits, runs or is being ended.
    pub is_open: bool,
    /// What became of it, or where it is: `queued`, `running`, `cancelling`, `done`, `failed`, `cancelled`.
    pub status: String,
    /// How many percent of its forecasts are made.
    pub percent: u32,
    /// Deals it looked at.
    pub deals: u64,
    /// The day from which endings are known.
    pub since_on: Option<NaiveDate>,
    /// When it ended, or was asked for.
    pub at: DateTime<Utc>,
    /// Why it failed.
    pub problem: Option<String>,
}
