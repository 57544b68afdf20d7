//! Browsers in which somebody has signed in before. Only the hash of a browser's token is kept.

use chrono::{DateTime, Utc};
use domain::ids::UserId;

use crate::{StoreResult, Tx};

const FIND: &str = "
select id from device where token_hash = $1 and user_id = $2 and last_used_at > $3";

const REMEMBER: &str = "
insert into device (user_id, token_hash, created_at, last_used_at) values ($1, $2, $3, $3)
on conflict (token_hash, user_id) do update set last_used_at = excluded.last_used_at";

const FORGET_ALL: &str = "delete from device where user_id = $1";

const PRUNE: &str = "delete from device where last_used_at <= $1";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[FIND, REMEMBER, FORGET_ALL, PRUNE];

/// The row of a user's browser, when they signed in there after `since`.
///
/// # Errors
/// When the database refuses.
pub async fn find(
    tx: &mut Tx,
    token_hash: &str,
    user: UserId,
    since: DateTime<Utc>,
) -> StoreResult<Option<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar(FIND)
        .bind(token_hash)
        .bind(user.get())
        .bind(since)
        .fetch_optional(c)
        .await)?)
}

/// Notes that a user signed in there.
///
/// # Errors
/// When the database refuses.
pub async fn remember(
    tx: &mut Tx,
    token_hash: &str,
    user: UserId,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(REMEMBER)
        .bind(user.get())
        .bind(token_hash)
        .bind(now)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Forgets all of a user's browsers.
///
/// # Errors
/// When the database refuses.
pub async fn forget_all(tx: &mut Tx, user: UserId) -> StoreResult<()> {
    on!(tx, c => sqlx::query(FORGET_ALL).bind(user.get()).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Forgets browsers that nobody has signed in with since.
///
/// # Errors
/// When the database refuses.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(PRUNE).bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}
