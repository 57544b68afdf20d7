//! Forms about tasks.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, day, id, required, word};
use crate::ids::{LeadId, OpportunityId, TaskId};
use crate::task::TaskKind;

/// A task done, or opened again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteTask {
    /// Which task.
    pub id: TaskId,
    /// The version the page showed.
    pub version: i64,
    /// Whether it is done (`true`) or open again (`false`).
    pub done: bool,
}

/// A new task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewTask {
    /// What to do.
    pub title: String,
    /// A [`TaskKind`] word; empty means to do.
    pub kind: String,
    /// A day, or empty.
    pub due_on: String,
    /// About this lead, or empty.
    pub lead: String,
    /// About this deal, or empty.
    pub opportunity: String,
}

/// A new task, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedTask {
    /// What to do.
    pub title: String,
    /// What kind of thing.
    pub kind: TaskKind,
    /// By the end of which day.
    pub due_on: Option<NaiveDate>,
    /// About this lead.
    pub lead: Option<LeadId>,
    /// About this deal.
    pub opportunity: Option<OpportunityId>,
}

impl NewTask {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<CheckedTask, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = required(&mut errors, "title", &self.title, LINE);
        let kind = match self.kind.trim() {
            "" => Some(TaskKind::ToDo),
            text => word(&mut errors, "kind", text),
        };
        let due_on = day(&mut errors, "due_on", &self.due_on);
        let lead = id(&mut errors, "lead", &self.lead);
        let opportunity = id(&mut errors, "opportunity", &self.opportunity);
        errors.into_result()?;
        Ok(CheckedTask { title, kind: kind.unwrap_or(TaskKind::ToDo), due_on, lead, opportunity })
    }
}
