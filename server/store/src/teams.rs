//! Teams as a tree, with everything below each team kept beside it.

use chrono::{DateTime, Utc};
use domain::ids::TeamId;
use serde::Serialize;
use sqlx::FromRow;

use crate::{StoreResult, Tx};

const INSERT: &str = "
insert into team (name, parent_id, external_key, created_at) values ($1, $2, $3, $4)
returning id";

/// The team itself, and one row for each team above it: those that reach its parent.
const REACH: &str = "
insert into team_reach (team_id, below_id)
select r.team_id, cast($1 as bigint) from team_reach r where r.below_id = $2
union all
select cast($1 as bigint), cast($1 as bigint)";

const BY_NAME: &str = "select id, name, parent_id, external_key, version from team where name = $1";

const GET: &str = "select id, name, parent_id, external_key, version from team where id = $1";

const LIST: &str =
    "select id, name, parent_id, external_key, version from team order by lower(name), id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[INSERT, REACH, BY_NAME, GET, LIST];

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Team {
    /// The team.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// The team it belongs to.
    pub parent_id: Option<TeamId>,
    /// What an import knows it by.
    pub external_key: Option<String>,
    /// For the check against lost updates.
    pub version: i64,
}

#[derive(FromRow)]
struct TeamRow {
    id: i64,
    name: String,
    parent_id: Option<i64>,
    external_key: Option<String>,
    version: i64,
}

impl From<TeamRow> for Team {
    fn from(row: TeamRow) -> Self {
        Self {
            id: TeamId(row.id),
            name: row.name,
            parent_id: row.parent_id.map(TeamId),
            external_key: row.external_key,
            version: row.version,
        }
    }
}

/// Adds a team below `parent`, or at the top.
///
/// # Errors
/// `Unique` when the name is taken.
pub async fn insert(
    tx: &mut Tx,
    name: &str,
    parent: Option<TeamId>,
    external_key: Option<&str>,
    now: DateTime<Utc>,
) -> StoreResult<TeamId> {
    let parent = parent.map(TeamId::get);
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(name)
        .bind(parent)
        .bind(external_key)
        .bind(now)
        .fetch_one(c)
        .await)?;
    on!(tx, c => sqlx::query(REACH).bind(id).bind(parent).execute(c).await.map(|_| ()))?;
    Ok(TeamId(id))
}

/// The team of this name.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_name(tx: &mut Tx, name: &str) -> StoreResult<Option<Team>> {
    let row: Option<TeamRow> =
        on!(tx, c => sqlx::query_as(BY_NAME).bind(name).fetch_optional(c).await)?;
    Ok(row.map(Team::from))
}

/// The team with this id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn get(tx: &mut Tx, id: TeamId) -> StoreResult<Team> {
    let row: TeamRow = on!(tx, c => sqlx::query_as(GET).bind(id.get()).fetch_one(c).await)?;
    Ok(row.into())
}

/// Every team, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx) -> StoreResult<Vec<Team>> {
    let rows: Vec<TeamRow> = on!(tx, c => sqlx::query_as(LIST).fetch_all(c).await)?;
    Ok(rows.into_iter().map(Team::from).collect())
}
