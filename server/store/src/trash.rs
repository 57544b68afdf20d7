//! What is in the trash, whatever kind of record it is. The way there and back is each record's own module's.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::journal::Entity;
use domain::undo::TrashRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder};

use crate::decode::Reading;
use crate::scope::{Bounds, push_scope};
use crate::{StoreError, StoreResult, Tx};

macro_rules! deleted {
    ($entity:literal, $table:literal, $name:literal) => {
        concat!(
            "select '",
            $entity,
            "' as entity, id, ",
            $name,
            " as name, deleted_at from ",
            $table,
            " where deleted_at is not null and deleted_at >= $1 and deleted_at <= $5",
            " and not exists (select 1 from alias a where a.entity = '",
            $entity,
            "' and a.old_id = ",
            $table,
            ".id) and ",
            in_scope!("owner_id", "$2", "$3", "$4")
        )
    };
}

const LIST: &str = concat!(
    "
select x.entity, x.id, x.name, x.deleted_at, coalesce((
    select coalesce(u.name, n.actor_kind)
    from journal j
    join unit n on n.id = j.unit_id
    left join app_user u on u.id = n.user_id
    where j.entity = x.entity and j.entity_id = x.id and j.action = 'delete'
    order by j.id desc
    limit 1), 'system') as who
from (",
    deleted!("lead", "lead", "name"),
    " union all ",
    deleted!("opportunity", "opportunity", "name"),
    " union all ",
    deleted!("task", "task", "title"),
    " union all ",
    deleted!("company", "company", "name"),
    ") as x
where x.deleted_at < $5 or x.entity > $6 or (x.entity = $6 and x.id < $7)
order by x.deleted_at desc, x.entity, x.id desc
limit $8"
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[LIST];

/// A record with whether it is in the trash.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<T> {
    /// The record.
    pub record: T,
    /// Since when it is in the trash.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// How many records one statement reads by their keys: far below the variables an engine takes.
pub(crate) const AT_ONCE: usize = 500;

/// Adds `(1, 2, 3)` to a statement, each key bound.
macro_rules! push_keys {
    ($query:expr, $keys:expr) => {{
        let mut list = $query.separated(", ");
        list.push_unseparated("(");
        for key in $keys {
            list.push_bind(*key);
        }
        list.push_unseparated(")");
    }};
}
pub(crate) use push_keys;

/// The statement that puts record $2 of a table into the trash at moment $1; `$and` says what else must hold.
macro_rules! into_trash {
    ($table:literal, $and:literal) => {
        concat!(
            "update ",
            $table,
            " set deleted_at = $1, updated_at = $1, version = version + 1 where id = $2 and deleted_at is null",
            $and
        )
    };
}
pub(crate) use into_trash;

/// The statement that takes record $2 of a table out of the trash at moment $1. Where another record has taken its key
/// meanwhile, the key stays with that one.
macro_rules! out_of_trash {
    ($table:literal, $key:literal, $and:literal) => {
        concat!(
            "update ",
            $table,
            " set deleted_at = null, updated_at = $1, version = version + 1, ",
            $key,
            " = case when exists (select 1 from ",
            $table,
            " o where o.",
            $key,
            " = ",
            $table,
            ".",
            $key,
            " and o.deleted_at is null) then null else ",
            $key,
            " end where id = $2 and deleted_at is not null",
            $and
        )
    };
}
pub(crate) use out_of_trash;

/// A row with whether its record is in the trash.
#[derive(FromRow)]
struct KeptRow<T> {
    #[sqlx(flatten)]
    row: T,
    deleted_at: Option<DateTime<Utc>>,
}

/// The records with these ids that are within the scope, in the trash or not; those out of it are missing. `select` ends
/// in `where id in `.
pub(crate) async fn many<T, U>(
    tx: &mut Tx,
    select: &'static str,
    scope: &Scope,
    ids: &[i64],
) -> StoreResult<Vec<Kept<U>>>
where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    U: TryFrom<T, Error = StoreError>,
{
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<KeptRow<T>> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(select);
            push_keys!(query, chunk);
            push_scope(&mut query, "owner_id", scope);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        for KeptRow { row, deleted_at } in rows {
            found.push(Kept { record: row.try_into()?, deleted_at });
        }
    }
    Ok(found)
}

/// Runs a statement of [`into_trash!`] or [`out_of_trash!`] that also asks for the version ($3) that was read.
pub(crate) async fn set(
    tx: &mut Tx,
    sql: &'static str,
    id: i64,
    version: i64,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(sql)
        .bind(now)
        .bind(id)
        .bind(version)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// Which part of the trash a list shows.
#[derive(Clone, Debug)]
pub struct TrashQuery {
    /// Deleted at this moment or later.
    pub since: DateTime<Utc>,
    /// After this row, as the last page ended: when it was deleted, of which kind it is, its key.
    pub after: Option<(DateTime<Utc>, String, i64)>,
    /// At most so many.
    pub limit: i64,
    /// When the list is made.
    pub now: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    entity: String,
    id: i64,
    name: String,
    deleted_at: DateTime<Utc>,
    who: String,
}

/// The records in the trash within the scope, the last deleted first; how many days are left is the caller's to say.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn list(tx: &mut Tx, scope: &Scope, query: &TrashQuery) -> StoreResult<Vec<TrashRow>> {
    let Bounds { all, user, team } = scope.into();
    let (until, entity, id) = match &query.after {
        Some((at, entity, id)) => (*at, entity.as_str(), *id),
        None => (query.now, "", i64::MAX),
    };
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(LIST)
        .bind(query.since)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(until)
        .bind(entity)
        .bind(id)
        .bind(query.limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "journal", id: row.id };
            Ok(TrashRow {
                entity: reading.word::<Entity>("entity", &row.entity)?,
                id: row.id,
                name: row.name,
                who: row.who,
                deleted_at: row.deleted_at,
                days_left: 0,
            })
        })
        .collect()
}
