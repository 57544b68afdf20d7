//! Units of the journal: the list of what was done, and one of them with all it changed.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{UnitId, UserId};
use domain::journal::{Change, Changes, Entity, acted};
use domain::undo::{Step, UnitRow};
use sqlx::types::Json;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use crate::scope::{Bounds, push_scope};
use crate::{StoreError, StoreResult, Tx};

macro_rules! units {
    ($tail:expr) => {
        concat!(
            "
select n.id, n.label, n.at, n.actor_kind, n.user_id, u.name as user_name, n.undoes_id,
  (select b.id from unit b where b.undoes_id = n.id) as undone_by,
  (select count(*) from (select 1 from journal j where j.unit_id = n.id limit 1000) as c) as entries
from unit n
left join app_user u on u.id = n.user_id
where ",
            $tail
        )
    };
}

const LIST: &str = units!("1 = 1");

/// One's own units are seen whatever the scope is made of.
const GET: &str = units!(concat!("n.id = $1 and ", in_scope!("n.user_id", "$2", "$3", "$4")));

const STEPS: &str = "
select id, entity, entity_id, action, changes from journal where unit_id = $1 order by id limit $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[LIST, GET, STEPS];

/// A unit as undo judges it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The unit as lists show it.
    pub row: UnitRow,
    /// The word of what acted.
    pub actor_kind: String,
    /// The person behind it.
    pub user: Option<UserId>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    label: String,
    at: DateTime<Utc>,
    actor_kind: String,
    user_id: Option<i64>,
    user_name: Option<String>,
    undoes_id: Option<i64>,
    undone_by: Option<i64>,
    entries: i64,
}

impl From<Row> for Unit {
    fn from(row: Row) -> Self {
        let who = row.user_name.unwrap_or_else(|| acted(&row.actor_kind).to_owned());
        Self {
            row: UnitRow {
                id: UnitId(row.id),
                label: row.label,
                at: row.at,
                who,
                entries: row.entries,
                undone_by: row.undone_by.map(UnitId),
                undoes: row.undoes_id.map(UnitId),
            },
            actor_kind: row.actor_kind,
            user: row.user_id.map(UserId),
        }
    }
}

/// Which units a list shows.
#[derive(Clone, Debug)]
pub struct UnitQuery {
    /// Only what this person did.
    pub user: Option<UserId>,
    /// Only what nobody in person did.
    pub by_itself: bool,
    /// Only what touched such a record.
    pub entity: Option<Entity>,
    /// Before this unit.
    pub before: Option<UnitId>,
    /// At most so many.
    pub limit: i64,
}

/// Units of people within the scope, newest first. What the installation does by itself stands in it only when asked
/// for: every night would fill a page.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx, scope: &Scope, query: &UnitQuery) -> StoreResult<Vec<UnitRow>> {
    let rows: Vec<Row> = on!(tx, c => {
        let mut statement = QueryBuilder::new(LIST);
        narrow(&mut statement, scope, query);
        statement.build_query_as().fetch_all(c).await
    })?;
    Ok(rows.into_iter().map(|row| Unit::from(row).row).collect())
}

fn narrow<DB: Database>(statement: &mut QueryBuilder<DB>, scope: &Scope, query: &UnitQuery)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> &'q str: Encode<'q, DB> + Type<DB>,
{
    push_scope(statement, "n.user_id", scope);
    if let Some(user) = query.user {
        statement.push(" and n.user_id = ").push_bind(user.get());
    }
    statement.push(if query.by_itself {
        " and n.user_id is null"
    } else {
        " and n.actor_kind <> 'system'"
    });
    // A form that was saved as it stood left a unit without entries.
    statement.push(" and exists (select 1 from journal j where j.unit_id = n.id");
    if let Some(entity) = query.entity {
        statement.push(" and j.entity = ").push_bind(entity.as_str());
    }
    statement.push(")");
    if let Some(before) = query.before {
        statement.push(" and n.id < ").push_bind(before.get());
    }
    statement.push(" order by n.id desc limit ").push_bind(query.limit);
}

/// The unit, when whoever is behind it is within the scope.
///
/// # Errors
/// `NotFound` when there is none in scope.
pub async fn get(tx: &mut Tx, scope: &Scope, id: UnitId) -> StoreResult<Unit> {
    let Bounds { all, user, team } = scope.into();
    let row: Row = on!(tx, c => sqlx::query_as(GET)
        .bind(id.get())
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_one(c)
        .await)?;
    Ok(row.into())
}

#[derive(FromRow)]
struct StepRow {
    id: i64,
    entity: String,
    entity_id: i64,
    action: String,
    changes: Json<Changes>,
}

/// A unit's first entries, in the order in which they were written: at most `limit`. The unit must have been read within
/// a scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn steps(tx: &mut Tx, id: UnitId, limit: usize) -> StoreResult<Vec<Step>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<StepRow> =
        on!(tx, c => sqlx::query_as(STEPS).bind(id.get()).bind(limit).fetch_all(c).await)?;
    rows.into_iter()
        .map(|row| {
            let wrong = |column: &'static str| {
                move |error: domain::UnknownWord| StoreError::Inconsistent {
                    table: "journal",
                    column,
                    id: row.id,
                    detail: error.to_string(),
                }
            };
            Ok(Step {
                entity: Entity::try_from(row.entity.as_str()).map_err(wrong("entity"))?,
                entity_id: row.entity_id,
                change: Change::try_from(row.action.as_str()).map_err(wrong("action"))?,
                changes: row.changes.0,
            })
        })
        .collect()
}
