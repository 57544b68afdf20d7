//! Backtests: their runs, and what every method would have said.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::ids::UserId;
use sqlx::FromRow;

use crate::bulk::insert_rows;
use crate::{StoreResult, Tx};

const INSERT: &str = "
insert into forecast_run (cause, status, user_id, created_at) values ($1, 'queued', $2, $3) returning id";

const NEWEST: &str = "
select id, cause, status, steps, steps_done, deals, since_on, has_history, problem, created_at, started_at, finished_at
from forecast_run
order by id desc
limit 1";

const NEWEST_DONE: &str = "
select id, cause, status, steps, steps_done, deals, since_on, has_history, problem, created_at, started_at, finished_at
from forecast_run
where status = 'done'
order by id desc
limit 1";

const BEGIN: &str = "
update forecast_run set status = 'running', problem = null, finished_at = null, started_at = $2, deals = $3, since_on = $4, has_history = $5
where id = $1 and status in ('queued', 'running', 'failed')";

const ADVANCE: &str = "
update forecast_run set steps_done = $2, steps = $3 where id = $1 and status = 'running'";

const CANCEL: &str = "
update forecast_run
set status = case when status = 'queued' then 'cancelled' else 'cancelling' end
where id = $1 and status in ('queued', 'running')";

const FINISH: &str = "
update forecast_run set status = $2, problem = $3, finished_at = $4
where id = $1 and status in ('queued', 'running', 'cancelling')";

/// Their job has been given up, or another took its place.
const GIVE_UP: &str = "
update forecast_run
set status = case when status = 'cancelling' then 'cancelled' else 'failed' end, problem = $1, finished_at = $2
where status in ('running', 'cancelling') and started_at < $3";

const PRUNE: &str =
    "delete from forecast_run where created_at < $1 and status <> 'running' and id < $2";

const CLEAR: &str = "delete from forecast_backtest";

const ROWS: &str = "
select span, horizon, period_starts_on, cut_on, candidate, is_chosen, point_cents, low_cents, high_cents, actual_cents
from forecast_backtest
order by span, period_starts_on, cut_on, id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT, NEWEST, NEWEST_DONE, BEGIN, ADVANCE, CANCEL, FINISH, GIVE_UP, PRUNE, CLEAR, ROWS];

/// A run as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct RunRow {
    /// Its key.
    pub id: i64,
    /// `night`, `import` or `asked`.
    pub cause: String,
    /// `queued`, `running`, `cancelling`, `done`, `failed` or `cancelled`.
    pub status: String,
    /// Forecasts to make.
    pub steps: i64,
    /// Forecasts made.
    pub steps_done: i64,
    /// Deals looked at.
    pub deals: i64,
    /// The day from which endings are known.
    pub since_on: Option<NaiveDate>,
    /// Whether the stages of deals were kept as they changed.
    pub has_history: bool,
    /// Why it failed.
    pub problem: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// What a method would have said of a period.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct BacktestRow {
    /// `month`, `quarter` or `year`.
    pub span: String,
    /// How far into the period it was asked.
    pub horizon: String,
    /// The period's first day.
    pub period_starts_on: NaiveDate,
    /// The day it was asked.
    pub cut_on: NaiveDate,
    /// The method.
    pub candidate: String,
    /// Whether its record was the best by then.
    pub is_chosen: bool,
    /// What it said.
    pub point_cents: i64,
    /// The lower end of its range.
    pub low_cents: i64,
    /// Its upper end.
    pub high_cents: i64,
    /// What came.
    pub actual_cents: i64,
}

/// Asks for a run.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx,
    cause: &str,
    user: Option<UserId>,
    now: DateTime<Utc>,
) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(cause)
        .bind(user.map(UserId::get))
        .bind(now)
        .fetch_one(c)
        .await)?)
}

/// The run that was asked for last.
///
/// # Errors
/// When the database refuses.
pub async fn newest(tx: &mut Tx) -> StoreResult<Option<RunRow>> {
    Ok(on!(tx, c => sqlx::query_as(NEWEST).fetch_optional(c).await)?)
}

/// The run that made the record that stands.
///
/// # Errors
/// When the database refuses.
pub async fn newest_done(tx: &mut Tx) -> StoreResult<Option<RunRow>> {
    Ok(on!(tx, c => sqlx::query_as(NEWEST_DONE).fetch_optional(c).await)?)
}

/// Begins a run; `false` when it was ended before.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    tx: &mut Tx,
    id: i64,
    deals: i64,
    since: NaiveDate,
    has_history: bool,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    let begun = on!(tx, c => sqlx::query(BEGIN)
        .bind(id)
        .bind(now)
        .bind(deals)
        .bind(since)
        .bind(has_history)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(begun > 0)
}

/// Says how far a run is; `false` when it shall end.
///
/// # Errors
/// When the database refuses.
pub async fn advance(tx: &mut Tx, id: i64, done: i64, steps: i64) -> StoreResult<bool> {
    let moved = on!(tx, c => sqlx::query(ADVANCE)
        .bind(id)
        .bind(done)
        .bind(steps)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(moved > 0)
}

/// Ends a run that waits at once, one that runs at its next step.
///
/// # Errors
/// When the database refuses.
pub async fn cancel(tx: &mut Tx, id: i64) -> StoreResult<()> {
    on!(tx, c => sqlx::query(CANCEL).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Ends a run with what came of it.
///
/// # Errors
/// When the database refuses.
pub async fn finish(
    tx: &mut Tx,
    id: i64,
    status: &str,
    problem: Option<&str>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(FINISH)
        .bind(id)
        .bind(status)
        .bind(problem)
        .bind(now)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Ends runs that began half a day ago and were left where they stood.
///
/// # Errors
/// When the database refuses.
pub async fn give_up(tx: &mut Tx, now: DateTime<Utc>) -> StoreResult<()> {
    const WHY: &str = "its process ended before it was done.";
    on!(tx, c => sqlx::query(GIVE_UP)
        .bind(WHY)
        .bind(now)
        .bind(now - Duration::hours(12))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Forgets runs from before a moment, but the newest.
///
/// # Errors
/// When the database refuses.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>, newest: i64) -> StoreResult<()> {
    on!(tx, c => sqlx::query(PRUNE).bind(before).bind(newest).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Puts a record in the place of the one before.
///
/// # Errors
/// When the database refuses.
pub async fn replace(tx: &mut Tx, rows: &[BacktestRow]) -> StoreResult<()> {
    on!(&mut *tx, c => sqlx::query(CLEAR).execute(c).await.map(|_| ()))?;
    insert_rows!(*tx, rows, row => "forecast_backtest" {
        span: row.span.as_str(),
        horizon: row.horizon.as_str(),
        period_starts_on: row.period_starts_on,
        cut_on: row.cut_on,
        candidate: row.candidate.as_str(),
        is_chosen: row.is_chosen,
        point_cents: row.point_cents,
        low_cents: row.low_cents,
        high_cents: row.high_cents,
        actual_cents: row.actual_cents,
    });
    Ok(())
}

/// The record, in the order of its periods.
///
/// # Errors
/// When the database refuses.
pub async fn rows(tx: &mut Tx) -> StoreResult<Vec<BacktestRow>> {
    Ok(on!(tx, c => sqlx::query_as(ROWS).fetch_all(c).await)?)
}
