//! Learned models, version by version. One of each kind is in use.

use chrono::{DateTime, NaiveDate, Utc};
use domain::models::{Measured, ModelCard, ModelKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decode::Reading;
use crate::{StoreError, StoreResult, Tx};

/// So many versions of a kind are kept, the newest: a quarter of nightly ones.
const KEPT: i64 = 90;

const NEXT: &str = "select coalesce(max(version), 0) + 1 from model where kind = $1";

const RETIRE: &str = "update model set is_used = $2 where kind = $1 and is_used = $3";

const INSERT: &str = "
insert into model (kind, version, trained_at, cases, positives, examples, from_on, to_on, method, reason, content,
  metrics, is_used)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

const PRUNE: &str = "delete from model where kind = $1 and version <= $2 and is_used = $3";

const CONTENT: &str = "select content from model where kind = $1 and is_used = $2";

const CARDS: &str = "
select id, version, trained_at, cases, positives, examples, from_on, to_on, method, reason, metrics, is_used
from model
where kind = $1
order by version desc
limit $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[NEXT, RETIRE, INSERT, PRUNE, CONTENT, CARDS];

#[derive(FromRow)]
struct Row {
    id: i64,
    version: i64,
    trained_at: DateTime<Utc>,
    cases: i64,
    positives: i64,
    examples: i64,
    from_on: Option<NaiveDate>,
    to_on: Option<NaiveDate>,
    method: String,
    reason: String,
    metrics: Json<serde_json::Value>,
    is_used: bool,
}

/// Keeps a version of a model and what it computes with; its number is given here, whatever the card says. One that is
/// used takes the place of the one in use. Very old versions are forgotten. Returns its number.
///
/// # Errors
/// When the database refuses.
pub async fn keep<M: Serialize + Sync>(
    tx: &mut Tx,
    card: &ModelCard,
    content: &M,
) -> StoreResult<i64> {
    let kind = card.kind.as_str();
    let version: i64 = on!(&mut *tx, c => sqlx::query_scalar(NEXT).bind(kind).fetch_one(c).await)?;
    if card.is_used {
        on!(&mut *tx, c => sqlx::query(RETIRE)
            .bind(kind)
            .bind(false)
            .bind(true)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    on!(&mut *tx, c => sqlx::query(INSERT)
        .bind(kind)
        .bind(version)
        .bind(card.trained_at)
        .bind(card.cases)
        .bind(card.positives)
        .bind(card.examples)
        .bind(card.from_on)
        .bind(card.to_on)
        .bind(card.method.as_str())
        .bind(&card.reason)
        .bind(Json(content))
        .bind(Json(&card.measured))
        .bind(card.is_used)
        .execute(c)
        .await
        .map(|_| ()))?;
    on!(tx, c => sqlx::query(PRUNE)
        .bind(kind)
        .bind(version - KEPT)
        .bind(false)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(version)
}

/// What the model in use computes with; `None` before there is one.
///
/// # Errors
/// When the stored model is not of this type.
pub async fn in_use<M: DeserializeOwned>(tx: &mut Tx, kind: ModelKind) -> StoreResult<Option<M>> {
    let content: Option<Json<serde_json::Value>> = on!(tx, c => sqlx::query_scalar(CONTENT)
        .bind(kind.as_str())
        .bind(true)
        .fetch_optional(c)
        .await)?;
    content.map(|Json(value)| read(value, "content", 0)).transpose()
}

/// The newest versions of a kind, at most so many, the newest first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn cards(tx: &mut Tx, kind: ModelKind, at_most: i64) -> StoreResult<Vec<ModelCard>> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(CARDS)
        .bind(kind.as_str())
        .bind(at_most)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "model", id: row.id };
            Ok(ModelCard {
                kind,
                version: row.version,
                trained_at: row.trained_at,
                cases: row.cases,
                positives: row.positives,
                examples: row.examples,
                from_on: row.from_on,
                to_on: row.to_on,
                method: reading.word("method", &row.method)?,
                reason: row.reason,
                measured: read::<Measured>(row.metrics.0, "metrics", row.id)?,
                is_used: row.is_used,
            })
        })
        .collect()
}

fn read<M: DeserializeOwned>(
    value: serde_json::Value,
    column: &'static str,
    id: i64,
) -> StoreResult<M> {
    serde_json::from_value(value).map_err(|error| StoreError::Inconsistent {
        table: "model",
        column,
        id,
        detail: error.to_string(),
    })
}
