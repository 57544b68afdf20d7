//! A deal's versions and stays up to a moment, told with who made them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{OpportunityId, StageId, UserId};
use domain::money::Cents;
use domain::opportunity::{DealStatus, StageVisit, Version};
use domain::ratio::Ratio;
use sqlx::FromRow;

use crate::decode::Reading;
use crate::{StoreResult, Tx};

const FIRST: &str = "select from_at from opportunity_version order by from_at limit 1";

/// Versions that were never in force, because another followed at the same moment, are left out.
const TOLD: &str = "
select v.id, v.from_at, v.to_at, v.stage_id, v.status, v.amount_cents, v.expected_close_on, v.owner_id, v.win_bp,
  n.label, u.name as who
from opportunity_version v
left join journal j on j.id = v.journal_id
left join unit n on n.id = j.unit_id
left join app_user u on u.id = n.user_id
where v.opportunity_id = $1 and (v.to_at is null or v.to_at > v.from_at)
order by v.from_at, v.id";

const VISITS: &str = "
select s.name, h.at, s.kind
from opportunity_stage_history h
join stage s on s.id = h.to_stage_id
where h.opportunity_id = $1 and h.at <= $2
order by h.at, h.id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[FIRST, TOLD, VISITS];

/// The moment before which nothing is known of any deal.
///
/// # Errors
/// When the database refuses.
pub async fn first_at(tx: &mut Tx) -> StoreResult<Option<DateTime<Utc>>> {
    Ok(on!(tx, c => sqlx::query_scalar(FIRST).fetch_optional(c).await)?)
}

/// A version, and who made it in which intention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldVersion {
    /// The version.
    pub version: Version,
    /// The person who acted; `None` for a load, a rule or the installation itself.
    pub who: Option<String>,
    /// The intention in words.
    pub label: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    from_at: DateTime<Utc>,
    to_at: Option<DateTime<Utc>>,
    stage_id: i64,
    status: String,
    amount_cents: i64,
    expected_close_on: Option<NaiveDate>,
    owner_id: Option<i64>,
    win_bp: i64,
    label: Option<String>,
    who: Option<String>,
}

/// Every version of a deal that was ever in force, oldest first. The caller has read the deal within its scope.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn told(tx: &mut Tx, id: OpportunityId) -> StoreResult<Vec<ToldVersion>> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(TOLD).bind(id.get()).fetch_all(c).await)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "opportunity_version", id: row.id };
            let status: DealStatus = reading.word("status", &row.status)?;
            let win: Ratio = reading.ratio("win_bp", row.win_bp)?;
            let version = Version {
                from_at: row.from_at,
                to_at: row.to_at,
                stage_id: StageId(row.stage_id),
                status,
                amount: Cents(row.amount_cents),
                expected_close_on: row.expected_close_on,
                owner_id: row.owner_id.map(UserId),
                win,
            };
            Ok(ToldVersion { version, who: row.who, label: row.label })
        })
        .collect()
}

/// A deal's stays in its stages up to a moment, oldest first; the last one lasts until then, or until the deal closed.
/// The caller has read the deal within its scope.
///
/// # Errors
/// When the database refuses.
pub async fn stage_visits(
    tx: &mut Tx,
    id: OpportunityId,
    at: DateTime<Utc>,
) -> StoreResult<Vec<StageVisit>> {
    let rows: Vec<(String, DateTime<Utc>, String)> =
        on!(tx, c => sqlx::query_as(VISITS).bind(id.get()).bind(at).fetch_all(c).await)?;
    // A closed deal entered its last stage when it closed, and stays there without ageing.
    let until =
        rows.last().filter(|(_, _, kind)| kind != "open").map_or(at, |(_, closed, _)| *closed);
    let ends: Vec<DateTime<Utc>> =
        rows.iter().skip(1).map(|(_, began, _)| *began).chain(std::iter::once(until)).collect();
    Ok(rows
        .into_iter()
        .zip(ends)
        .map(|((stage, at, _), end)| StageVisit { stage, at, days: (end - at).num_days().max(0) })
        .collect())
}
