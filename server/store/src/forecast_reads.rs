//! What forecasts and win probabilities are made from, and what forecasts said.

use std::collections::BTreeMap;
use std::num::ParseIntError;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::calendar::Period;
use domain::forecast::Forecast;
use domain::ids::{OpportunityId, ProductId, StageId, UserId};
use domain::list::Person;
use domain::money::Cents;
use domain::ratio::Ratio;
use domain::win::Record;
use sqlx::{FromRow, QueryBuilder};

use crate::decode::Reading;
use crate::scope::{Bounds, push_scope};
use crate::{StoreResult, Tx};

/// Only columns of the index of open deals, in its order, so that no deal itself is fetched. The deals of an owner in a
/// stage come as one text: handing 30,000 rows over one by one takes three times as long as reading them.
macro_rules! open {
    ($end:literal) => {
        concat!(
            "
select owner_id, stage_id,
  string_agg(cast(id as text) || ',' || cast(amount_cents as text) || ',' || coalesce(cast(win_bp as text), '') || ','
    || coalesce(cast(expected_close_on as text), ''), ';') as deals
from opportunity
where status = 'open' and deleted_at is null",
            $end
        )
    };
}

const OPEN: &str = open!("");
const BY_OWNER_AND_STAGE: &str = " group by owner_id, stage_id";
const OPEN_OF_ALL: &str = open!(" group by owner_id, stage_id");

const BY_SOURCE: &str = "
select source, count(*), count(case when status = 'won' then 1 end)
from opportunity
where status in ('won', 'lost') and closed_on is not null and deleted_at is null
group by source";

const BY_OWNER: &str = "
select owner_id, count(*), count(case when status = 'won' then 1 end)
from opportunity
where status in ('won', 'lost') and closed_on is not null and owner_id is not null and deleted_at is null
group by owner_id";

const BY_PRODUCT: &str = "
select product_id, count(*), count(case when status = 'won' then 1 end)
from opportunity
where status in ('won', 'lost') and closed_on is not null and product_id is not null and deleted_at is null
group by product_id";

const BY_STAGE: &str = "
select stage_id, count(*), count(case when status = 'won' then 1 end)
from (
  select distinct h.opportunity_id, h.from_stage_id as stage_id, o.status
  from opportunity_stage_history h
  join opportunity o on o.id = h.opportunity_id
  where h.from_stage_id is not null and o.status in ('won', 'lost') and o.deleted_at is null
) as passed
group by stage_id";

const WON_SINCE: &str = "
select owner_id, amount_cents, created_at, closed_on
from opportunity
where status = 'won' and closed_on >= $1 and deleted_at is null
order by closed_on desc, id desc";

const SELLERS: &str = concat!(
    "
select id, name
from app_user
where active = $4 and role in ('rep', 'manager') and ",
    in_scope!("id", "$1", "$2", "$3"),
    "
order by name, id"
);

const NAMES: &str = "select id, name from opportunity where id in (";

/// Only columns of the index of open deals by product.
const PRODUCTS: &str = "
select id, product_id
from opportunity
where status = 'open' and deleted_at is null and product_id is not null";

const SNAPSHOT: &str = "
insert into forecast_snapshot (taken_on, period_starts_on, period_ends_on, cut, cut_id, method, closed_cents,
  open_cents, new_business_cents, p10_cents, p50_cents, p90_cents, target_cents, p_target_bp, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (taken_on, period_starts_on, period_ends_on, cut, cut_id) do update
set method = excluded.method, closed_cents = excluded.closed_cents, open_cents = excluded.open_cents,
  new_business_cents = excluded.new_business_cents, p10_cents = excluded.p10_cents, p50_cents = excluded.p50_cents,
  p90_cents = excluded.p90_cents, target_cents = excluded.target_cents, p_target_bp = excluded.p_target_bp,
  created_at = excluded.created_at";

const KEPT: &str = "
select created_at, closed_cents, open_cents, new_business_cents, p10_cents, p50_cents, p90_cents, target_cents,
  p_target_bp
from forecast_snapshot
where taken_on >= $1 and taken_on <= $2 and period_starts_on = $3 and period_ends_on = $4 and cut = 'all'
  and cut_id = 0 and created_at > $5 and created_at <= $6
order by created_at desc
limit 1";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[
    OPEN_OF_ALL,
    PRODUCTS,
    BY_SOURCE,
    BY_OWNER,
    BY_PRODUCT,
    BY_STAGE,
    WON_SINCE,
    SELLERS,
    SNAPSHOT,
    KEPT,
];

/// An open deal, as far as a forecast looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenRow {
    /// The deal.
    pub id: OpportunityId,
    /// Whose it is.
    pub owner: Option<UserId>,
    /// Its stage.
    pub stage: StageId,
    /// What it is worth.
    pub amount: Cents,
    /// P(won) at any time.
    pub win: Ratio,
    /// When it should close.
    pub expected_close_on: Option<NaiveDate>,
}

/// A won deal, as far as the rate of new business looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WonRow {
    /// Whose it was.
    pub owner: Option<UserId>,
    /// What it brought.
    pub amount: Cents,
    /// The day it came to be.
    pub created_on: NaiveDate,
    /// The day it was won.
    pub closed_on: NaiveDate,
}

#[derive(FromRow)]
struct StoredOpen {
    owner_id: Option<i64>,
    stage_id: i64,
    deals: String,
}

impl StoredOpen {
    fn rows(&self) -> impl Iterator<Item = StoreResult<OpenRow>> {
        let (owner, stage) = (self.owner_id.map(UserId), StageId(self.stage_id));
        self.deals.split(';').map(move |deal| {
            let mut cells = deal.split(',');
            let mut cell = || cells.next().unwrap_or_default();
            let id: i64 = number("id", 0, cell())?;
            let amount = Cents(number("amount_cents", id, cell())?);
            let reading = Reading { table: "opportunity", id };
            let win = reading.ratio("win_bp", number("win_bp", id, cell())?)?;
            let day = Some(cell()).filter(|day| !day.is_empty());
            let day = day
                .map(|day| day.parse().map_err(|error| reading.wrong("expected_close_on", &error)));
            let expected_close_on = day.transpose()?;
            Ok(OpenRow { id: OpportunityId(id), owner, stage, amount, win, expected_close_on })
        })
    }
}

fn number(column: &'static str, id: i64, cell: &str) -> StoreResult<i64> {
    let reading = Reading { table: "opportunity", id };
    cell.parse().map_err(|error: ParseIntError| reading.wrong(column, &error))
}

/// Every open deal in scope, by id.
///
/// # Errors
/// When the database refuses.
pub async fn open_deals(tx: &mut Tx, scope: &Scope) -> StoreResult<Vec<OpenRow>> {
    let stored: Vec<StoredOpen> = on!(tx, c => {
        let mut statement = QueryBuilder::new(OPEN);
        push_scope(&mut statement, "owner_id", scope);
        statement.push(BY_OWNER_AND_STAGE);
        statement.build_query_as().fetch_all(c).await
    })?;
    let mut rows: Vec<OpenRow> =
        stored.iter().flat_map(StoredOpen::rows).collect::<StoreResult<_>>()?;
    // Sums of many figures depend on their order, to the last digit.
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows)
}

/// The names of deals that the caller has read within its scope.
///
/// # Errors
/// When the database refuses.
pub async fn deal_names(
    tx: &mut Tx,
    ids: &[OpportunityId],
) -> StoreResult<BTreeMap<OpportunityId, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(i64, String)> = on!(tx, c => {
        let mut statement = QueryBuilder::new(NAMES);
        let mut list = statement.separated(", ");
        for id in ids {
            list.push_bind(id.get());
        }
        statement.push(")");
        statement.build_query_as().fetch_all(c).await
    })?;
    Ok(rows.into_iter().map(|(id, name)| (OpportunityId(id), name)).collect())
}

/// The products of the open deals in scope that have one.
///
/// # Errors
/// When the database refuses.
pub async fn open_products(
    tx: &mut Tx,
    scope: &Scope,
) -> StoreResult<BTreeMap<OpportunityId, ProductId>> {
    let rows: Vec<(i64, i64)> = on!(tx, c => {
        let mut statement = QueryBuilder::new(PRODUCTS);
        push_scope(&mut statement, "owner_id", scope);
        statement.build_query_as().fetch_all(c).await
    })?;
    Ok(rows.into_iter().map(|(id, product)| (OpportunityId(id), ProductId(product))).collect())
}

fn record(closed: i64, won: i64) -> Record {
    let count = |figure: i64| u32::try_from(figure).unwrap_or(u32::MAX);
    Record { won: count(won), closed: count(closed) }
}

/// How deals from each source ended. Walks over every closed deal: for the nightly lesson, not for a page.
///
/// # Errors
/// When the database refuses.
pub async fn records_by_source(tx: &mut Tx) -> StoreResult<Vec<(String, Record)>> {
    let rows: Vec<(String, i64, i64)> = on!(tx, c => sqlx::query_as(BY_SOURCE).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(source, closed, won)| (source, record(closed, won))).collect())
}

/// How each owner's deals ended. Walks over every closed deal: for the nightly lesson, not for a page.
///
/// # Errors
/// When the database refuses.
pub async fn records_by_owner(tx: &mut Tx) -> StoreResult<Vec<(UserId, Record)>> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, c => sqlx::query_as(BY_OWNER).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(owner, closed, won)| (UserId(owner), record(closed, won))).collect())
}

/// How deals of each product ended. Walks over every closed deal: for the nightly lesson, not for a page.
///
/// # Errors
/// When the database refuses.
pub async fn records_by_product(tx: &mut Tx) -> StoreResult<Vec<(ProductId, Record)>> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, c => sqlx::query_as(BY_PRODUCT).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, closed, won)| (ProductId(id), record(closed, won))).collect())
}

/// How deals that were in each stage ended. Walks over the stage history: for the nightly lesson, not for a page.
///
/// # Errors
/// When the database refuses.
pub async fn records_by_stage(tx: &mut Tx) -> StoreResult<Vec<(StageId, Record)>> {
    let rows: Vec<(i64, i64, i64)> = on!(tx, c => sqlx::query_as(BY_STAGE).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(stage, closed, won)| (StageId(stage), record(closed, won))).collect())
}

/// Deals won since a day, the last first. For the nightly lesson, not for a page.
///
/// # Errors
/// When the database refuses.
pub async fn won_since(tx: &mut Tx, since: NaiveDate) -> StoreResult<Vec<WonRow>> {
    let rows: Vec<(Option<i64>, i64, DateTime<Utc>, NaiveDate)> =
        on!(tx, c => sqlx::query_as(WON_SINCE).bind(since).fetch_all(c).await)?;
    Ok(rows
        .into_iter()
        .map(|(owner, amount, created_at, closed_on)| WonRow {
            owner: owner.map(UserId),
            amount: Cents(amount),
            created_on: created_at.date_naive(),
            closed_on,
        })
        .collect())
}

/// Everybody who sells and is within the scope, by name.
///
/// # Errors
/// When the database refuses.
pub async fn sellers(tx: &mut Tx, scope: &Scope) -> StoreResult<Vec<Person>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(i64, String)> = on!(tx, c => sqlx::query_as(SELLERS)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(true)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(id, name)| Person { id: UserId(id), name }).collect())
}

/// What a snapshot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Everything.
    All,
    /// One owner's deals.
    Owner(UserId),
}

/// Keeps what a forecast said on a day; a second one of the same day replaces the first.
///
/// # Errors
/// When the database refuses.
pub async fn keep_snapshot(
    tx: &mut Tx,
    taken_on: NaiveDate,
    period: Period,
    cut: Cut,
    forecast: &Forecast,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let (cut, cut_id) = match cut {
        Cut::All => ("all", 0),
        Cut::Owner(owner) => ("owner", owner.get()),
    };
    on!(tx, c => sqlx::query(SNAPSHOT)
        .bind(taken_on)
        .bind(period.start)
        .bind(period.last_day())
        .bind(cut)
        .bind(cut_id)
        .bind("model")
        .bind(forecast.closed.get())
        .bind(forecast.weighted.get())
        .bind(forecast.new_business.get())
        .bind(forecast.p10.get())
        .bind(forecast.p50.get())
        .bind(forecast.p90.get())
        .bind(forecast.target.map(Cents::get))
        .bind(forecast.p_target.map(|share| i64::from(share.bp())))
        .bind(now)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

#[derive(FromRow)]
struct KeptRow {
    created_at: DateTime<Utc>,
    closed_cents: i64,
    open_cents: i64,
    new_business_cents: i64,
    p10_cents: i64,
    p50_cents: i64,
    p90_cents: i64,
    target_cents: Option<i64>,
    p_target_bp: Option<i64>,
}

/// What the forecast of everything said of a period, and when, as it was kept last between two moments. How it was
/// distributed and from how many deals was not kept.
///
/// # Errors
/// When a stored value is out of range.
pub async fn kept_snapshot(
    tx: &mut Tx,
    period: Period,
    after: DateTime<Utc>,
    until: DateTime<Utc>,
) -> StoreResult<Option<(DateTime<Utc>, Forecast)>> {
    let row: Option<KeptRow> = on!(tx, c => sqlx::query_as(KEPT)
        // A snapshot is of a day in UTC, the moments are of any zone.
        .bind(after.date_naive())
        .bind(until.date_naive())
        .bind(period.start)
        .bind(period.last_day())
        .bind(after)
        .bind(until)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return Ok(None) };
    let reading = Reading { table: "forecast_snapshot", id: 0 };
    let [closed, weighted, new_business] =
        [row.closed_cents, row.open_cents, row.new_business_cents].map(Cents);
    let forecast = Forecast {
        closed,
        weighted,
        new_business,
        mean: Cents::sum([closed, weighted, new_business]),
        p10: Cents(row.p10_cents),
        p50: Cents(row.p50_cents),
        p90: Cents(row.p90_cents),
        target: row.target_cents.map(Cents),
        p_target: row.p_target_bp.map(|bp| reading.ratio("p_target_bp", bp)).transpose()?,
        bins: Vec::new(),
        deals: 0,
    };
    Ok(Some((row.created_at, forecast)))
}
