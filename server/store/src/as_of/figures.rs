//! Sums and counts as they were known at a moment.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::ids::{OpportunityId, StageId, UserId};
use domain::money::Cents;
use sqlx::FromRow;

use crate::decode::Reading;
use crate::forecast_reads::OpenRow;
use crate::rollups::{Closed, ClosedRow, Range};
use crate::scope::Bounds;
use crate::{StoreResult, Tx};

/// Two walks over one index: those still in force, and those that ended since.
const OPEN: &str = concat!(
    "
select v.opportunity_id as id, v.owner_id, v.stage_id, v.amount_cents, v.win_bp, v.expected_close_on
from opportunity_version v
where v.status = 'open' and v.to_at is null and v.from_at <= $4
  and v.opportunity_id not in ",
    not_there!(),
    " and ",
    in_scope!("v.owner_id", "$1", "$2", "$3"),
    "
union all
select v.opportunity_id as id, v.owner_id, v.stage_id, v.amount_cents, v.win_bp, v.expected_close_on
from opportunity_version v
where v.status = 'open' and v.to_at > $4 and v.from_at <= $4
  and v.opportunity_id not in ",
    not_there!(),
    " and ",
    in_scope!("v.owner_id", "$1", "$2", "$3")
);

const WON_BY_DAY: &str = concat!(
    "
select v.closed_on, cast(sum(v.amount_cents) as bigint), count(*)
from opportunity_version v
where v.status = 'won' and v.closed_on is not null and v.closed_on >= $5 and v.closed_on < $6 and ",
    in_force!(),
    " and ",
    in_scope!("v.owner_id", "$1", "$2", "$3"),
    "
group by v.closed_on
order by v.closed_on"
);

const CLOSED_BY_OWNER: &str = concat!(
    "
select coalesce(v.owner_id, 0) as id, coalesce(u.name, 'Nobody') as name,
  cast(sum(case when v.status = 'won' then v.amount_cents else 0 end) as bigint) as won_cents,
  cast(sum(case when v.status = 'won' then 1 else 0 end) as bigint) as won, count(*) as closed
from opportunity_version v
left join app_user u on u.id = v.owner_id
where v.status in ('won', 'lost') and v.closed_on is not null and v.closed_on >= $5 and v.closed_on < $6 and ",
    in_force!(),
    " and ",
    in_scope!("v.owner_id", "$1", "$2", "$3"),
    "
group by v.owner_id, u.name
order by 3 desc, 1"
);

const CLOSED_BY_PRODUCT: &str = concat!(
    "
select coalesce(o.product_id, 0) as id, coalesce(p.name, 'No product') as name,
  cast(sum(case when v.status = 'won' then v.amount_cents else 0 end) as bigint) as won_cents,
  cast(sum(case when v.status = 'won' then 1 else 0 end) as bigint) as won, count(*) as closed
from opportunity_version v
join opportunity o on o.id = v.opportunity_id
left join product p on p.id = o.product_id
where v.status in ('won', 'lost') and v.closed_on is not null and v.closed_on >= $5 and v.closed_on < $6 and ",
    in_force!(),
    " and ",
    in_scope!("v.owner_id", "$1", "$2", "$3"),
    "
group by o.product_id, p.name
order by 3 desc, 1"
);

const WON_DEALS: &str = concat!(
    "
select v.opportunity_id, v.amount_cents
from opportunity_version v
where v.status = 'won' and v.closed_on is not null and v.closed_on >= $5 and v.closed_on < $6 and ",
    in_force!(),
    " and ",
    in_scope!("v.owner_id", "$1", "$2", "$3")
);

const ENDED_SINCE: &str = concat!(
    "
select v.opportunity_id
from opportunity_version v
where v.status in ('won', 'lost') and v.closed_on is not null and v.closed_on >= $5 and ",
    in_force!(),
    " and ",
    in_scope!("v.owner_id", "$1", "$2", "$3")
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[OPEN, WON_BY_DAY, CLOSED_BY_OWNER, CLOSED_BY_PRODUCT, WON_DEALS, ENDED_SINCE];

#[derive(FromRow)]
struct StoredOpen {
    id: i64,
    owner_id: Option<i64>,
    stage_id: i64,
    amount_cents: i64,
    win_bp: i64,
    expected_close_on: Option<NaiveDate>,
}

/// Every deal in scope that was open at a moment.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn open_deals(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
) -> StoreResult<Vec<OpenRow>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<StoredOpen> = on!(tx, c => sqlx::query_as(OPEN)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(at)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "opportunity_version", id: row.id };
            Ok(OpenRow {
                id: OpportunityId(row.id),
                owner: row.owner_id.map(UserId),
                stage: StageId(row.stage_id),
                amount: Cents(row.amount_cents),
                win: reading.ratio("win_bp", row.win_bp)?,
                expected_close_on: row.expected_close_on,
            })
        })
        .collect()
}

/// What was known at a moment to be won on each of these days: day, sum, deals; in order, days without any left out.
///
/// # Errors
/// When the database refuses.
pub async fn won_by_day(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    range: Range,
) -> StoreResult<Vec<(NaiveDate, Cents, i64)>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(NaiveDate, i64, i64)> = on!(tx, c => sqlx::query_as(WON_BY_DAY)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(at)
        .bind(range.from)
        .bind(range.until)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(day, amount, deals)| (day, Cents(amount), deals)).collect())
}

/// What was known at a moment to be closed on these days, by its owner of that moment, most won first.
///
/// # Errors
/// When the database refuses.
pub async fn closed_by_owner(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    range: Range,
) -> StoreResult<Vec<Closed>> {
    closed(tx, CLOSED_BY_OWNER, scope, at, range).await
}

/// The same by the product of today.
///
/// # Errors
/// When the database refuses.
pub async fn closed_by_product(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    range: Range,
) -> StoreResult<Vec<Closed>> {
    closed(tx, CLOSED_BY_PRODUCT, scope, at, range).await
}

async fn closed(
    tx: &mut Tx,
    statement: &'static str,
    scope: &Scope,
    at: DateTime<Utc>,
    range: Range,
) -> StoreResult<Vec<Closed>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<ClosedRow> = on!(tx, c => sqlx::query_as(statement)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(at)
        .bind(range.from)
        .bind(range.until)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(Closed::from).collect())
}

/// The deals known at a moment to be won in some days, with what they brought.
///
/// # Errors
/// When the database refuses.
pub async fn won_deals(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    range: Range,
) -> StoreResult<Vec<(OpportunityId, Cents)>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(i64, i64)> = on!(tx, c => sqlx::query_as(WON_DEALS)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(at)
        .bind(range.from)
        .bind(range.until)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(id, amount)| (OpportunityId(id), Cents(amount))).collect())
}

/// The deals known at a moment to be won or lost on a day or later.
///
/// # Errors
/// When the database refuses.
pub async fn ended_since(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    since: NaiveDate,
) -> StoreResult<BTreeSet<OpportunityId>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<i64> = on!(tx, c => sqlx::query_scalar(ENDED_SINCE)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(at)
        .bind(since)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(OpportunityId).collect())
}
