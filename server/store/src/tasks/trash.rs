//! Tasks by their keys, in the trash or not, and the way there and back.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use sqlx::{FromRow, QueryBuilder};

use super::{StoredRow, Task};
use crate::scope::push_scope;
use crate::trash::{AT_ONCE, Kept, push_keys};
use crate::{StoreError, StoreResult, Tx};

const MANY: &str = "
select id, title, kind, status, lead_id, opportunity_id, owner_id, due_at, priority_score, rule, snoozed_until,
  completed_at, notes, version, deleted_at
from task
where id in ";

const TRASH: &str = "
update task set deleted_at = $1, updated_at = $1, version = version + 1
where id = $2 and version = $3 and deleted_at is null";

/// What a rule has made anew meanwhile keeps the rule's key.
const RESTORE: &str = "
update task
set deleted_at = null, updated_at = $1, version = version + 1,
  dedupe_key = case
    when exists (select 1 from task o where o.dedupe_key = task.dedupe_key and o.deleted_at is null) then null
    else dedupe_key end
where id = $2 and version = $3 and deleted_at is not null";

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

#[derive(FromRow)]
struct KeptRow {
    #[sqlx(flatten)]
    task: StoredRow,
    deleted_at: Option<DateTime<Utc>>,
}

/// The tasks with these ids that are within the scope, in the trash or not; those out of it are missing.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn many(tx: &mut Tx, scope: &Scope, ids: &[i64]) -> StoreResult<Vec<Kept<Task>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<KeptRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            push_scope(&mut query, "owner_id", scope);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            found.push(Kept { record: row.task.try_into()?, deleted_at: row.deleted_at });
        }
    }
    Ok(found)
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

async fn set(tx: &mut Tx, sql: &'static str, task: &Task, now: DateTime<Utc>) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(sql)
        .bind(now)
        .bind(task.id.get())
        .bind(task.version)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// Puts a task into the trash.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn trash(tx: &mut Tx, task: &Task, now: DateTime<Utc>) -> StoreResult<()> {
    set(tx, TRASH, task, now).await
}

/// Takes a task out of the trash, as it was.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn restore(tx: &mut Tx, task: &Task, now: DateTime<Utc>) -> StoreResult<()> {
    set(tx, RESTORE, task, now).await
}
