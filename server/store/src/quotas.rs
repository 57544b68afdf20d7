//! Targets.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::ids::{TeamId, UserId};
use domain::money::Cents;
use sqlx::FromRow;

use crate::rollups::Range;
use crate::scope::Bounds;
use crate::{StoreResult, Tx};

const OVERLAPPING: &str = concat!(
    "
select q.user_id, q.team_id, t.parent_id, q.starts_on, q.ends_on, q.target_cents
from quota q
left join team t on t.id = q.team_id
where q.product_id is null and q.deleted_at is null and q.starts_on < $5 and q.ends_on >= $4
  and ($1 = 1 or ",
    in_scope!("q.user_id", "$1", "$2", "$3"),
    "
    or q.team_id in (select below_id from team_reach where team_id = $3))
order by q.starts_on, q.id"
);

const CHANGED_SINCE: &str = "
select count(*) from quota
where product_id is null and starts_on < $2 and ends_on >= $1 and updated_at > $3";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[OVERLAPPING, CHANGED_SINCE];

/// Whose target it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuotaOf {
    /// The whole company's.
    Company,
    /// A team's; whether it is one at the top of the tree.
    Team {
        /// The team.
        id: TeamId,
        /// No team is above it.
        top: bool,
    },
    /// A person's.
    User(UserId),
}

/// A target over some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaRow {
    /// Whose.
    pub of: QuotaOf,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// How much.
    pub target: Cents,
}

#[derive(FromRow)]
struct Row {
    user_id: Option<i64>,
    team_id: Option<i64>,
    parent_id: Option<i64>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    target_cents: i64,
}

impl From<Row> for QuotaRow {
    fn from(row: Row) -> Self {
        let of = match (row.user_id, row.team_id) {
            (Some(user), _) => QuotaOf::User(UserId(user)),
            (None, Some(team)) => QuotaOf::Team { id: TeamId(team), top: row.parent_id.is_none() },
            (None, None) => QuotaOf::Company,
        };
        Self { of, starts_on: row.starts_on, ends_on: row.ends_on, target: Cents(row.target_cents) }
    }
}

/// The targets in scope that hold on any of these days: of people in scope, of their teams, and, for those who see
/// everything, of the company.
///
/// # Errors
/// When the database refuses.
pub async fn overlapping(tx: &mut Tx, scope: &Scope, range: Range) -> StoreResult<Vec<QuotaRow>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(OVERLAPPING)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(range.from)
        .bind(range.until)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(QuotaRow::from).collect())
}

/// Whether any target of these days was set or changed after a moment. Targets have no versions.
///
/// # Errors
/// When the database refuses.
pub async fn changed_since(tx: &mut Tx, range: Range, at: DateTime<Utc>) -> StoreResult<bool> {
    let changed: i64 = on!(tx, c => sqlx::query_scalar(CHANGED_SINCE)
        .bind(range.from)
        .bind(range.until)
        .bind(at)
        .fetch_one(c)
        .await)?;
    Ok(changed > 0)
}
