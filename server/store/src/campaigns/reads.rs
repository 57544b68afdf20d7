//! What attribution rests on: who met which campaign, what was won, and how many leads came when.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::campaigns::Member;
use domain::ids::{CampaignId, LeadId};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decode::Reading;
use crate::scope::Bounds;
use crate::{StoreResult, Tx};

/// Walked along the leads' own index of touches. Of a merged lead they belong to the one that was kept.
const MET: &str = concat!(
    "
select t.lead_id, t.campaign_id, t.at, l.created_at
from touch t
join lead l on l.id = t.lead_id
where l.deleted_at is null and ",
    in_scope!("l.owner_id", "$1", "$2", "$3"),
    "
order by t.lead_id, t.at, t.id"
);

const WON: &str = concat!(
    "
select o.lead_id, o.amount_cents, o.closed_on, o.source, l.created_at, l.source as lead_source
from opportunity o
left join lead l on l.id = o.lead_id and l.deleted_at is null
where o.status = 'won' and o.closed_on is not null and o.deleted_at is null and ",
    in_scope!("o.owner_id", "$1", "$2", "$3"),
    "
order by o.closed_on, o.id"
);

/// From the rollup: a few thousand rows instead of a million leads.
const COHORTS: &str = concat!(
    "
select r.source, r.month_on, cast(sum(r.leads) as bigint) as leads
from lead_rollup r
where ",
    in_scope!("r.owner_id", "$1", "$2", "$3"),
    "
group by r.source, r.month_on
order by r.source, r.month_on"
);

const TOUCHES: &str = concat!(
    "
select count(*)
from touch t
join lead l on l.id = t.lead_id
where t.campaign_id = $4 and l.deleted_at is null and ",
    in_scope!("l.owner_id", "$1", "$2", "$3")
);

const TOUCHES_AT_MOST: &str = "select count(*) from (select 1 from touch limit $1) t";

const MEMBERS: &str = concat!(
    "
select l.id, l.name, l.status, t.channel, t.at
from touch t
join lead l on l.id = t.lead_id
where t.campaign_id = $4 and l.deleted_at is null and ",
    in_scope!("l.owner_id", "$1", "$2", "$3"),
    "
order by t.at desc, t.id desc
limit $5"
);

const REPORT: &str = "select made_at, value from campaign_report where scope = $1";

const REPORTS: &str = "select scope from campaign_report order by scope";

const KEEP: &str = "
insert into campaign_report (scope, made_at, value) values ($1, $2, $3)
on conflict (scope) do update set made_at = excluded.made_at, value = excluded.value";

pub(super) const STATEMENTS: &[&str] =
    &[MET, WON, COHORTS, TOUCHES, TOUCHES_AT_MOST, MEMBERS, REPORT, REPORTS, KEEP];

/// A lead met a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Met {
    /// The lead.
    pub lead_id: i64,
    /// The campaign.
    pub campaign_id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// When the lead came.
    pub created_at: DateTime<Utc>,
}

/// Every touch of the leads within the scope, lead by lead, the earliest first.
///
/// # Errors
/// When the database refuses.
pub async fn met(tx: &mut Tx, scope: &Scope) -> StoreResult<Vec<Met>> {
    let Bounds { all, user, team } = scope.into();
    Ok(on!(tx, c => sqlx::query_as(MET).bind(all).bind(user).bind(team).fetch_all(c).await)?)
}

/// A won deal.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Won {
    /// The person it was made with.
    pub lead_id: Option<i64>,
    /// What it came to.
    pub amount_cents: i64,
    /// When.
    pub closed_on: NaiveDate,
    /// Where it came from.
    pub source: String,
    /// When the person came.
    pub created_at: Option<DateTime<Utc>>,
    /// Where the person came from.
    pub lead_source: Option<String>,
}

/// Every won deal within the scope, the earliest first.
///
/// # Errors
/// When the database refuses.
pub async fn won(tx: &mut Tx, scope: &Scope) -> StoreResult<Vec<Won>> {
    let Bounds { all, user, team } = scope.into();
    Ok(on!(tx, c => sqlx::query_as(WON).bind(all).bind(user).bind(team).fetch_all(c).await)?)
}

/// How many leads came from a source in a month, cut in UTC.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Cohort {
    /// The source.
    pub source: String,
    /// The month's first day.
    pub month_on: NaiveDate,
    /// How many.
    pub leads: i64,
}

/// The leads within the scope by source and month.
///
/// # Errors
/// When the database refuses.
pub async fn cohorts(tx: &mut Tx, scope: &Scope) -> StoreResult<Vec<Cohort>> {
    let Bounds { all, user, team } = scope.into();
    Ok(on!(tx, c => sqlx::query_as(COHORTS).bind(all).bind(user).bind(team).fetch_all(c).await)?)
}

/// How many touches a campaign has within the scope.
///
/// # Errors
/// When the database refuses.
pub async fn touches(tx: &mut Tx, scope: &Scope, id: CampaignId) -> StoreResult<i64> {
    let Bounds { all, user, team } = scope.into();
    Ok(on!(tx, c => sqlx::query_scalar(TOUCHES)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(id.get())
        .fetch_one(c)
        .await)?)
}

/// How many touches there are, counted no further than `most`.
///
/// # Errors
/// When the database refuses.
pub async fn touches_at_most(tx: &mut Tx, most: i64) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(TOUCHES_AT_MOST).bind(most).fetch_one(c).await)?)
}

#[derive(FromRow)]
struct MemberRow {
    id: i64,
    name: String,
    status: String,
    channel: String,
    at: DateTime<Utc>,
}

/// Whom a campaign reached within the scope, the last first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn members(
    tx: &mut Tx,
    scope: &Scope,
    id: CampaignId,
    limit: i64,
) -> StoreResult<Vec<Member>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<MemberRow> = on!(tx, c => sqlx::query_as(MEMBERS)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(id.get())
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "lead", id: row.id };
            Ok(Member {
                id: LeadId(row.id),
                name: row.name,
                status: reading.word("status", &row.status)?,
                channel: row.channel,
                at: row.at,
            })
        })
        .collect()
}

/// The report kept for a scope, and when it was made.
///
/// # Errors
/// When the database refuses.
pub async fn report(tx: &mut Tx, scope: &str) -> StoreResult<Option<(DateTime<Utc>, Value)>> {
    let row: Option<(DateTime<Utc>, Json<Value>)> =
        on!(tx, c => sqlx::query_as(REPORT).bind(scope).fetch_optional(c).await)?;
    Ok(row.map(|(at, value)| (at, value.0)))
}

/// The scopes for which reports are kept.
///
/// # Errors
/// When the database refuses.
pub async fn reports(tx: &mut Tx) -> StoreResult<Vec<String>> {
    Ok(on!(tx, c => sqlx::query_scalar(REPORTS).fetch_all(c).await)?)
}

/// Keeps a report in place of the one before.
///
/// # Errors
/// When the database refuses.
pub async fn keep_report(
    tx: &mut Tx,
    scope: &str,
    value: &Value,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(KEEP)
        .bind(scope)
        .bind(now)
        .bind(Json(value))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
