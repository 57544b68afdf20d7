//! The rep's desk: what to do now, in order.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Attainment, StageTotal};
use crate::calendar::Period;
use crate::forecast::Forecast;
use crate::ids::{LeadId, OpportunityId, StageId};
use crate::opportunity::Stage;
use crate::queue::{QueueItem, Risk};
use crate::task::TaskRow;

/// Everything on Today.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepDesk {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// The quarter the figures are for.
    pub period: Period,
    /// Leads, deals and tasks in the order to take them, every band.
    pub queue: Vec<QueueLine>,
    /// Open tasks that are overdue or due today.
    pub tasks: Vec<TaskRow>,
    /// Own open deals by stage.
    pub pipeline: Vec<StageTotal>,
    /// Own quota of the period.
    pub quota: Attainment,
    /// Own forecast of the period.
    pub forecast: Forecast,
    /// Warnings on own deals: the deal, its name, the warning.
    pub risks: Vec<(OpportunityId, String, Risk)>,
    /// Open deals without a next step.
    pub without_next_step: i64,
    /// The stages a deal in the queue can be moved to.
    pub stages: Vec<Stage>,
}

/// One line of the queue, with what its buttons need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueLine {
    /// What to do, and why.
    pub item: QueueItem,
    /// The person to log a contact with; a deal or a task may have none.
    pub lead: Option<LeadId>,
    /// Where a deal stands.
    pub stage: Option<StageId>,
    /// The record's version, for the check against lost updates.
    pub version: i64,
}
