//! Targets as the grid sets them: one for each month.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{ProductId, QuotaId, TeamId, UserId};
use domain::money::Cents;
use domain::quota::QuotaFor;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};

use crate::catalogue::Shelved;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreError, StoreResult, Tx};

const WITHIN: &str = "
select id, user_id, team_id, product_id, starts_on, ends_on, target_cents, version, deleted_at
from quota
where starts_on >= $1 and ends_on < $2 and deleted_at is null
order by id";

const MANY: &str = "
select id, user_id, team_id, product_id, starts_on, ends_on, target_cents, version, deleted_at
from quota
where id in ";

const INSERT: &str = "
insert into quota (user_id, team_id, product_id, starts_on, ends_on, target_cents, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $7)
returning id";

const SET_TARGET: &str = "
update quota set target_cents = $1, updated_at = $2, version = version + 1 where id = $3";

const SET_DELETED: &str = "
update quota set deleted_at = $1, updated_at = $2, version = version + 1
where id = $3 and (deleted_at is null) = ($4 = 1)";

/// Whoever changes targets begins here: one grid is saved at a time.
const LOCK: &str =
    "update quota set updated_at = updated_at where starts_on >= $1 and starts_on < $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[WITHIN, INSERT, SET_TARGET, SET_DELETED, LOCK];

/// A target over some days, as the journal tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The quota.
    pub id: QuotaId,
    /// Of this user.
    pub user_id: Option<UserId>,
    /// Of this team.
    pub team_id: Option<TeamId>,
    /// Of this product.
    #[serde(default)]
    pub product_id: Option<ProductId>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// How much.
    pub target: Cents,
}

impl Target {
    /// A target of one line.
    #[must_use]
    pub fn of(line: QuotaFor, starts_on: NaiveDate, ends_on: NaiveDate, target: Cents) -> Self {
        let none = Self {
            id: QuotaId(0),
            user_id: None,
            team_id: None,
            product_id: None,
            starts_on,
            ends_on,
            target,
        };
        match line {
            QuotaFor::Company => none,
            QuotaFor::Team(id) => Self { team_id: Some(TeamId(id)), ..none },
            QuotaFor::User(id) => Self { user_id: Some(UserId(id)), ..none },
            QuotaFor::Product(id) => Self { product_id: Some(ProductId(id)), ..none },
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn line(&self) -> QuotaFor {
        match (self.user_id, self.team_id, self.product_id) {
            (Some(user), ..) => QuotaFor::User(user.get()),
            (None, Some(team), _) => QuotaFor::Team(team.get()),
            (None, None, Some(product)) => QuotaFor::Product(product.get()),
            (None, None, None) => QuotaFor::Company,
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: i64,
    user_id: Option<i64>,
    team_id: Option<i64>,
    product_id: Option<i64>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    target_cents: i64,
    version: i64,
    deleted_at: Option<DateTime<Utc>>,
}

impl From<Row> for Shelved<Target> {
    fn from(row: Row) -> Self {
        let record = Target {
            id: QuotaId(row.id),
            user_id: row.user_id.map(UserId),
            team_id: row.team_id.map(TeamId),
            product_id: row.product_id.map(ProductId),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            target: Cents(row.target_cents),
        };
        Self { record, version: row.version, is_away: row.deleted_at.is_some() }
    }
}

/// Every target that lies whole within these days. Whose may be seen is the caller's to say.
///
/// # Errors
/// When the database refuses.
pub async fn within(tx: &mut Tx, from: NaiveDate, until: NaiveDate) -> StoreResult<Vec<Target>> {
    let rows: Vec<Row> =
        on!(tx, c => sqlx::query_as(WITHIN).bind(from).bind(until).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|row| Shelved::from(row).record).collect())
}

/// The targets with these ids, deleted or not.
///
/// # Errors
/// When the database refuses.
pub async fn many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Shelved<Target>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<Row> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows.into_iter().map(Shelved::from));
    }
    Ok(found)
}

/// Makes everybody else who sets targets of these days wait until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn lock(tx: &mut Tx, from: NaiveDate, until: NaiveDate) -> StoreResult<()> {
    on!(tx, c => sqlx::query(LOCK).bind(from).bind(until).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Adds a target.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, target: &Target, now: DateTime<Utc>) -> StoreResult<QuotaId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(target.user_id.map(UserId::get))
        .bind(target.team_id.map(TeamId::get))
        .bind(target.product_id.map(ProductId::get))
        .bind(target.starts_on)
        .bind(target.ends_on)
        .bind(target.target.get())
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(QuotaId(id))
}

/// Writes how much a target is.
///
/// # Errors
/// When the database refuses.
pub async fn set_target(
    tx: &mut Tx,
    id: QuotaId,
    target: Cents,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(SET_TARGET)
        .bind(target.get())
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Deletes a target, or brings it back.
///
/// # Errors
/// `Conflict` when it is so already.
pub async fn set_deleted(
    tx: &mut Tx,
    id: QuotaId,
    deleted: bool,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(SET_DELETED)
        .bind(deleted.then_some(now))
        .bind(now)
        .bind(id.get())
        .bind(i64::from(deleted))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}
