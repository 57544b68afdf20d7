//! The rollups from scratch, and whether they are right.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sqlx::{FromRow, QueryBuilder};

use crate::{StoreError, StoreResult, Tx};

/// The month is cut from the day's text, which both engines write the same way; the weighted amount is rounded as
/// `Cents::times` does.
const DEALS: &str = "
select status, substr(cast(coalesce(case when status = 'open' then expected_close_on else closed_on end, $1) as text),
    1, 7) as month,
  coalesce(owner_id, 0) as owner_id, stage_id, coalesce(product_id, 0) as product_id,
  count(*) as deals, cast(sum(amount_cents) as bigint) as amount_cents,
  cast(sum(case status
    when 'open' then (amount_cents * win_bp + 5000) / 10000
    when 'won' then amount_cents
    else 0 end) as bigint) as weighted_cents
from opportunity
where deleted_at is null
group by 1, 2, 3, 4, 5";

const LEADS: &str = "
select substr(cast(created_at as text), 1, 7) as month, coalesce(owner_id, 0) as owner_id, source, status,
  furthest_status, count(*) as leads
from lead
where deleted_at is null
group by 1, 2, 3, 4, 5";

const KEPT_DEALS: &str = "
select status, substr(cast(month_on as text), 1, 7) as month, owner_id, stage_id, product_id, deals, amount_cents,
  weighted_cents
from deal_rollup
where deals <> 0 or amount_cents <> 0 or weighted_cents <> 0";

const KEPT_LEADS: &str = "
select substr(cast(month_on as text), 1, 7) as month, owner_id, source, status, furthest_status, leads
from lead_rollup
where leads <> 0";

const CLEAR_DEALS: &str = "delete from deal_rollup";
const CLEAR_LEADS: &str = "delete from lead_rollup";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[DEALS, LEADS, KEPT_DEALS, KEPT_LEADS, CLEAR_DEALS, CLEAR_LEADS];

/// How many rows go into one insert: eight parameters each, well below either engine's limit.
const CHUNK: usize = 500;

#[derive(FromRow)]
struct DealSum {
    status: String,
    month: String,
    owner_id: i64,
    stage_id: i64,
    product_id: i64,
    deals: i64,
    amount_cents: i64,
    weighted_cents: i64,
}

#[derive(FromRow)]
struct LeadSum {
    month: String,
    owner_id: i64,
    source: String,
    status: String,
    furthest_status: String,
    leads: i64,
}

/// A figure of a rollup that is not what its records add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which row, in words.
    pub row: String,
    /// What the rollup says: records, amount, weighted amount.
    pub kept: [i64; 3],
    /// What the records add up to.
    pub counted: [i64; 3],
}

fn day(month: &str, table: &'static str) -> StoreResult<NaiveDate> {
    format!("{month}-01").parse().map_err(|_| StoreError::Inconsistent {
        table,
        column: "month_on",
        id: 0,
        detail: format!("\"{month}\" is no month"),
    })
}

async fn counted_deals(tx: &mut Tx) -> StoreResult<Vec<DealSum>> {
    Ok(on!(tx, c => sqlx::query_as(DEALS).bind(NaiveDate::default()).fetch_all(c).await)?)
}

async fn kept_deals(tx: &mut Tx) -> StoreResult<Vec<DealSum>> {
    Ok(on!(tx, c => sqlx::query_as(KEPT_DEALS).fetch_all(c).await)?)
}

async fn leads(tx: &mut Tx, statement: &'static str) -> StoreResult<Vec<LeadSum>> {
    Ok(on!(tx, c => sqlx::query_as(statement).fetch_all(c).await)?)
}

/// Recomputes both rollups from their records: after a bulk write, or to mend them.
///
/// # Errors
/// When the database refuses.
pub async fn rebuild(tx: &mut Tx) -> StoreResult<()> {
    let (deals, leads) = (counted_deals(tx).await?, leads(tx, LEADS).await?);
    on!(tx, c => sqlx::query(CLEAR_DEALS).execute(c).await.map(|_| ()))?;
    on!(tx, c => sqlx::query(CLEAR_LEADS).execute(c).await.map(|_| ()))?;
    for chunk in deals.chunks(CHUNK) {
        insert_deals(tx, chunk).await?;
    }
    for chunk in leads.chunks(CHUNK) {
        insert_leads(tx, chunk).await?;
    }
    Ok(())
}

async fn insert_deals(tx: &mut Tx, sums: &[DealSum]) -> StoreResult<()> {
    let months: Vec<NaiveDate> =
        sums.iter().map(|sum| day(&sum.month, "deal_rollup")).collect::<StoreResult<_>>()?;
    on!(tx, c => {
        let mut query = QueryBuilder::new(
            "insert into deal_rollup (status, month_on, owner_id, stage_id, product_id, deals, amount_cents, \
             weighted_cents) ",
        );
        query.push_values(sums.iter().zip(months), |mut row, (sum, month)| {
            row.push_bind(&sum.status)
                .push_bind(month)
                .push_bind(sum.owner_id)
                .push_bind(sum.stage_id)
                .push_bind(sum.product_id)
                .push_bind(sum.deals)
                .push_bind(sum.amount_cents)
                .push_bind(sum.weighted_cents);
        });
        query.build().execute(c).await.map(|_| ())
    })?;
    Ok(())
}

async fn insert_leads(tx: &mut Tx, sums: &[LeadSum]) -> StoreResult<()> {
    let months: Vec<NaiveDate> =
        sums.iter().map(|sum| day(&sum.month, "lead_rollup")).collect::<StoreResult<_>>()?;
    on!(tx, c => {
        let mut query = QueryBuilder::new(
            "insert into lead_rollup (month_on, owner_id, source, status, furthest_status, leads) ",
        );
        query.push_values(sums.iter().zip(months), |mut row, (sum, month)| {
            row.push_bind(month)
                .push_bind(sum.owner_id)
                .push_bind(&sum.source)
                .push_bind(&sum.status)
                .push_bind(&sum.furthest_status)
                .push_bind(sum.leads);
        });
        query.build().execute(c).await.map(|_| ())
    })?;
    Ok(())
}

/// Every figure that is not what its records add up to; none in a sound database.
///
/// # Errors
/// When the database refuses.
pub async fn differences(tx: &mut Tx) -> StoreResult<Vec<Difference>> {
    let mut rows: BTreeMap<String, ([i64; 3], [i64; 3])> = BTreeMap::new();
    for sum in kept_deals(tx).await? {
        rows.entry(sum.name()).or_default().0 = sum.figures();
    }
    for sum in counted_deals(tx).await? {
        rows.entry(sum.name()).or_default().1 = sum.figures();
    }
    for sum in leads(tx, KEPT_LEADS).await? {
        rows.entry(sum.name()).or_default().0 = [sum.leads, 0, 0];
    }
    for sum in leads(tx, LEADS).await? {
        rows.entry(sum.name()).or_default().1 = [sum.leads, 0, 0];
    }
    Ok(rows
        .into_iter()
        .filter(|(_, (kept, counted))| kept != counted)
        .map(|(row, (kept, counted))| Difference { row, kept, counted })
        .collect())
}

impl DealSum {
    fn name(&self) -> String {
        format!(
            "{} deals of {} of owner {} in stage {} with product {}",
            self.status, self.month, self.owner_id, self.stage_id, self.product_id
        )
    }

    const fn figures(&self) -> [i64; 3] {
        [self.deals, self.amount_cents, self.weighted_cents]
    }
}

impl LeadSum {
    fn name(&self) -> String {
        format!(
            "{} leads of {} of owner {} from {} that came to {}",
            self.status, self.month, self.owner_id, self.source, self.furthest_status
        )
    }
}
