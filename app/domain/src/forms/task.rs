//! Forms about tasks.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, day, id, optional, required, word};
use crate::ids::{LeadId, OpportunityId, TaskId};
use crate::interaction::Outcome;
use crate::task::{CheckItem, Recurrence, TaskKind};

/// The most lines of a checklist.
const MOST_STEPS: usize = 30;

/// A task done, or opened again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteTask {
    /// Which task.
    pub id: TaskId,
    /// The version the page showed.
    pub version: i64,
    /// Whether it is done (`true`) or open again (`false`).
    pub done: bool,
    /// The line of its checklist that is meant, counted from 0; empty for the task itself.
    #[serde(default)]
    pub step: String,
    /// What came of it: an [`Outcome`] word, or empty. With it or with notes the contact is logged as well.
    #[serde(default)]
    pub outcome: String,
    /// What is to be remembered of it, or empty.
    #[serde(default)]
    pub notes: String,
}

/// What came of a task, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedOutcome {
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// What is to be remembered.
    pub notes: String,
}

impl CompleteTask {
    /// A task done, or opened again, and no more.
    #[must_use]
    pub fn simply(id: TaskId, version: i64, done: bool) -> Self {
        let (step, outcome, notes) = (String::new(), String::new(), String::new());
        Self { id, version, done, step, outcome, notes }
    }

    /// What came of it; `None` when nothing is said.
    ///
    /// # Errors
    /// `outcome` that is no word of the list, `notes` that are too long.
    pub fn came_of_it(&self) -> Result<Option<CheckedOutcome>, FieldErrors> {
        let mut errors = FieldErrors::default();
        let outcome = match self.outcome.trim() {
            "" => None,
            text => word(&mut errors, "outcome", text),
        };
        let notes = optional(&mut errors, "notes", &self.notes, super::NOTE).unwrap_or_default();
        errors.into_result()?;
        let is_said = self.done && (outcome.is_some() || !notes.is_empty());
        Ok(is_said.then_some(CheckedOutcome { outcome, notes }))
    }
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
    /// A [`Recurrence`] word, or empty.
    pub recurrence: String,
    /// Lines to tick, one a line.
    pub checklist: String,
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
    /// How often it comes again.
    pub recurrence: Option<Recurrence>,
    /// Lines to tick.
    pub checklist: Vec<CheckItem>,
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
        let recurrence = match self.recurrence.trim() {
            "" => None,
            text => word(&mut errors, "recurrence", text),
        };
        let checklist = steps(&mut errors, &self.checklist);
        errors.into_result()?;
        let kind = kind.unwrap_or(TaskKind::ToDo);
        Ok(CheckedTask { title, kind, due_on, lead, opportunity, recurrence, checklist })
    }
}

/// The lines of a checklist; empty ones are none.
fn steps(errors: &mut FieldErrors, text: &str) -> Vec<CheckItem> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let steps: Vec<CheckItem> =
        lines.map(|line| CheckItem { text: line.to_owned(), done: false }).collect();
    if steps.len() > MOST_STEPS {
        errors.add("checklist", format!("{} lines: at most {MOST_STEPS} fit.", steps.len()));
    }
    if steps.iter().any(|step| step.text.chars().count() > LINE) {
        errors.add("checklist", format!("A line is longer than {LINE} letters: shorten it."));
    }
    steps
}
