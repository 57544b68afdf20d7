//! Leads of a cohort by how far they came: counts from the rollup, and what only the leads and deals themselves tell.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::access::Scope;
use domain::funnel::{Course, Reached};
use domain::lead::LeadStatus;
use domain::money::Cents;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decode::Reading;
use crate::rollups::Range;
use crate::scope::Bounds;
use crate::{StoreResult, Tx};

/// By the primary key of the rollup, which begins with the month.
const MONTHS: &str = concat!(
    "
select month_on, furthest_status, cast(sum(leads) as bigint)
from lead_rollup
where month_on >= $4 and month_on < $5 and ",
    in_scope!("owner_id", "$1", "$2", "$3"),
    "
group by month_on, furthest_status
order by month_on"
);

const SOURCES: &str = concat!(
    "
select cast(0 as bigint), source, furthest_status, cast(sum(leads) as bigint)
from lead_rollup
where month_on >= $4 and month_on < $5 and ",
    in_scope!("owner_id", "$1", "$2", "$3"),
    "
group by source, furthest_status"
);

const OWNERS: &str = concat!(
    "
select r.owner_id, coalesce(u.name, ''), r.furthest_status, cast(sum(r.leads) as bigint)
from lead_rollup r
left join app_user u on u.id = r.owner_id
where r.month_on >= $4 and r.month_on < $5 and ",
    in_scope!("r.owner_id", "$1", "$2", "$3"),
    "
group by r.owner_id, u.name, r.furthest_status"
);

/// By the index of leads by age: once through the cohort for three cuts.
const KINDS: &str = concat!(
    "
select coalesce(l.country, '') as country, coalesce(c.industry, '') as industry, coalesce(l.product_id, 0) as product_id,
  coalesce(p.name, '') as product, l.furthest_status, count(*) as leads
from lead l
left join company c on c.id = l.company_id
left join product p on p.id = l.product_id
where l.deleted_at is null and l.created_at >= $4 and l.created_at < $5 and ",
    in_scope!("l.owner_id", "$1", "$2", "$3"),
    "
group by 1, 2, 3, 4, 5"
);

/// By the index of leads by age, and each lead's touches by theirs.
const CAMPAIGNS: &str = concat!(
    "
select c.id, c.name, l.furthest_status, count(distinct l.id)
from lead l
join touch t on t.lead_id = l.id
join campaign c on c.id = t.campaign_id
where l.deleted_at is null and c.deleted_at is null and l.created_at >= $4 and l.created_at < $5 and ",
    in_scope!("l.owner_id", "$1", "$2", "$3"),
    "
group by c.id, c.name, l.furthest_status"
);

/// By the index of leads by age, and each lead's deals by theirs.
const COURSES: &str = concat!(
    "
select l.id, l.created_at, min(o.created_at) as deal_at,
  min(case when o.status = 'won' then o.closed_on end) as won_on, max(o.closed_on) as ended_on,
  cast(sum(case when o.status = 'open' then 1 else 0 end) as bigint) as open,
  cast(sum(case when o.status = 'won' then o.amount_cents else 0 end) as bigint) as won_cents,
  cast(sum(case when o.status = 'lost' then o.amount_cents else 0 end) as bigint) as lost_cents,
  cast(sum(case when o.status = 'open' then o.amount_cents else 0 end) as bigint) as open_cents
from lead l
join opportunity o on o.lead_id = l.id and o.deleted_at is null
where l.deleted_at is null and l.created_at >= $4 and l.created_at < $5 and ",
    in_scope!("l.owner_id", "$1", "$2", "$3"),
    "
group by l.id, l.created_at
order by l.id"
);

const REPORT: &str = "select made_at, value from funnel_report where scope = $1 and period = $2";

const KEEP: &str = "
insert into funnel_report (scope, period, made_at, value) values ($1, $2, $3, $4)
on conflict (scope, period) do update set made_at = excluded.made_at, value = excluded.value";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[MONTHS, SOURCES, OWNERS, KINDS, CAMPAIGNS, COURSES, REPORT, KEEP];

/// Leads counted by a key, its name and the furthest they came.
pub type Counted = Vec<(i64, String, LeadStatus, i64)>;

fn furthest(id: i64, word: &str) -> StoreResult<LeadStatus> {
    Reading { table: "lead_rollup", id }.word("furthest_status", word)
}

/// How far the leads came that came in these months, month by month.
///
/// # Errors
/// When a stored status is unknown to this version.
pub async fn months(
    tx: &mut Tx,
    scope: &Scope,
    range: Range,
) -> StoreResult<Vec<(NaiveDate, Reached)>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(NaiveDate, String, i64)> = on!(tx, c => sqlx::query_as(MONTHS)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(range.from)
        .bind(range.until)
        .fetch_all(c)
        .await)?;
    let mut months: Vec<(NaiveDate, Reached)> = Vec::new();
    for (month, word, leads) in rows {
        if months.last().is_none_or(|(last, _)| *last != month) {
            months.push((month, Reached::default()));
        }
        if let Some((_, reached)) = months.last_mut() {
            reached.add(furthest(0, &word)?, leads);
        }
    }
    Ok(months)
}

/// The leads of these months by source.
///
/// # Errors
/// When a stored status is unknown to this version.
pub async fn by_source(tx: &mut Tx, scope: &Scope, range: Range) -> StoreResult<Counted> {
    counted(tx, SOURCES, scope, range).await
}

/// The leads of these months by owner; key 0 and no name where nobody looks after them.
///
/// # Errors
/// When a stored status is unknown to this version.
pub async fn by_owner(tx: &mut Tx, scope: &Scope, range: Range) -> StoreResult<Counted> {
    counted(tx, OWNERS, scope, range).await
}

async fn counted(
    tx: &mut Tx,
    statement: &'static str,
    scope: &Scope,
    range: Range,
) -> StoreResult<Counted> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(i64, String, String, i64)> = on!(tx, c => sqlx::query_as(statement)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(range.from)
        .bind(range.until)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|(id, name, word, leads)| Ok((id, name, furthest(id, &word)?, leads)))
        .collect()
}

/// The first moment of a day, by UTC as cohorts are cut.
fn moment(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The leads of these days by campaign met.
///
/// # Errors
/// When a stored status is unknown to this version.
pub async fn by_campaign(tx: &mut Tx, scope: &Scope, range: Range) -> StoreResult<Counted> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(i64, String, String, i64)> = on!(tx, c => sqlx::query_as(CAMPAIGNS)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(moment(range.from))
        .bind(moment(range.until))
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|(id, name, word, leads)| Ok((id, name, furthest(id, &word)?, leads)))
        .collect()
}

#[derive(FromRow)]
struct KindRow {
    country: String,
    industry: String,
    product_id: i64,
    product: String,
    furthest_status: String,
    leads: i64,
}

/// Leads that have these in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Where they are; empty where it is not known.
    pub country: String,
    /// What their company does; empty where it is not known.
    pub industry: String,
    /// What they are interested in; 0 and no name for nothing yet.
    pub product: (i64, String),
    /// The furthest they came.
    pub furthest: LeadStatus,
    /// How many.
    pub leads: i64,
}

/// The leads of these days by what they have in common.
///
/// # Errors
/// When a stored status is unknown to this version.
pub async fn kinds(tx: &mut Tx, scope: &Scope, range: Range) -> StoreResult<Vec<Kind>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<KindRow> = on!(tx, c => sqlx::query_as(KINDS)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(moment(range.from))
        .bind(moment(range.until))
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Kind {
                country: row.country,
                industry: row.industry,
                product: (row.product_id, row.product),
                furthest: furthest(0, &row.furthest_status)?,
                leads: row.leads,
            })
        })
        .collect()
}

#[derive(FromRow)]
struct CourseRow {
    created_at: DateTime<Utc>,
    deal_at: DateTime<Utc>,
    won_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    open: i64,
    won_cents: i64,
    lost_cents: i64,
    open_cents: i64,
}

/// What became of the leads of these days that have deals.
///
/// # Errors
/// When the database refuses.
pub async fn courses(tx: &mut Tx, scope: &Scope, range: Range) -> StoreResult<Vec<Course>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<CourseRow> = on!(tx, c => sqlx::query_as(COURSES)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(moment(range.from))
        .bind(moment(range.until))
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|row| Course {
            came_on: row.created_at.date_naive(),
            deal_on: row.deal_at.date_naive(),
            won_on: row.won_on,
            ended_on: row.ended_on,
            open: row.open,
            won: Cents(row.won_cents),
            lost: Cents(row.lost_cents),
            in_play: Cents(row.open_cents),
        })
        .collect())
}

/// What is kept for a scope and a period, and when it was made.
///
/// # Errors
/// When the database refuses.
pub async fn kept(
    tx: &mut Tx,
    scope: &str,
    period: &str,
) -> StoreResult<Option<(DateTime<Utc>, Value)>> {
    let row: Option<(DateTime<Utc>, Json<Value>)> =
        on!(tx, c => sqlx::query_as(REPORT).bind(scope).bind(period).fetch_optional(c).await)?;
    Ok(row.map(|(at, value)| (at, value.0)))
}

/// Keeps it in place of the one before.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    tx: &mut Tx,
    scope: &str,
    period: &str,
    value: &Value,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(KEEP)
        .bind(scope)
        .bind(period)
        .bind(now)
        .bind(Json(value))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
