//! Something to do.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
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
    /// How often it comes again.
    Recurrence {
        /// Every day.
        Daily = "daily", "Every day";
        /// Every week.
        Weekly = "weekly", "Every week";
        /// Every month.
        Monthly = "monthly", "Every month";
    }
}

impl Recurrence {
    /// The first day after `today` on which it comes again, counted from the day it was due: a task done late does not
    /// come again in the past. A month that is too short has it on its last day.
    #[must_use]
    pub fn next(self, due: NaiveDate, today: NaiveDate) -> NaiveDate {
        let late = (today - due).num_days().max(0).unsigned_abs();
        let step = |count: u64| match self {
            Self::Daily => due.checked_add_days(Days::new(count)),
            Self::Weekly => due.checked_add_days(Days::new(7 * count)),
            Self::Monthly => {
                due.checked_add_months(Months::new(u32::try_from(count).unwrap_or(u32::MAX)))
            }
        };
        // No period is shorter than these, so that at most a few steps are tried.
        let first = match self {
            Self::Daily => late,
            Self::Weekly => late / 7,
            Self::Monthly => late / 31,
        };
        (first.max(1)..).map_while(step).find(|day| *day > today && *day > due).unwrap_or(due)
    }
}

/// One line of a task's checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckItem {
    /// What to do.
    pub text: String,
    /// Whether it is done.
    pub done: bool,
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
    /// How often it comes again.
    pub recurrence: Option<Recurrence>,
    /// Lines to tick.
    pub checklist: Vec<CheckItem>,
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

/// A day of the calendar of tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// Which day.
    pub day: NaiveDate,
    /// What is to be done on it, and what was, by time.
    pub tasks: Vec<TaskRow>,
}

/// A week or a month of a person's tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCalendar {
    /// Today where the person is.
    pub today: NaiveDate,
    /// The first day of the week or the month that was asked for.
    pub from: NaiveDate,
    /// Whether it is a week.
    pub is_week: bool,
    /// Its whole weeks, day by day from a Monday.
    pub days: Vec<CalendarDay>,
    /// How many tasks there are beyond the most that are shown.
    pub left_out: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;

    #[test]
    fn a_task_comes_again_after_today_and_on_a_day_there_is() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let next =
            |how: Recurrence, due: &str, today: &str| how.next(day(due), day(today)).to_string();
        assert_eq!(next(Recurrence::Daily, "2026-11-20", "2026-11-22"), "2026-11-23");
        assert_eq!(next(Recurrence::Daily, "2026-11-25", "2026-11-22"), "2026-11-26");
        assert_eq!(next(Recurrence::Weekly, "2026-11-02", "2026-11-22"), "2026-11-23");
        assert_eq!(next(Recurrence::Weekly, "2026-11-02", "2026-11-23"), "2026-11-30");
        assert_eq!(next(Recurrence::Monthly, "2026-01-31", "2026-02-01"), "2026-02-28");
        assert_eq!(next(Recurrence::Monthly, "2026-01-31", "2026-11-22"), "2026-11-30");
    }

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
            recurrence: None,
            checklist: Vec::new(),
            version: 1,
        };
        assert_eq!(task(None).due(now, &madrid), Due::NoDate);
        assert_eq!(task(Some("2026-11-22T22:00:00Z")).due(now, &madrid), Due::Overdue);
        assert_eq!(task(Some("2026-11-22T22:59:59Z")).due(now, &madrid), Due::Today);
        assert_eq!(task(Some("2026-11-22T23:30:00Z")).due(now, &madrid), Due::Later);
    }
}
