//! A person's tasks by the day they are due, and the address at which their calendar reads them.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use domain::task::TaskRow;

use super::ListRow;
use super::rows;
use crate::{StoreResult, Tx};

/// By the index on owner and due time.
const BETWEEN: &str = rows!(
    " and t.owner_id = $1 and t.due_at >= $2 and t.due_at < $3 and t.status <> 'cancelled'
order by t.due_at, t.id limit $4"
);

/// By the index on open tasks of an owner; those without a time come last.
const UPCOMING: &str = rows!(
    " and t.owner_id = $1 and t.status = 'open' and (t.due_at >= $2 or t.due_at is null)
order by t.due_at nulls last, t.id limit $3"
);

pub(crate) const STATEMENTS: &[&str] = &[BETWEEN, UPCOMING];

/// A person's tasks that are due from one moment to another, open and done, by time: at most `limit`.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn between(
    tx: &mut Tx,
    owner: UserId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<TaskRow>> {
    let rows: Vec<ListRow> = on!(tx, c => sqlx::query_as(BETWEEN)
        .bind(owner.get())
        .bind(from)
        .bind(to)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(TaskRow::try_from).collect()
}

/// A person's open tasks that are due from a moment on, and those without a time: at most `limit`.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn upcoming(
    tx: &mut Tx,
    owner: UserId,
    from: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<TaskRow>> {
    let rows: Vec<ListRow> = on!(tx, c => sqlx::query_as(UPCOMING)
        .bind(owner.get())
        .bind(from)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(TaskRow::try_from).collect()
}
