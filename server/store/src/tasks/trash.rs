//! Tasks by their keys, in the trash or not, and the way there and back.

use chrono::{DateTime, Utc};
use domain::access::Scope;

use super::{StoredRow, Task};
use crate::trash::{self, Kept, into_trash, out_of_trash};
use crate::{StoreResult, Tx};

const MANY: &str = "
select id, title, kind, status, lead_id, opportunity_id, owner_id, due_at, priority_score, rule, snoozed_until,
  completed_at, notes, recurrence, checklist, version, deleted_at
from task
where id in ";

const TRASH: &str = into_trash!("task", " and version = $3");

const RESTORE: &str = out_of_trash!("task", "dedupe_key", " and version = $3");

/// Tasks about a lead, or about a deal, that are not in the trash.
const ABOUT: &str = "
select id from task where lead_id = $1 and deleted_at is null
union
select id from task where opportunity_id = $2 and deleted_at is null
order by 1";

/// Tasks that went to the trash together with a lead or a deal.
const DELETED_WITH: &str = "
select id from task where lead_id = $1 and deleted_at = $3
union
select id from task where opportunity_id = $2 and deleted_at = $3
order by 1";

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[TRASH, RESTORE, ABOUT, DELETED_WITH];

/// The tasks with these ids that are within the scope, in the trash or not; those out of it are missing.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn many(tx: &mut Tx, scope: &Scope, ids: &[i64]) -> StoreResult<Vec<Kept<Task>>> {
    trash::many::<StoredRow, _>(tx, MANY, scope, ids).await
}

/// The tasks about a lead or a deal. The record must have been read within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn about(tx: &mut Tx, lead: Option<i64>, deal: Option<i64>) -> StoreResult<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar(ABOUT).bind(lead).bind(deal).fetch_all(c).await)?)
}

/// The tasks that went to the trash at the same moment as the lead or the deal they are about.
///
/// # Errors
/// When the database refuses.
pub async fn deleted_with(
    tx: &mut Tx,
    lead: Option<i64>,
    deal: Option<i64>,
    at: DateTime<Utc>,
) -> StoreResult<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar(DELETED_WITH)
        .bind(lead)
        .bind(deal)
        .bind(at)
        .fetch_all(c)
        .await)?)
}

/// Puts a task into the trash.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn trash(tx: &mut Tx, task: &Task, now: DateTime<Utc>) -> StoreResult<()> {
    trash::set(tx, TRASH, task.id.get(), task.version, now).await
}

/// Takes a task out of the trash, as it was.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn restore(tx: &mut Tx, task: &Task, now: DateTime<Utc>) -> StoreResult<()> {
    trash::set(tx, RESTORE, task.id.get(), task.version, now).await
}
