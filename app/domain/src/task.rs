//! Something to do.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Zone;
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

/// Something that was promised or asked for in a contact, and may become a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedTask {
    /// What to do.
    pub title: String,
    /// What kind of thing.
    pub kind: TaskKind,
    /// By the end of which day.
    pub due_on: Option<NaiveDate>,
    /// The sentence that says it.
    pub sentence: String,
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

text_enum! {
    /// When an open task is to be done, seen from a day.
    Due {
        /// Its time has passed.
        Overdue = "overdue", "Overdue";
        /// By the end of the day.
        Today = "today", "Today";
        /// On a later day.
        Later = "later", "Later";
        /// Nobody has said when.
        NoDate = "no_date", "No date";
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

    /// When it is to be done, on the clock of whoever looks at it.
    #[must_use]
    pub fn due(&self, now: DateTime<Utc>, zone: &Zone) -> Due {
        match self.due_at {
            None => Due::NoDate,
            Some(due) if due < now => Due::Overdue,
            Some(due) if zone.day(due) <= zone.day(now) => Due::Today,
            Some(_) => Due::Later,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;

    #[test]
    fn a_task_is_due_today_until_its_moment_has_passed() {
        let now: DateTime<Utc> = "2026-11-22T22:30:00Z".parse().unwrap();
        let madrid = Zone { name: "Europe/Madrid".to_owned(), offsets: vec![(now, 60)] };
        let task = |due: Option<&str>| TaskRow {
            id: TaskId(1),
            title: "Call back".to_owned(),
            kind: TaskKind::Call,
            status: TaskStatus::Open,
            owner: Person { id: UserId(1), name: "Ana".to_owned() },
            due_at: due.map(|due| due.parse().unwrap()),
            snoozed_until: None,
            completed_at: None,
            priority_score: 0,
            rule: None,
            lead: None,
            opportunity: None,
            version: 1,
        };
        assert_eq!(task(None).due(now, &madrid), Due::NoDate);
        assert_eq!(task(Some("2026-11-22T22:00:00Z")).due(now, &madrid), Due::Overdue);
        assert_eq!(task(Some("2026-11-22T22:59:59Z")).due(now, &madrid), Due::Today);
        assert_eq!(task(Some("2026-11-22T23:30:00Z")).due(now, &madrid), Due::Later);
    }
}
