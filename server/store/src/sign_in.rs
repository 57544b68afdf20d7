//! Failed sign-ins, by account and by address, for the back-off.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::{StoreResult, Tx};

/// Writes nothing new, but makes another try of the same subject wait until this one is counted.
const HOLD: &str = "
insert into sign_in_failure (subject, failures, last_failed_at, blocked_until) values ($1, 0, $2, $2)
on conflict (subject) do update set subject = excluded.subject";

const GET: &str =
    "select failures, last_failed_at, blocked_until from sign_in_failure where subject = $1";

const PUT: &str = "
insert into sign_in_failure (subject, failures, last_failed_at, blocked_until) values ($1, $2, $3, $4)
on conflict (subject) do update
set failures = excluded.failures, last_failed_at = excluded.last_failed_at, blocked_until = excluded.blocked_until";

const CLEAR: &str = "delete from sign_in_failure where subject = $1";

const PRUNE: &str = "delete from sign_in_failure where last_failed_at < $1 and blocked_until < $1";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[HOLD, GET, PUT, CLEAR, PRUNE];

/// How often somebody failed of late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Failures {
    /// How often.
    pub failures: i64,
    /// The last time.
    pub last_failed_at: DateTime<Utc>,
    /// No further try before this.
    pub blocked_until: DateTime<Utc>,
}

/// Lets no other try of this account or address be counted until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut Tx, subject: &str, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(HOLD).bind(subject).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// The failures of an account or address.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, subject: &str) -> StoreResult<Option<Failures>> {
    Ok(on!(tx, c => sqlx::query_as(GET).bind(subject).fetch_optional(c).await)?)
}

/// Keeps the failures of an account or address.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, subject: &str, failures: &Failures) -> StoreResult<()> {
    on!(tx, c => sqlx::query(PUT)
        .bind(subject)
        .bind(failures.failures)
        .bind(failures.last_failed_at)
        .bind(failures.blocked_until)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Forgets the failures of an account or address.
///
/// # Errors
/// When the database refuses.
pub async fn clear(tx: &mut Tx, subject: &str) -> StoreResult<()> {
    on!(tx, c => sqlx::query(CLEAR).bind(subject).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Forgets failures from before a moment.
///
/// # Errors
/// When the database refuses.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(PRUNE).bind(before).execute(c).await.map(|_| ()))?;
    Ok(())
}
