//! Who gives courses.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalogue::TrainerRow;
use domain::ids::TrainerId;
use domain::money::Cents;
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder};

use super::Shelved;
use crate::bulk::Trainer;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreError, StoreResult, Tx};

const MANY: &str = "
select id, name, email, topics, day_rate_cents, active, created_at, version
from trainer
where id in ";

const LIST: &str = "
select t.id, t.name, t.email, t.topics, t.day_rate_cents, t.active, t.created_at, t.version,
  count(b.id) as ahead, min(b.starts_on) as next_on
from trainer t
left join batch b on b.trainer_id = t.id and b.ends_on >= $1 and b.deleted_at is null and b.status <> 'cancelled'
where $2 = 0 or t.id = $2
group by t.id, t.name, t.email, t.topics, t.day_rate_cents, t.active, t.created_at, t.version
order by t.active desc, t.name, t.id
limit 500";

const INSERT: &str = "
insert into trainer (name, email, topics, day_rate_cents, created_at, updated_at)
values ($1, $2, $3, $4, $5, $5)
returning id";

const UPDATE: &str = "
update trainer
set name = $1, email = $2, topics = $3, day_rate_cents = $4, updated_at = $5, version = version + 1
where id = $6";

const SET_ACTIVE: &str = "
update trainer set active = $1, updated_at = $2, version = version + 1 where id = $3 and active <> $1";

/// Whoever gives a trainer a batch begins here: the row is the lock that makes the others wait.
const LOCK: &str = "update trainer set updated_at = updated_at where id = $1 and active = $2";

pub(super) const STATEMENTS: &[&str] = &[LIST, INSERT, UPDATE, SET_ACTIVE, LOCK];

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    email: Option<String>,
    topics: Json<Vec<String>>,
    day_rate_cents: i64,
    active: bool,
    created_at: DateTime<Utc>,
    version: i64,
}

impl From<Row> for Shelved<Trainer> {
    fn from(row: Row) -> Self {
        let record = Trainer {
            id: TrainerId(row.id),
            name: row.name,
            email: row.email.unwrap_or_default(),
            topics: row.topics.0,
            day_rate: Cents(row.day_rate_cents),
            created_at: row.created_at,
        };
        Self { record, version: row.version, is_away: !row.active }
    }
}

/// The trainers with these ids, whether they still give courses or not.
///
/// # Errors
/// When the database refuses.
pub async fn trainers_many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Shelved<Trainer>>> {
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

/// A trainer.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn trainer(tx: &mut Tx, id: TrainerId) -> StoreResult<Shelved<Trainer>> {
    trainers_many(tx, &[id.get()]).await?.into_iter().next().ok_or(StoreError::NotFound)
}

#[derive(FromRow)]
struct ListRow {
    #[sqlx(flatten)]
    row: Row,
    ahead: i64,
    next_on: Option<NaiveDate>,
}

/// Trainers with what they give from `today` on; one of them, or all.
///
/// # Errors
/// When the database refuses.
pub async fn trainer_rows(
    tx: &mut Tx,
    only: Option<TrainerId>,
    today: NaiveDate,
) -> StoreResult<Vec<TrainerRow>> {
    let rows: Vec<ListRow> = on!(tx, c => sqlx::query_as(LIST)
        .bind(today)
        .bind(only.map_or(0, TrainerId::get))
        .fetch_all(c)
        .await)?;
    let shown = |ListRow { row, ahead, next_on }| {
        let Shelved { record, version, is_away } = row.into();
        let Trainer { id, name, email, topics, day_rate, .. } = record;
        TrainerRow {
            id,
            name,
            email,
            topics,
            day_rate,
            is_active: !is_away,
            ahead,
            next_on,
            version,
        }
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Adds a trainer.
///
/// # Errors
/// When the database refuses.
pub async fn insert_trainer(
    tx: &mut Tx,
    trainer: &Trainer,
    now: DateTime<Utc>,
) -> StoreResult<TrainerId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(&trainer.name)
        .bind(&trainer.email)
        .bind(Json(&trainer.topics))
        .bind(trainer.day_rate.get())
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(TrainerId(id))
}

/// Writes a changed trainer.
///
/// # Errors
/// When the database refuses.
pub async fn update_trainer(tx: &mut Tx, trainer: &Trainer, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(UPDATE)
        .bind(&trainer.name)
        .bind(&trainer.email)
        .bind(Json(&trainer.topics))
        .bind(trainer.day_rate.get())
        .bind(now)
        .bind(trainer.id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Says whether a trainer gives courses.
///
/// # Errors
/// `Conflict` when it is so already.
pub async fn set_trainer_active(
    tx: &mut Tx,
    id: TrainerId,
    active: bool,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(SET_ACTIVE)
        .bind(active)
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// Makes everybody else who gives this trainer a batch wait until this transaction ends.
///
/// # Errors
/// `NotFound` when there is none who gives courses.
pub async fn lock_trainer(tx: &mut Tx, id: TrainerId) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(LOCK)
        .bind(id.get())
        .bind(true)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
