//! What the people of a team did: deals that ended, what is open, what was won month by month, contacts and leads.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::fair::Ended;
use domain::ids::{ProductId, UserId};
use domain::money::Cents;
use sqlx::FromRow;

use crate::rollups::Range;
use crate::scope::Bounds;
use crate::{StoreResult, Tx};

/// Walked along the index of deals by how and when they ended.
const ENDED: &str = concat!(
    "
select o.owner_id, o.status, o.amount_cents, o.created_at, o.closed_on, o.source, o.product_id, o.lost_reason
from opportunity o
where o.status in ('won', 'lost') and o.closed_on < $4 and o.deleted_at is null and ",
    in_scope!("o.owner_id", "$1", "$2", "$3"),
    "
order by o.closed_on desc, o.id desc
limit $5"
);

const OPEN: &str = concat!(
    "
select owner_id, cast(sum(amount_cents) as bigint), cast(sum(deals) as bigint)
from deal_rollup
where status = 'open' and ",
    in_scope!("owner_id", "$1", "$2", "$3"),
    "
group by owner_id"
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

const WORK: &str = concat!(
    "
select user_id, cast(sum(interactions) as bigint), cast(sum(leads_assigned) as bigint),
  cast(sum(deals_created) as bigint)
from rep_performance_metric
where month_on >= $4 and month_on < $5 and ",
    in_scope!("user_id", "$1", "$2", "$3"),
    "
group by user_id"
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[ENDED, OPEN, WON_BY_MONTH, WORK];

#[derive(FromRow)]
struct EndedRow {
    owner_id: Option<i64>,
    status: String,
    amount_cents: i64,
    created_at: DateTime<Utc>,
    closed_on: NaiveDate,
    source: String,
    product_id: Option<i64>,
    lost_reason: Option<String>,
}

/// The last deals that ended before a day, the newest first, at most `limit`; those of nobody are left out.
///
/// # Errors
/// When the database refuses.
pub async fn ended(
    tx: &mut Tx,
    scope: &Scope,
    before: NaiveDate,
    limit: i64,
) -> StoreResult<Vec<Ended>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<EndedRow> = on!(tx, c => sqlx::query_as(ENDED)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    let ended = rows.into_iter().filter_map(|row| {
        Some(Ended {
            owner: UserId(row.owner_id?),
            won: row.status == "won",
            amount: Cents(row.amount_cents),
            days: (row.closed_on - row.created_at.date_naive()).num_days().max(0),
            closed_on: row.closed_on,
            source: row.source,
            product: row.product_id.map(ProductId),
            reason: row.lost_reason.filter(|reason| !reason.is_empty()),
        })
    });
    Ok(ended.collect())
}

/// What is open by owner: the sum and the number of deals.
///
/// # Errors
/// When the database refuses.
pub async fn open(tx: &mut Tx, scope: &Scope) -> StoreResult<BTreeMap<UserId, (Cents, i64)>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(i64, i64, i64)> = on!(tx, c => sqlx::query_as(OPEN)
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(id, sum, deals)| (UserId(id), (Cents(sum), deals))).collect())
}

/// What was won by owner and month.
///
/// # Errors
/// When the database refuses.
pub async fn won_by_month(
    tx: &mut Tx,
    scope: &Scope,
    months: Range,
) -> StoreResult<BTreeMap<(UserId, NaiveDate), Cents>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(i64, NaiveDate, i64)> = on!(tx, c => sqlx::query_as(WON_BY_MONTH)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(months.from)
        .bind(months.until)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(id, month, sum)| ((UserId(id), month), Cents(sum))).collect())
}

/// What somebody did in some months, as it was counted last night.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Contacts and notes logged.
    pub contacts: i64,
    /// Leads that came to them.
    pub leads: i64,
    /// Deals made.
    pub deals: i64,
}

/// What each person did in these months.
///
/// # Errors
/// When the database refuses.
pub async fn work(
    tx: &mut Tx,
    scope: &Scope,
    months: Range,
) -> StoreResult<BTreeMap<UserId, Work>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(i64, i64, i64, i64)> = on!(tx, c => sqlx::query_as(WORK)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(months.from)
        .bind(months.until)
        .fetch_all(c)
        .await)?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(id, contacts, leads, deals)| (UserId(id), Work { contacts, leads, deals }))
        .collect())
}
