//! The queue of the background: work that waits, is leased, done, or given up.
//!
//! A worker leases one job at a time. A lease that is not renewed runs out, and the job is anybody's again; so a
//! process that dies loses nothing. `for update skip locked` is one engine's own: the claim repeats its guard instead.

use chrono::{DateTime, Utc};
use domain::ids::{JobId, JournalId};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::{StoreResult, Tx};

const ENQUEUE: &str = "
insert into job (kind, payload, run_at, dedupe_key, cause_id, created_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (dedupe_key) where dedupe_key is not null and status in ('queued', 'running') do nothing
returning id";

const IS_DUE: &str = "
select exists (
  select 1 from job
  where (status = 'queued' and run_at <= $1) or (status = 'running' and leased_until < $1)
)";

/// Asked once at each start; the table is short, because what was done is forgotten after 30 days.
const IS_KNOWN: &str = "select exists (select 1 from job where kind = $1)";

const CLAIM: &str = "
update job
set status = 'running', leased_until = $2, leased_by = $3, attempts = attempts + 1
where id = (
  select id from job
  where attempts < max_attempts
    and ((status = 'queued' and run_at <= $1) or (status = 'running' and leased_until < $1))
  order by run_at, id
  limit 1
)
and attempts < max_attempts
and ((status = 'queued' and run_at <= $1) or (status = 'running' and leased_until < $1))
returning id, kind, payload, attempts, max_attempts, cause_id";

const RENEW: &str = "
update job set leased_until = $3 where id = $1 and leased_by = $2 and status = 'running'";

const FINISH: &str = "
update job
set status = 'done', finished_at = $3, leased_until = null, leased_by = null, last_error = null
where id = $1 and leased_by = $2 and status = 'running'";

const RETRY: &str = "
update job
set status = 'queued', run_at = $3, last_error = $4, leased_until = null, leased_by = null
where id = $1 and leased_by = $2 and status = 'running'";

const BURY: &str = "
update job
set status = 'dead', finished_at = $3, last_error = $4, leased_until = null, leased_by = null
where id = $1 and leased_by = $2 and status = 'running'";

const BURY_ABANDONED: &str = "
update job
set status = 'dead', finished_at = $1, leased_until = null, leased_by = null,
  last_error = coalesce(last_error, 'the process ended while it ran')
where status = 'running' and leased_until < $1 and attempts >= max_attempts";

const PRUNE: &str = "delete from job where status = 'done' and finished_at < $1";

const GIVEN_UP: &str = "
select id, kind, finished_at, coalesce(last_error, '') as last_error
from job
where status = 'dead'
order by id desc
limit $1";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[
    ENQUEUE,
    IS_DUE,
    IS_KNOWN,
    CLAIM,
    RENEW,
    FINISH,
    RETRY,
    BURY,
    BURY_ABANDONED,
    PRUNE,
    GIVEN_UP,
];

/// Work to queue.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// What kind of work.
    pub kind: &'a str,
    /// What it needs to know.
    pub payload: &'a Value,
    /// Not before.
    pub run_at: DateTime<Utc>,
    /// While a job with this key waits or runs, another is not queued.
    pub dedupe_key: Option<&'a str>,
    /// The journal's entry that set it off.
    pub cause: Option<JournalId>,
}

/// Work that this worker has leased.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The job.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// What it needs to know.
    pub payload: Value,
    /// Which attempt this is, from 1.
    pub attempts: i64,
    /// The last one.
    pub max_attempts: i64,
    /// The journal's entry that set it off.
    pub cause: Option<JournalId>,
}

#[derive(FromRow)]
struct JobRow {
    id: i64,
    kind: String,
    payload: Json<Value>,
    attempts: i64,
    max_attempts: i64,
    cause_id: Option<i64>,
}

impl From<JobRow> for Job {
    fn from(row: JobRow) -> Self {
        Self {
            id: JobId(row.id),
            kind: row.kind,
            payload: row.payload.0,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            cause: row.cause_id.map(JournalId),
        }
    }
}

/// Queues it; `None` when the same work waits or runs already.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue(
    tx: &mut Tx,
    job: &NewJob<'_>,
    now: DateTime<Utc>,
) -> StoreResult<Option<JobId>> {
    let id: Option<i64> = on!(tx, c => sqlx::query_scalar(ENQUEUE)
        .bind(job.kind)
        .bind(Json(job.payload))
        .bind(job.run_at)
        .bind(job.dedupe_key)
        .bind(job.cause.map(JournalId::get))
        .bind(now)
        .fetch_optional(c)
        .await)?;
    Ok(id.map(JobId))
}

/// Whether there is anything to claim: a look that does not write.
///
/// # Errors
/// When the database refuses.
pub async fn is_due(tx: &mut Tx, now: DateTime<Utc>) -> StoreResult<bool> {
    Ok(on!(tx, c => sqlx::query_scalar(IS_DUE).bind(now).fetch_one(c).await)?)
}

/// Whether work of this kind was ever queued, as far as is remembered.
///
/// # Errors
/// When the database refuses.
pub async fn is_known(tx: &mut Tx, kind: &str) -> StoreResult<bool> {
    Ok(on!(tx, c => sqlx::query_scalar(IS_KNOWN).bind(kind).fetch_one(c).await)?)
}

/// Leases the job that has been due longest; `None` when there is none, or another worker was faster.
///
/// # Errors
/// When the database refuses.
pub async fn claim(
    tx: &mut Tx,
    worker: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> StoreResult<Option<Job>> {
    let row: Option<JobRow> = on!(tx, c => sqlx::query_as(CLAIM)
        .bind(now)
        .bind(until)
        .bind(worker)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(Job::from))
}

/// Keeps the lease; `false` when it is lost to another worker.
///
/// # Errors
/// When the database refuses.
pub async fn renew(
    tx: &mut Tx,
    id: JobId,
    worker: &str,
    until: DateTime<Utc>,
) -> StoreResult<bool> {
    let rows = on!(tx, c => sqlx::query(RENEW)
        .bind(id.get())
        .bind(worker)
        .bind(until)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// It is done.
///
/// # Errors
/// When the database refuses.
pub async fn finish(tx: &mut Tx, id: JobId, worker: &str, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(FINISH).bind(id.get()).bind(worker).bind(now).execute(c).await.map(drop))?;
    Ok(())
}

/// It failed and is tried again at `run_at`.
///
/// # Errors
/// When the database refuses.
pub async fn retry(
    tx: &mut Tx,
    id: JobId,
    worker: &str,
    run_at: DateTime<Utc>,
    error: &str,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(RETRY)
        .bind(id.get())
        .bind(worker)
        .bind(run_at)
        .bind(error)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// It failed too often and is given up; it stays for people to look at.
///
/// # Errors
/// When the database refuses.
pub async fn bury(
    tx: &mut Tx,
    id: JobId,
    worker: &str,
    now: DateTime<Utc>,
    error: &str,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(BURY)
        .bind(id.get())
        .bind(worker)
        .bind(now)
        .bind(error)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Work that failed too often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// The job.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// When it was given up.
    pub at: Option<DateTime<Utc>>,
    /// What the last attempt failed with.
    pub error: String,
}

#[derive(FromRow)]
struct GivenUpRow {
    id: i64,
    kind: String,
    finished_at: Option<DateTime<Utc>>,
    last_error: String,
}

/// Jobs that were given up, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn given_up(tx: &mut Tx, limit: i64) -> StoreResult<Vec<GivenUp>> {
    let rows: Vec<GivenUpRow> =
        on!(tx, c => sqlx::query_as(GIVEN_UP).bind(limit).fetch_all(c).await)?;
    Ok(rows
        .into_iter()
        .map(|row| GivenUp {
            id: JobId(row.id),
            kind: row.kind,
            at: row.finished_at,
            error: row.last_error,
        })
        .collect())
}

/// Gives up jobs whose process died at the last attempt, and forgets those done before `done_before`.
///
/// # Errors
/// When the database refuses.
pub async fn tidy(tx: &mut Tx, now: DateTime<Utc>, done_before: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(BURY_ABANDONED).bind(now).execute(c).await.map(drop))?;
    on!(tx, c => sqlx::query(PRUNE).bind(done_before).execute(c).await.map(drop))?;
    Ok(())
}
