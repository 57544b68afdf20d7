//! The manager's desk: the team's board, what is stuck, and what the period will bring.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Attainment, StageTotal};
use crate::calendar::Period;
use crate::forecast::Forecast;
use crate::ids::PipelineId;
use crate::list::Person;
use crate::money::Cents;
use crate::opportunity::{DealRow, Stage};

/// Everything on Pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManagerDesk {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// The quarter the figures are for.
    pub period: Period,
    /// The board.
    pub board: Board,
    /// Deals that have been in their stage over twice the norm, largest first, at most 10.
    pub stuck: Vec<DealRow>,
    /// How many there are in all.
    pub stuck_total: i64,
    /// The team's quota.
    pub quota: Attainment,
    /// The team's forecast.
    pub forecast: Forecast,
    /// The forecast by rep; what is won and open adds up to the team's.
    pub by_rep: Vec<RepForecast>,
}

/// A pipeline's open deals by stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// Every stage of the pipeline in order, also the closed ones, as targets of a move.
    pub stages: Vec<Stage>,
    /// One column for each open stage.
    pub columns: Vec<BoardColumn>,
    /// Every pipeline in use, by name; the one that is shown is ticked.
    pub pipelines: Vec<(PipelineId, String, bool)>,
}

/// How many cards a column brings at first.
pub const COLUMN_CARDS: i64 = 25;

/// One column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardColumn {
    /// Its head.
    pub total: StageTotal,
    /// The largest deals, at most [`COLUMN_CARDS`]; the list has the rest.
    pub cards: Vec<DealRow>,
}

/// What one rep will bring in the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepForecast {
    /// Who; everybody else together has the id 0.
    pub rep: Person,
    /// Won so far.
    pub won: Cents,
    /// Open deals that should close in the period: sum of P(won in the period) x amount.
    pub open: Cents,
    /// Low end of the range (P10).
    pub p10: Cents,
    /// Middle (P50).
    pub p50: Cents,
    /// High end (P90).
    pub p90: Cents,
    /// Their quota.
    pub target: Option<Cents>,
}
