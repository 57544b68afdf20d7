//! Scheduled runs of courses.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalogue::{BatchRow, BatchStatus, Seats};
use domain::ids::{BatchId, ProductId, TrainerId};
use domain::list::Cursor;
use domain::money::Cents;
use sqlx::{FromRow, QueryBuilder};

use super::Shelved;
use crate::bulk::Batch;
use crate::decode::Reading;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreError, StoreResult, Tx};

const MANY: &str = "
select id, product_id, trainer_id, code, starts_on, ends_on, place, seats, price_cents, status, created_at, version,
  deleted_at
from batch
where id in ";

const ROWS: &str = "
select b.id, b.code, b.product_id, p.name as product, b.trainer_id, t.name as trainer, b.starts_on, b.ends_on,
  b.place, b.seats, coalesce(b.price_cents, p.price_cents) as price_cents, b.status,
  (select count(*) from enrolment e where e.batch_id = b.id and e.status in ('booked', 'attended', 'missed')) as taken,
  (select count(*) from enrolment e where e.batch_id = b.id and e.status = 'waiting') as waiting
from batch b
join product p on p.id = b.product_id
left join trainer t on t.id = b.trainer_id
where b.deleted_at is null";

const INSERT: &str = "
insert into batch
  (product_id, trainer_id, code, starts_on, ends_on, place, seats, price_cents, status, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
returning id";

const UPDATE: &str = "
update batch
set product_id = $1, trainer_id = $2, code = $3, starts_on = $4, ends_on = $5, place = $6, seats = $7,
  price_cents = $8, status = $9, updated_at = $10, version = version + 1
where id = $11";

const SET_DELETED: &str = "
update batch set deleted_at = $1, updated_at = $2, version = version + 1
where id = $3 and (deleted_at is null) = ($4 = 1)";

/// Whoever changes who sits in a batch begins here: the row is the lock that makes the others wait.
const LOCK: &str = "update batch set updated_at = updated_at where id = $1 and deleted_at is null";

/// A trainer's other batches on any of these days.
const COLLIDES: &str = "
select code, starts_on, ends_on from batch
where trainer_id = $1 and starts_on <= $3 and ends_on >= $2 and id <> $4 and deleted_at is null
  and status <> 'cancelled'
order by starts_on, id
limit 1";

const TAKEN_CODE: &str = "select count(*) from batch where code = $1 and id <> $2";

pub(super) const STATEMENTS: &[&str] =
    &[ROWS, INSERT, UPDATE, SET_DELETED, LOCK, COLLIDES, TAKEN_CODE];

#[derive(FromRow)]
struct Row {
    id: i64,
    product_id: i64,
    trainer_id: Option<i64>,
    code: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    place: Option<String>,
    seats: i64,
    price_cents: Option<i64>,
    status: String,
    created_at: DateTime<Utc>,
    version: i64,
    deleted_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Shelved<Batch> {
    type Error = StoreError;

    fn try_from(row: Row) -> StoreResult<Self> {
        let reading = Reading { table: "batch", id: row.id };
        let record = Batch {
            id: BatchId(row.id),
            product_id: ProductId(row.product_id),
            trainer_id: row.trainer_id.map(TrainerId),
            code: row.code,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            place: row.place.unwrap_or_default(),
            seats: row.seats,
            price: row.price_cents.map(Cents),
            status: reading.word::<BatchStatus>("status", &row.status)?,
            created_at: row.created_at,
        };
        Ok(Self { record, version: row.version, is_away: row.deleted_at.is_some() })
    }
}

/// The batches with these ids, deleted or not.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn batches_many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Shelved<Batch>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<Row> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// A batch that is not deleted.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn batch(tx: &mut Tx, id: BatchId) -> StoreResult<Shelved<Batch>> {
    let found = batches_many(tx, &[id.get()]).await?.into_iter().next();
    found.filter(|batch| !batch.is_away).ok_or(StoreError::NotFound)
}

/// Which batches a schedule shows.
#[derive(Clone, Debug, Default)]
pub struct BatchQuery {
    /// Only this one.
    pub id: Option<BatchId>,
    /// Only of this course.
    pub product: Option<ProductId>,
    /// Only of this trainer.
    pub trainer: Option<TrainerId>,
    /// Only those that end on this day or later, the first to start first.
    pub from: Option<NaiveDate>,
    /// Only those that ended before this day, the last to start first.
    pub before: Option<NaiveDate>,
    /// After this row.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: i64,
}

#[derive(FromRow)]
struct Listed {
    id: i64,
    code: String,
    product_id: i64,
    product: String,
    trainer_id: Option<i64>,
    trainer: Option<String>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    place: Option<String>,
    seats: i64,
    price_cents: i64,
    status: String,
    taken: i64,
    waiting: i64,
}

impl Listed {
    fn shown(self) -> StoreResult<BatchRow> {
        let reading = Reading { table: "batch", id: self.id };
        Ok(BatchRow {
            id: BatchId(self.id),
            product: (ProductId(self.product_id), self.product),
            trainer: self.trainer_id.map(TrainerId).zip(self.trainer),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            place: self.place.unwrap_or_default(),
            seats: Seats { seats: self.seats, taken: self.taken, waiting: self.waiting },
            price: Cents(self.price_cents),
            status: reading.word("status", &self.status)?,
            code: self.code,
        })
    }
}

/// A page of a schedule.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn batch_rows(tx: &mut Tx, query: &BatchQuery) -> StoreResult<Vec<BatchRow>> {
    let after = query.after.as_ref();
    let after = after.and_then(|after| Some((after.value.parse::<NaiveDate>().ok()?, after.id)));
    let rows: Vec<Listed> = on!(tx, c => {
        let mut statement = QueryBuilder::new(ROWS);
        let keys = [
            (" and b.id = ", query.id.map(BatchId::get)),
            (" and b.product_id = ", query.product.map(ProductId::get)),
            (" and b.trainer_id = ", query.trainer.map(TrainerId::get)),
        ];
        for (condition, key) in keys {
            if let Some(key) = key {
                statement.push(condition).push_bind(key);
            }
        }
        if let Some(day) = query.from {
            statement.push(" and b.ends_on >= ").push_bind(day);
        }
        if let Some(day) = query.before {
            statement.push(" and b.ends_on < ").push_bind(day);
        }
        let (way, order) = match query.before {
            Some(_) => (" and (b.starts_on, b.id) < (", " order by b.starts_on desc, b.id desc limit "),
            None => (" and (b.starts_on, b.id) > (", " order by b.starts_on, b.id limit "),
        };
        if let Some((day, id)) = after {
            statement.push(way).push_bind(day).push(", ").push_bind(id).push(")");
        }
        statement.push(order).push_bind(query.limit);
        statement.build_query_as().fetch_all(c).await
    })?;
    rows.into_iter().map(Listed::shown).collect()
}

/// The trainer's other batch on any of these days: its code and its days.
///
/// # Errors
/// When the database refuses.
pub async fn collides(
    tx: &mut Tx,
    trainer: TrainerId,
    batch: &Batch,
) -> StoreResult<Option<(String, NaiveDate, NaiveDate)>> {
    Ok(on!(tx, c => sqlx::query_as(COLLIDES)
        .bind(trainer.get())
        .bind(batch.starts_on)
        .bind(batch.ends_on)
        .bind(batch.id.get())
        .fetch_optional(c)
        .await)?)
}

/// Whether another batch has this code.
///
/// # Errors
/// When the database refuses.
pub async fn taken_code(tx: &mut Tx, code: &str, but: BatchId) -> StoreResult<bool> {
    let count: i64 = on!(tx, c => sqlx::query_scalar(TAKEN_CODE)
        .bind(code)
        .bind(but.get())
        .fetch_one(c)
        .await)?;
    Ok(count > 0)
}

/// Adds a batch.
///
/// # Errors
/// `Unique` when the code is taken.
pub async fn insert_batch(tx: &mut Tx, batch: &Batch, now: DateTime<Utc>) -> StoreResult<BatchId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(batch.product_id.get())
        .bind(batch.trainer_id.map(TrainerId::get))
        .bind(&batch.code)
        .bind(batch.starts_on)
        .bind(batch.ends_on)
        .bind(&batch.place)
        .bind(batch.seats)
        .bind(batch.price.map(Cents::get))
        .bind(batch.status.as_str())
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(BatchId(id))
}

/// Writes a changed batch.
///
/// # Errors
/// `Unique` when the code is taken.
pub async fn update_batch(tx: &mut Tx, batch: &Batch, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(UPDATE)
        .bind(batch.product_id.get())
        .bind(batch.trainer_id.map(TrainerId::get))
        .bind(&batch.code)
        .bind(batch.starts_on)
        .bind(batch.ends_on)
        .bind(&batch.place)
        .bind(batch.seats)
        .bind(batch.price.map(Cents::get))
        .bind(batch.status.as_str())
        .bind(now)
        .bind(batch.id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Deletes a batch, or brings it back.
///
/// # Errors
/// `Conflict` when it is so already.
pub async fn set_batch_deleted(
    tx: &mut Tx,
    id: BatchId,
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

/// Makes everybody else who changes this batch's seats wait until this transaction ends.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn lock_batch(tx: &mut Tx, id: BatchId) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(LOCK)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
