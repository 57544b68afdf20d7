//! What people have chosen about their pages: one value for each person.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use domain::session::Preferences;
use sqlx::types::Json;

use crate::{StoreResult, Tx};

/// By the primary key.
const GET: &str = "select value from preference where user_id = $1";

const PUT: &str = "
insert into preference (user_id, value, updated_at) values ($1, $2, $3)
on conflict (user_id) do update set value = excluded.value, updated_at = excluded.updated_at";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[GET, PUT];

/// What this person has chosen; what they never chose is as it is for everybody. A value that another version wrote and
/// this one does not understand is one that was never chosen.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, user: UserId) -> StoreResult<Preferences> {
    let value: Option<Json<serde_json::Value>> =
        on!(tx, c => sqlx::query_scalar(GET).bind(user.get()).fetch_optional(c).await)?;
    Ok(value.and_then(|Json(value)| serde_json::from_value(value).ok()).unwrap_or_default())
}

/// Keeps it.
///
/// # Errors
/// When the database refuses.
pub async fn put(
    tx: &mut Tx,
    user: UserId,
    value: &Preferences,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(PUT)
        .bind(user.get())
        .bind(Json(value))
        .bind(now)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
