//! Closed deals by month, owner and product.

use chrono::NaiveDate;
use domain::access::Scope;
use domain::calendar::{Period, month_of};
use domain::money::Cents;

use crate::scope::Bounds;
use crate::{StoreResult, Tx};

const WON_BY_MONTH: &str = concat!(
    "
select month_on, cast(sum(amount_cents) as bigint), cast(sum(deals) as bigint)
from deal_rollup
where status = 'won' and month_on >= $4 and month_on < $5 and ",
    in_scope!("owner_id", "$1", "$2", "$3"),
    "
group by month_on
order by month_on"
);

const WON_ON_DAYS: &str = concat!(
    "
select cast(coalesce(sum(amount_cents), 0) as bigint), count(*)
from opportunity
where status = 'won' and closed_on >= $4 and closed_on < $5 and deleted_at is null and ",
    in_scope!("owner_id", "$1", "$2", "$3")
);

const CLOSED_BY_OWNER: &str = concat!(
    "
select r.owner_id as id, coalesce(u.name, 'Nobody') as name,
  cast(sum(case when r.status = 'won' then r.amount_cents else 0 end) as bigint) as won_cents,
  cast(sum(case when r.status = 'won' then r.deals else 0 end) as bigint) as won,
  cast(sum(r.deals) as bigint) as closed
from deal_rollup r
left join app_user u on u.id = r.owner_id
where r.status in ('won', 'lost') and r.month_on >= $4 and r.month_on < $5 and ",
    in_scope!("r.owner_id", "$1", "$2", "$3"),
    "
group by r.owner_id, u.name
having sum(r.deals) > 0
order by 3 desc, 1"
);

const CLOSED_BY_PRODUCT: &str = concat!(
    "
select r.product_id as id, coalesce(p.name, 'No product') as name,
  cast(sum(case when r.status = 'won' then r.amount_cents else 0 end) as bigint) as won_cents,
  cast(sum(case when r.status = 'won' then r.deals else 0 end) as bigint) as won,
  cast(sum(r.deals) as bigint) as closed
from deal_rollup r
left join product p on p.id = r.product_id
where r.status in ('won', 'lost') and r.month_on >= $4 and r.month_on < $5 and ",
    in_scope!("r.owner_id", "$1", "$2", "$3"),
    "
group by r.product_id, p.name
having sum(r.deals) > 0
order by 3 desc, 1"
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[WON_BY_MONTH, WON_ON_DAYS, CLOSED_BY_OWNER, CLOSED_BY_PRODUCT];

/// Days from `from` up to, but without, `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first day.
    pub from: NaiveDate,
    /// The first day after.
    pub until: NaiveDate,
}

impl From<Period> for Range {
    fn from(period: Period) -> Self {
        Self { from: period.start, until: period.end() }
    }
}

/// Closed deals of one owner or product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The owner or product; 0 for deals without one.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What the won ones brought.
    pub amount: Cents,
    /// How many were won.
    pub won: i64,
    /// How many were closed.
    pub closed: i64,
}

/// Its row in a statement.
pub(crate) type ClosedRow = (i64, String, i64, i64, i64);

impl From<ClosedRow> for Closed {
    fn from((id, name, amount, won, closed): ClosedRow) -> Self {
        Self { id, name, amount: Cents(amount), won, closed }
    }
}

/// Won by month, in order: first day of the month, sum, deals. The range is taken in whole months.
///
/// # Errors
/// When the database refuses.
pub async fn won_by_month(
    tx: &mut Tx,
    scope: &Scope,
    range: Range,
) -> StoreResult<Vec<(NaiveDate, Cents, i64)>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(NaiveDate, i64, i64)> = on!(tx, c => sqlx::query_as(WON_BY_MONTH)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(range.from)
        .bind(range.until)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(month, amount, deals)| (month, Cents(amount), deals)).collect())
}

/// Won from the first day of a month on: sum and deals. Whole months come from the rollup, the days of a month begun
/// from the deals.
///
/// # Errors
/// When the database refuses.
pub async fn won_between(tx: &mut Tx, scope: &Scope, range: Range) -> StoreResult<(Cents, i64)> {
    let last_month = month_of(range.until);
    let whole = Range { from: range.from, until: last_month };
    let begun = Range { from: last_month.max(range.from), until: range.until };
    let mut total = (Cents::ZERO, 0);
    for (_, amount, deals) in won_by_month(tx, scope, whole).await? {
        total = (Cents::sum([total.0, amount]), total.1 + deals);
    }
    if begun.from < begun.until {
        let (amount, deals) = won_on_days(tx, scope, begun).await?;
        total = (Cents::sum([total.0, amount]), total.1 + deals);
    }
    Ok(total)
}

async fn won_on_days(tx: &mut Tx, scope: &Scope, range: Range) -> StoreResult<(Cents, i64)> {
    let Bounds { all, user, team } = scope.into();
    let (amount, deals): (i64, i64) = on!(tx, c => sqlx::query_as(WON_ON_DAYS)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(range.from)
        .bind(range.until)
        .fetch_one(c)
        .await)?;
    Ok((Cents(amount), deals))
}

/// Closed in these months by owner, most won first.
///
/// # Errors
/// When the database refuses.
pub async fn closed_by_owner(tx: &mut Tx, scope: &Scope, range: Range) -> StoreResult<Vec<Closed>> {
    closed(tx, CLOSED_BY_OWNER, scope, range).await
}

/// Closed in these months by product, most won first.
///
/// # Errors
/// When the database refuses.
pub async fn closed_by_product(
    tx: &mut Tx,
    scope: &Scope,
    range: Range,
) -> StoreResult<Vec<Closed>> {
    closed(tx, CLOSED_BY_PRODUCT, scope, range).await
}

async fn closed(
    tx: &mut Tx,
    statement: &'static str,
    scope: &Scope,
    range: Range,
) -> StoreResult<Vec<Closed>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<ClosedRow> = on!(tx, c => sqlx::query_as(statement)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(range.from)
        .bind(range.until)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(Closed::from).collect())
}
