//! Something to do.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{LeadId, OpportunityId, TaskId};
use crate::list::Person;
use crate::text_enum::text_enum;

text_enum! {
    /// What kind of thing.
    TaskKind {
        /// Anything.
        ToDo = "to_do", "To do";
        /// A call to make.
        Call = "call", "Call";
        /// A mail to write.
        Email = "email", "Mail";
        /// A meeting to hold.
        Meeting = "meeting", "Meeting";
        /// A message to send.
        Message = "message", "Message";
        /// Coming back to somebody.
        FollowUp = "follow_up", "Follow-up";
    }
}

text_enum! {
    /// Where it stands.
    TaskStatus {
        /// To be done.
        Open = "open", "Open";
        /// Done.
        Done = "done", "Done";
        /// Not needed any more.
        Cancelled = "cancelled", "Cancelled";
    }
}

/// A task, as lists and pages show it and use cases decide on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    /// The task.
    pub id: TaskId,
    /// What to do.
    pub title: String,
    /// What kind of thing.
    pub kind: TaskKind,
    /// Where it stands.
    pub status: TaskStatus,
    /// Whose it is.
    pub owner: Person,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
    /// Out of sight until then.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Done at.
    pub completed_at: Option<DateTime<Utc>>,
    /// 0 to 100.
    pub priority_score: i64,
    /// The rule that made it.
    pub rule: Option<String>,
    /// About this lead.
    pub lead: Option<(LeadId, String)>,
    /// About this deal.
    pub opportunity: Option<(OpportunityId, String)>,
    /// For the check against lost updates.
    pub version: i64,
}

impl TaskRow {
    /// Whether it is open and its time has passed.
    #[must_use]
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.status == TaskStatus::Open && self.due_at.is_some_and(|due| due < now)
    }
}
