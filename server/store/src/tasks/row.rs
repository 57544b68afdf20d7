//! A task as rows have it, and as use cases do.

use chrono::{DateTime, Utc};
use domain::ids::{LeadId, OpportunityId, TaskId, UserId};
use domain::list::Person;
use domain::task::{CheckItem, Recurrence, TaskKind, TaskRow, TaskStatus};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decode::Reading;
use crate::{StoreError, StoreResult};

/// A task to be.
#[derive(Clone, Debug)]
pub struct NewTask<'a> {
    /// What to do.
    pub title: &'a str,
    /// What kind of thing.
    pub kind: TaskKind,
    /// About this lead.
    pub lead: Option<LeadId>,
    /// About this deal.
    pub opportunity: Option<OpportunityId>,
    /// Whose it is.
    pub owner: UserId,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
    /// 0 to 100.
    pub priority_score: i64,
    /// The rule that makes it; `None` when a person does.
    pub rule: Option<&'a str>,
    /// A second task with the same key is not made.
    pub dedupe_key: Option<&'a str>,
    /// More words.
    pub notes: &'a str,
    /// How often it comes again.
    pub recurrence: Option<Recurrence>,
    /// Lines to tick.
    pub checklist: &'a [CheckItem],
}

/// A task as it stands in the store, for use cases and the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The task.
    pub id: TaskId,
    /// What to do.
    pub title: String,
    /// What kind of thing.
    pub kind: TaskKind,
    /// Where it stands.
    pub status: TaskStatus,
    /// About this lead.
    pub lead_id: Option<LeadId>,
    /// About this deal.
    pub opportunity_id: Option<OpportunityId>,
    /// Whose it is.
    pub owner_id: UserId,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
    /// 0 to 100.
    pub priority_score: i64,
    /// The rule that made it.
    pub rule: Option<String>,
    /// Out of the queue until then.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Done at.
    pub completed_at: Option<DateTime<Utc>>,
    /// More words.
    pub notes: String,
    /// How often it comes again.
    #[serde(default)]
    pub recurrence: Option<Recurrence>,
    /// Lines to tick.
    #[serde(default)]
    pub checklist: Vec<CheckItem>,
    /// For the check against lost updates.
    pub version: i64,
}

#[derive(FromRow)]
pub(super) struct StoredRow {
    id: i64,
    title: String,
    kind: String,
    status: String,
    lead_id: Option<i64>,
    opportunity_id: Option<i64>,
    owner_id: i64,
    due_at: Option<DateTime<Utc>>,
    priority_score: i64,
    rule: Option<String>,
    snoozed_until: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    notes: String,
    recurrence: Option<String>,
    checklist: Json<Vec<CheckItem>>,
    version: i64,
}

impl TryFrom<StoredRow> for Task {
    type Error = StoreError;

    fn try_from(row: StoredRow) -> StoreResult<Self> {
        let reading = Reading { table: "task", id: row.id };
        Ok(Self {
            id: TaskId(row.id),
            kind: reading.word("kind", &row.kind)?,
            status: reading.word("status", &row.status)?,
            title: row.title,
            lead_id: row.lead_id.map(LeadId),
            opportunity_id: row.opportunity_id.map(OpportunityId),
            owner_id: UserId(row.owner_id),
            due_at: row.due_at,
            priority_score: row.priority_score,
            rule: row.rule,
            snoozed_until: row.snoozed_until,
            completed_at: row.completed_at,
            notes: row.notes,
            recurrence: row.recurrence.map(|word| reading.word("recurrence", &word)).transpose()?,
            checklist: row.checklist.0,
            version: row.version,
        })
    }
}

#[derive(FromRow)]
pub(super) struct ListRow {
    id: i64,
    title: String,
    kind: String,
    status: String,
    owner_id: i64,
    owner_name: String,
    due_at: Option<DateTime<Utc>>,
    snoozed_until: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    priority_score: i64,
    rule: Option<String>,
    lead_id: Option<i64>,
    lead_name: Option<String>,
    opportunity_id: Option<i64>,
    opportunity_name: Option<String>,
    recurrence: Option<String>,
    checklist: Json<Vec<CheckItem>>,
    version: i64,
}

impl TryFrom<ListRow> for TaskRow {
    type Error = StoreError;

    fn try_from(row: ListRow) -> StoreResult<Self> {
        let reading = Reading { table: "task", id: row.id };
        Ok(Self {
            id: TaskId(row.id),
            kind: reading.word("kind", &row.kind)?,
            status: reading.word("status", &row.status)?,
            title: row.title,
            owner: Person { id: UserId(row.owner_id), name: row.owner_name },
            due_at: row.due_at,
            snoozed_until: row.snoozed_until,
            completed_at: row.completed_at,
            priority_score: row.priority_score,
            rule: row.rule,
            lead: row.lead_id.map(LeadId).zip(row.lead_name),
            opportunity: row.opportunity_id.map(OpportunityId).zip(row.opportunity_name),
            recurrence: row.recurrence.map(|word| reading.word("recurrence", &word)).transpose()?,
            checklist: row.checklist.0,
            version: row.version,
        })
    }
}
