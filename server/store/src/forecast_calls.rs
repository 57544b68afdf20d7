//! What people say a period will bring. Every word is kept; the newest counts.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::calendar::Period;
use domain::ids::UserId;
use domain::money::Cents;
use sqlx::FromRow;

use crate::scope::Bounds;
use crate::{StoreResult, Tx};

const INSERT: &str = "
insert into forecast_call (kind, author_id, owner_id, period_starts_on, period_ends_on, commit_cents, best_cents, reason,
  created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning id";

const OF_PERIOD: &str = concat!(
    "
select c.id, c.kind, c.author_id, a.name as author, c.owner_id, o.name as owner, c.period_starts_on, c.period_ends_on,
  c.commit_cents, c.best_cents, c.reason, c.created_at
from forecast_call c
join app_user a on a.id = c.author_id
left join app_user o on o.id = c.owner_id
where c.period_starts_on = $4 and c.period_ends_on = $5 and (",
    in_scope!("c.owner_id", "$1", "$2", "$3"),
    " or (c.owner_id is null and ",
    in_scope!("c.author_id", "$1", "$2", "$3"),
    "))
order by c.id desc
limit 500"
);

/// The newest commitment of each person to each period that was over by a day.
const PAST: &str = concat!(
    "
select c.id, c.kind, c.author_id, a.name as author, c.owner_id, a.name as owner, c.period_starts_on, c.period_ends_on,
  c.commit_cents, c.best_cents, c.reason, c.created_at
from forecast_call c
join app_user a on a.id = c.author_id
where c.kind = 'submission' and c.period_starts_on >= $4 and c.period_ends_on < $5
  and c.id = (
    select max(l.id) from forecast_call l
    where l.kind = 'submission' and l.owner_id = c.owner_id and l.period_starts_on = c.period_starts_on
      and l.period_ends_on = c.period_ends_on
  ) and ",
    in_scope!("c.owner_id", "$1", "$2", "$3"),
    "
order by c.id"
);

const WON_BY_MONTH: &str = concat!(
    "
select owner_id, month_on, cast(sum(amount_cents) as bigint)
from deal_rollup
where status = 'won' and month_on >= $4 and month_on < $5 and ",
    in_scope!("owner_id", "$1", "$2", "$3"),
    "
group by owner_id, month_on"
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[INSERT, OF_PERIOD, PAST, WON_BY_MONTH];

/// A word as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CallRow {
    /// Its key.
    pub id: i64,
    /// `submission` or `override`.
    pub kind: String,
    /// Who said it.
    pub author_id: i64,
    /// Their name.
    pub author: String,
    /// Whose deals it is about; `None` for all the author leads.
    pub owner_id: Option<i64>,
    /// Their name.
    pub owner: Option<String>,
    /// The period's first day.
    pub period_starts_on: NaiveDate,
    /// Its last day.
    pub period_ends_on: NaiveDate,
    /// What is said.
    pub commit_cents: i64,
    /// What it may be at best.
    pub best_cents: Option<i64>,
    /// Why.
    pub reason: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What somebody says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NewCall {
    /// `submission` or `override`.
    pub kind: &'static str,
    /// Whose deals it is about; `None` for all the author leads.
    pub owner_id: Option<i64>,
    /// The period's first day.
    pub period_starts_on: NaiveDate,
    /// Its last day.
    pub period_ends_on: NaiveDate,
    /// What is said.
    pub commit_cents: i64,
    /// What it may be at best.
    pub best_cents: Option<i64>,
    /// Why.
    pub reason: String,
}

/// Keeps a word.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx,
    author: UserId,
    call: &NewCall,
    now: DateTime<Utc>,
) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(call.kind)
        .bind(author.get())
        .bind(call.owner_id)
        .bind(call.period_starts_on)
        .bind(call.period_ends_on)
        .bind(call.commit_cents)
        .bind(call.best_cents)
        .bind(call.reason.as_str())
        .bind(now)
        .fetch_one(c)
        .await)?)
}

/// Every word about a period within a scope, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_period(tx: &mut Tx, scope: &Scope, period: Period) -> StoreResult<Vec<CallRow>> {
    let Bounds { all, user, team } = scope.into();
    Ok(on!(tx, c => sqlx::query_as(OF_PERIOD)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(period.start)
        .bind(period.last_day())
        .fetch_all(c)
        .await)?)
}

/// The last word of everybody in scope about each of their own periods that began on or after a day and was over by
/// another.
///
/// # Errors
/// When the database refuses.
pub async fn past(
    tx: &mut Tx,
    scope: &Scope,
    since: NaiveDate,
    today: NaiveDate,
) -> StoreResult<Vec<CallRow>> {
    let Bounds { all, user, team } = scope.into();
    Ok(on!(tx, c => sqlx::query_as(PAST)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(since)
        .bind(today)
        .fetch_all(c)
        .await)?)
}

/// What everybody in scope won in each month: owner, month, sum.
///
/// # Errors
/// When the database refuses.
pub async fn won_by_month(
    tx: &mut Tx,
    scope: &Scope,
    since: NaiveDate,
    until: NaiveDate,
) -> StoreResult<Vec<(UserId, NaiveDate, Cents)>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(i64, NaiveDate, i64)> = on!(tx, c => sqlx::query_as(WON_BY_MONTH)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(since)
        .bind(until)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(owner, month, sum)| (UserId(owner), month, Cents(sum))).collect())
}
