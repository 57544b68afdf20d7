//! The installation's settings: one JSON value for each key.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;

use crate::{StoreError, StoreResult, Tx};

const GET: &str = "select value from setting where key = $1";

const PUT: &str = "
insert into setting (key, value, updated_at) values ($1, $2, $3)
on conflict (key) do update
set value = excluded.value, updated_at = excluded.updated_at, version = setting.version + 1";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[GET, PUT];

/// The setting, or `None` when it was never set.
///
/// # Errors
/// When the stored value is not of this type.
pub async fn get<T: DeserializeOwned>(tx: &mut Tx, key: &str) -> StoreResult<Option<T>> {
    let value: Option<Json<serde_json::Value>> =
        on!(tx, c => sqlx::query_scalar(GET).bind(key).fetch_optional(c).await)?;
    value
        .map(|Json(value)| {
            serde_json::from_value(value).map_err(|error| StoreError::Inconsistent {
                table: "setting",
                column: "value",
                id: 0,
                detail: format!("{key}: {error}"),
            })
        })
        .transpose()
}

/// Sets it.
///
/// # Errors
/// When the database refuses.
pub async fn put<T: Serialize + Sync>(
    tx: &mut Tx,
    key: &str,
    value: &T,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(PUT).bind(key).bind(Json(value)).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}
