//! Where the key of a merged record leads to.

use chrono::{DateTime, Utc};
use domain::journal::Entity;

use crate::{StoreResult, Tx};

const KEPT: &str = "select kept_id from alias where entity = $1 and old_id = $2";

const INSERT: &str = "
insert into alias (entity, old_id, kept_id, at) values ($1, $2, $3, $4)
on conflict (entity, old_id) do update set kept_id = excluded.kept_id, at = excluded.at";

const DELETE: &str = "delete from alias where entity = $1 and old_id = $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[KEPT, INSERT, DELETE];

/// How often a record that was kept may have been merged into another itself.
const LONGEST: usize = 64;

/// The record that was kept in the end; `None` when this one was never merged into another.
///
/// # Errors
/// When the database refuses.
pub async fn resolve(tx: &mut Tx, entity: Entity, id: i64) -> StoreResult<Option<i64>> {
    let mut found = None;
    for _ in 0..LONGEST {
        let from = found.unwrap_or(id);
        let next: Option<i64> = on!(&mut *tx, c => sqlx::query_scalar(KEPT)
            .bind(entity.as_str())
            .bind(from)
            .fetch_optional(c)
            .await)?;
        match next {
            Some(kept) => found = Some(kept),
            None => break,
        }
    }
    Ok(found)
}

/// Lets the key of one record lead to another.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx,
    entity: Entity,
    old: i64,
    kept: i64,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(INSERT)
        .bind(entity.as_str())
        .bind(old)
        .bind(kept)
        .bind(now)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Lets a key stand for its own record again.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, entity: Entity, old: i64) -> StoreResult<()> {
    on!(tx, c => sqlx::query(DELETE).bind(entity.as_str()).bind(old).execute(c).await.map(|_| ()))?;
    Ok(())
}
