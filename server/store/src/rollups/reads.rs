//! What desks and boards read from the rollups.

use chrono::NaiveDate;
use domain::access::Scope;
use domain::ids::StageId;
use domain::lead::LeadStatus;
use domain::money::Cents;

use super::Range;
use crate::scope::Bounds;
use crate::{StoreError, StoreResult, Tx};

const STAGE_SUMS: &str = concat!(
    "
select stage_id, cast(sum(deals) as bigint) as deals, cast(sum(amount_cents) as bigint) as amount_cents,
  cast(sum(weighted_cents) as bigint) as weighted_cents
from deal_rollup
where status = 'open' and ",
    in_scope!("owner_id", "$1", "$2", "$3"),
    "
group by stage_id"
);

const OPEN_MONTHS: &str = concat!(
    "
select month_on, cast(sum(deals) as bigint), cast(sum(amount_cents) as bigint), cast(sum(weighted_cents) as bigint)
from deal_rollup
where status = 'open' and ",
    in_scope!("owner_id", "$1", "$2", "$3"),
    "
group by month_on
order by month_on"
);

const LAST_WON_ON: &str = concat!(
    "
select closed_on
from opportunity
where status = 'won' and closed_on is not null and deleted_at is null and ",
    in_scope!("owner_id", "$1", "$2", "$3"),
    "
order by closed_on desc
limit 1"
);

const FURTHEST: &str = concat!(
    "
select furthest_status, cast(sum(leads) as bigint)
from lead_rollup
where month_on >= $4 and month_on < $5 and ",
    in_scope!("owner_id", "$1", "$2", "$3"),
    "
group by furthest_status"
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[STAGE_SUMS, OPEN_MONTHS, LAST_WON_ON, FURTHEST];

/// Open deals of one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageSum {
    /// Which stage.
    pub stage: StageId,
    /// How many.
    pub deals: i64,
    /// Their sum.
    pub amount: Cents,
    /// Their sum, each weighted with its P(won).
    pub weighted: Cents,
}

/// Open deals in scope by stage. A stage without deals may be missing.
///
/// # Errors
/// When the database refuses.
pub async fn stage_sums(tx: &mut Tx, scope: &Scope) -> StoreResult<Vec<StageSum>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(i64, i64, i64, i64)> = on!(tx, c => sqlx::query_as(STAGE_SUMS)
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(stage, deals, amount, weighted)| StageSum {
            stage: StageId(stage),
            deals,
            amount: Cents(amount),
            weighted: Cents(weighted),
        })
        .collect())
}

/// Open deals that should close in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthSum {
    /// Its first day.
    pub month: NaiveDate,
    /// How many.
    pub deals: i64,
    /// Their sum.
    pub amount: Cents,
    /// Their sum, each weighted with its P(won).
    pub weighted: Cents,
}

/// Open deals in scope by the month they should close in. A month without deals may be missing.
///
/// # Errors
/// When the database refuses.
pub async fn open_months(tx: &mut Tx, scope: &Scope) -> StoreResult<Vec<MonthSum>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(NaiveDate, i64, i64, i64)> = on!(tx, c => sqlx::query_as(OPEN_MONTHS)
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_all(c)
        .await)?;
    let sum = |(month, deals, amount, weighted)| MonthSum {
        month,
        deals,
        amount: Cents(amount),
        weighted: Cents(weighted),
    };
    Ok(rows.into_iter().map(sum).collect())
}

/// The last day on which a deal in scope was won.
///
/// # Errors
/// When the database refuses.
pub async fn last_won_on(tx: &mut Tx, scope: &Scope) -> StoreResult<Option<NaiveDate>> {
    let Bounds { all, user, team } = scope.into();
    Ok(on!(tx, c => sqlx::query_scalar(LAST_WON_ON)
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_optional(c)
        .await)?)
}

/// Leads created in these months, by the furthest they came.
///
/// # Errors
/// When a stored status is unknown to this version.
pub async fn furthest_counts(
    tx: &mut Tx,
    scope: &Scope,
    range: Range,
) -> StoreResult<Vec<(LeadStatus, i64)>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<(String, i64)> = on!(tx, c => sqlx::query_as(FURTHEST)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(range.from)
        .bind(range.until)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|(status, leads)| {
            let status = LeadStatus::try_from(status.as_str()).map_err(|error| {
                StoreError::Inconsistent {
                    table: "lead_rollup",
                    column: "furthest_status",
                    id: 0,
                    detail: error.to_string(),
                }
            })?;
            Ok((status, leads))
        })
        .collect()
}
