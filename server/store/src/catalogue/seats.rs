//! Learners and their places in batches.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::catalogue::{EnrolmentStatus, SeatRow};
use domain::ids::{BatchId, CompanyId, EnrolmentId, LearnerId, OpportunityId};
use sqlx::{FromRow, QueryBuilder};

use super::Shelved;
use crate::bulk::{Enrolment, Learner};
use crate::decode::Reading;
use crate::scope::Bounds;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreError, StoreResult, Tx};

const MANY: &str = "
select id, batch_id, learner_id, opportunity_id, status, created_at, version from enrolment where id in ";

const PLACE: &str = "
select id, batch_id, learner_id, opportunity_id, status, created_at, version
from enrolment
where batch_id = $1 and learner_id = $2";

const TAKEN: &str = "
select count(*) from enrolment where batch_id = $1 and status in ('booked', 'attended', 'missed')";

const FIRST_WAITING: &str = "
select id, batch_id, learner_id, opportunity_id, status, created_at, version
from enrolment
where batch_id = $1 and status = 'waiting'
order by created_at, id
limit 1";

const INSERT: &str = "
insert into enrolment (batch_id, learner_id, opportunity_id, status, created_at, updated_at)
values ($1, $2, $3, $4, $5, $5)
returning id";

const SET_STATUS: &str = "
update enrolment
set status = $1, opportunity_id = $2, created_at = $3, updated_at = $4, version = version + 1
where id = $5";

const LEARNER: &str = "
select id, name, email, company_id, created_at from learner where id = $1";

/// Whoever has the same mail address, or, without one, the same name at the same company.
const FIND: &str = "
select id from learner
where ($2 <> '' and lower(email) = $2)
  or ($2 = '' and lower(name) = lower($1) and (company_id = $3 or ($3 is null and company_id is null)))
order by id
limit 1";

const INSERT_LEARNER: &str = "
insert into learner (name, email, company_id, created_at, updated_at)
values ($1, $2, $3, $4, $4)
returning id";

const OF_BATCH: &str = concat!(
    "
select e.id, e.batch_id, e.learner_id, l.name as learner, l.email, c.name as company, o.id as deal_id,
  o.name as deal, e.status, b.code
from enrolment e
join batch b on b.id = e.batch_id
join learner l on l.id = e.learner_id
left join company c on c.id = l.company_id
left join opportunity o on o.id = e.opportunity_id and o.deleted_at is null and ",
    in_scope!("o.owner_id", "$2", "$3", "$4"),
    "
where e.batch_id = $1
order by case e.status when 'cancelled' then 2 when 'waiting' then 1 else 0 end, e.created_at, e.id
limit 2000"
);

/// The deal itself must have been read within a scope before.
const OF_DEAL: &str = "
select e.id, e.batch_id, e.learner_id, l.name as learner, l.email, c.name as company,
  cast(null as bigint) as deal_id, cast(null as text) as deal, e.status, b.code
from enrolment e
join batch b on b.id = e.batch_id
join learner l on l.id = e.learner_id
left join company c on c.id = l.company_id
where e.opportunity_id = $1
order by b.starts_on, e.created_at, e.id
limit 2000";

pub(super) const STATEMENTS: &[&str] = &[
    PLACE,
    TAKEN,
    FIRST_WAITING,
    INSERT,
    SET_STATUS,
    LEARNER,
    FIND,
    INSERT_LEARNER,
    OF_BATCH,
    OF_DEAL,
];

#[derive(FromRow)]
struct Row {
    id: i64,
    batch_id: i64,
    learner_id: i64,
    opportunity_id: Option<i64>,
    status: String,
    created_at: DateTime<Utc>,
    version: i64,
}

impl TryFrom<Row> for Shelved<Enrolment> {
    type Error = StoreError;

    fn try_from(row: Row) -> StoreResult<Self> {
        let reading = Reading { table: "enrolment", id: row.id };
        let record = Enrolment {
            id: EnrolmentId(row.id),
            batch_id: BatchId(row.batch_id),
            learner_id: LearnerId(row.learner_id),
            opportunity_id: row.opportunity_id.map(OpportunityId),
            status: reading.word("status", &row.status)?,
            created_at: row.created_at,
        };
        let is_away = record.status == EnrolmentStatus::Cancelled;
        Ok(Self { record, version: row.version, is_away })
    }
}

/// The places with these ids, given back or not.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn enrolments_many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Shelved<Enrolment>>> {
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

/// The place a learner has or had in a batch.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn place_of(
    tx: &mut Tx,
    batch: BatchId,
    learner: LearnerId,
) -> StoreResult<Option<Shelved<Enrolment>>> {
    let row: Option<Row> = on!(tx, c => sqlx::query_as(PLACE)
        .bind(batch.get())
        .bind(learner.get())
        .fetch_optional(c)
        .await)?;
    row.map(Shelved::try_from).transpose()
}

/// How many seats of a batch are taken. Exact after [`super::lock_batch`].
///
/// # Errors
/// When the database refuses.
pub async fn seats_taken(tx: &mut Tx, batch: BatchId) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(TAKEN).bind(batch.get()).fetch_one(c).await)?)
}

/// Who has waited longest for a seat.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn first_waiting(tx: &mut Tx, batch: BatchId) -> StoreResult<Option<Shelved<Enrolment>>> {
    let row: Option<Row> =
        on!(tx, c => sqlx::query_as(FIRST_WAITING).bind(batch.get()).fetch_optional(c).await)?;
    row.map(Shelved::try_from).transpose()
}

/// Gives a learner a place they never had.
///
/// # Errors
/// `Unique` when they have one.
pub async fn insert_enrolment(
    tx: &mut Tx,
    place: &Enrolment,
    now: DateTime<Utc>,
) -> StoreResult<EnrolmentId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(place.batch_id.get())
        .bind(place.learner_id.get())
        .bind(place.opportunity_id.map(OpportunityId::get))
        .bind(place.status.as_str())
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(EnrolmentId(id))
}

/// Writes what became of a place, which deal pays for it, and since when it is theirs.
///
/// # Errors
/// When the database refuses.
pub async fn set_status(tx: &mut Tx, place: &Enrolment, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(SET_STATUS)
        .bind(place.status.as_str())
        .bind(place.opportunity_id.map(OpportunityId::get))
        .bind(place.created_at)
        .bind(now)
        .bind(place.id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

#[derive(FromRow)]
struct LearnerRow {
    id: i64,
    name: String,
    email: Option<String>,
    company_id: Option<i64>,
    created_at: DateTime<Utc>,
}

/// A learner.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn learner(tx: &mut Tx, id: LearnerId) -> StoreResult<Learner> {
    let row: LearnerRow = on!(tx, c => sqlx::query_as(LEARNER).bind(id.get()).fetch_one(c).await)?;
    Ok(Learner {
        id: LearnerId(row.id),
        name: row.name,
        email: row.email.unwrap_or_default(),
        company_id: row.company_id.map(CompanyId),
        created_at: row.created_at,
    })
}

/// The learner somebody means: by the mail address, and without one by name and company.
///
/// # Errors
/// When the database refuses.
pub async fn find_learner(
    tx: &mut Tx,
    name: &str,
    email: &str,
    company: Option<CompanyId>,
) -> StoreResult<Option<LearnerId>> {
    let id: Option<i64> = on!(tx, c => sqlx::query_scalar(FIND)
        .bind(name)
        .bind(email)
        .bind(company.map(CompanyId::get))
        .fetch_optional(c)
        .await)?;
    Ok(id.map(LearnerId))
}

/// Adds a learner.
///
/// # Errors
/// When the database refuses.
pub async fn insert_learner(
    tx: &mut Tx,
    learner: &Learner,
    now: DateTime<Utc>,
) -> StoreResult<LearnerId> {
    let email = Some(&learner.email).filter(|email| !email.is_empty());
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT_LEARNER)
        .bind(&learner.name)
        .bind(email)
        .bind(learner.company_id.map(CompanyId::get))
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(LearnerId(id))
}

#[derive(FromRow)]
struct Listed {
    id: i64,
    batch_id: i64,
    learner_id: i64,
    learner: String,
    email: Option<String>,
    company: Option<String>,
    deal_id: Option<i64>,
    deal: Option<String>,
    status: String,
    code: String,
}

/// A place with the batch it is in: its key and its code.
pub type SeatOf = (BatchId, String, SeatRow);

impl Listed {
    fn shown(self) -> StoreResult<SeatOf> {
        let reading = Reading { table: "enrolment", id: self.id };
        let row = SeatRow {
            id: EnrolmentId(self.id),
            learner: (LearnerId(self.learner_id), self.learner),
            email: self.email.unwrap_or_default(),
            company: self.company,
            deal: self.deal_id.map(OpportunityId).zip(self.deal),
            status: reading.word("status", &self.status)?,
        };
        Ok((BatchId(self.batch_id), self.code, row))
    }
}

/// Who is in a batch, seats before the waiting list; deals only where they are within the scope.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn learners_of(tx: &mut Tx, scope: &Scope, batch: BatchId) -> StoreResult<Vec<SeatRow>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<Listed> = on!(tx, c => sqlx::query_as(OF_BATCH)
        .bind(batch.get())
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(|row| row.shown().map(|(.., seat)| seat)).collect()
}

/// The places a deal paid for. The deal must have been read within a scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn deal_seats(tx: &mut Tx, deal: OpportunityId) -> StoreResult<Vec<SeatOf>> {
    let rows: Vec<Listed> =
        on!(tx, c => sqlx::query_as(OF_DEAL).bind(deal.get()).fetch_all(c).await)?;
    rows.into_iter().map(Listed::shown).collect()
}
