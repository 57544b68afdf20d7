//! The append-only journal.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{JournalId, LeadId, UnitId, UserId};
use domain::journal::{Actor, Change, Changes, Entity, Entry, NewEntry, acted};
use sqlx::FromRow;
use sqlx::types::Json;

use crate::scope::Bounds;
use crate::{StoreError, StoreResult, Tx};

const BEGIN_UNIT: &str = "
insert into unit (label, actor_kind, user_id, at, undoes_id) values ($1, $2, $3, $4, $5)
returning id";

const APPEND: &str = "
insert into journal (unit_id, at, entity, entity_id, action, changes, reason, cause_id)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning id";

const OF_RECORD: &str = "
select j.id, j.unit_id, n.label, j.at, n.actor_kind, n.user_id, u.name as user_name, j.entity, j.entity_id, j.action, j.changes,
  j.reason
from journal j
join unit n on n.id = j.unit_id
left join app_user u on u.id = n.user_id
where j.entity = $1 and j.entity_id = $2 and j.id < $3
order by j.id desc
limit $4";

const OF_RECORD_UNTIL: &str = "
select j.id, j.unit_id, n.label, j.at, n.actor_kind, n.user_id, u.name as user_name, j.entity, j.entity_id, j.action, j.changes,
  j.reason
from journal j
join unit n on n.id = j.unit_id
left join app_user u on u.id = n.user_id
where j.entity = $1 and j.entity_id = $2 and j.at <= $3
order by j.id desc
limit $4";

const OF_RECORD_SINCE: &str = "
select j.id, j.unit_id, n.label, j.at, n.actor_kind, n.user_id, u.name as user_name, j.entity, j.entity_id, j.action, j.changes,
  j.reason
from journal j
join unit n on n.id = j.unit_id
left join app_user u on u.id = n.user_id
where j.entity = $1 and j.entity_id = $2 and j.at > $3
order by j.id desc";

/// Two keyed walks: a condition joined by `or` would read the whole journal. What was merged into the lead is told as
/// its own history.
const OF_LEAD: &str = concat!(
    "
select e.id, e.unit_id, n.label, e.at, n.actor_kind, n.user_id, u.name as user_name, e.entity, e.entity_id, e.action, e.changes,
  e.reason
from (
  select id, unit_id, at, entity, entity_id, action, changes, reason
  from journal
  where entity = 'lead' and (at <= $6 or $6 is null) and entity_id in (
    with recursive known (id) as (
      select cast($1 as bigint)
      union all
      select a.old_id from alias a join known k on a.kept_id = k.id where a.entity = 'lead'
    )
    select id from known
  )
  union all
  select j.id, j.unit_id, j.at, j.entity, j.entity_id, j.action, j.changes, j.reason
  from opportunity o
  join journal j on j.entity = 'opportunity' and j.entity_id = o.id
  where o.lead_id = $1 and o.deleted_at is null and (j.at <= $6 or $6 is null) and ",
    in_scope!("o.owner_id", "$3", "$4", "$5"),
    "
) e
join unit n on n.id = e.unit_id
left join app_user u on u.id = n.user_id
order by e.id desc
limit $2"
);

/// The newest, oldest first; by the index of a record's own entries.
const MOVES_OF_LEAD: &str = "
select e.id, e.unit_id, n.label, e.at, n.actor_kind, n.user_id, u.name as user_name, e.entity, e.entity_id, e.action, e.changes,
  e.reason
from (
  select id, unit_id, at, entity, entity_id, action, changes, reason
  from journal
  where entity = 'lead' and entity_id = $1 and cast(changes as text) like '%\"status\"%'
  order by id desc
  limit 100
) e
join unit n on n.id = e.unit_id
left join app_user u on u.id = n.user_id
order by e.id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[BEGIN_UNIT, APPEND, OF_RECORD, OF_RECORD_UNTIL, OF_RECORD_SINCE, OF_LEAD, MOVES_OF_LEAD];

/// Begins a unit: one intention, to which the entries that follow belong.
///
/// # Errors
/// When the database refuses.
pub async fn begin_unit(
    tx: &mut Tx,
    label: &str,
    actor: Actor,
    now: DateTime<Utc>,
    undoes: Option<UnitId>,
) -> StoreResult<UnitId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(BEGIN_UNIT)
        .bind(label)
        .bind(actor.kind())
        .bind(actor.user().map(UserId::get))
        .bind(now)
        .bind(undoes.map(UnitId::get))
        .fetch_one(c)
        .await)?;
    Ok(UnitId(id))
}

/// Appends one entry.
///
/// # Errors
/// When the database refuses.
pub async fn append(
    tx: &mut Tx,
    unit: UnitId,
    entry: &NewEntry,
    now: DateTime<Utc>,
) -> StoreResult<JournalId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(APPEND)
        .bind(unit.get())
        .bind(now)
        .bind(entry.entity.as_str())
        .bind(entry.entity_id)
        .bind(entry.change.as_str())
        .bind(Json(&entry.changes))
        .bind(entry.reason.as_deref())
        .bind(entry.cause.map(JournalId::get))
        .fetch_one(c)
        .await)?;
    Ok(JournalId(id))
}

#[derive(FromRow)]
struct EntryRow {
    id: i64,
    unit_id: i64,
    label: String,
    at: DateTime<Utc>,
    actor_kind: String,
    user_id: Option<i64>,
    user_name: Option<String>,
    entity: String,
    entity_id: i64,
    action: String,
    changes: Json<Changes>,
    reason: Option<String>,
}

impl TryFrom<EntryRow> for Entry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> StoreResult<Self> {
        let wrong = |column: &'static str| {
            let id = row.id;
            move |error: domain::UnknownWord| StoreError::Inconsistent {
                table: "journal",
                column,
                id,
                detail: error.to_string(),
            }
        };
        Ok(Self {
            id: JournalId(row.id),
            unit_id: UnitId(row.unit_id),
            at: row.at,
            who: row.user_name.unwrap_or_else(|| acted(&row.actor_kind).to_owned()),
            user: row.user_id.map(UserId),
            entity: Entity::try_from(row.entity.as_str()).map_err(wrong("entity"))?,
            entity_id: row.entity_id,
            change: Change::try_from(row.action.as_str()).map_err(wrong("action"))?,
            changes: row.changes.0,
            label: row.label,
            reason: row.reason,
        })
    }
}

/// A record's entries, newest first: at most `limit` of those before `before` (`None`: from the newest).
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_record(
    tx: &mut Tx,
    entity: Entity,
    entity_id: i64,
    before: Option<JournalId>,
    limit: i64,
) -> StoreResult<Vec<Entry>> {
    let rows: Vec<EntryRow> = on!(tx, c => sqlx::query_as(OF_RECORD)
        .bind(entity.as_str())
        .bind(entity_id)
        .bind(before.map_or(i64::MAX, JournalId::get))
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// A record's last entries up to a moment, newest first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_record_until(
    tx: &mut Tx,
    entity: Entity,
    entity_id: i64,
    until: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<Entry>> {
    let rows: Vec<EntryRow> = on!(tx, c => sqlx::query_as(OF_RECORD_UNTIL)
        .bind(entity.as_str())
        .bind(entity_id)
        .bind(until)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// Every entry of a record after a moment, newest first: taken back one by one, they lead to the record as it was.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_record_since(
    tx: &mut Tx,
    entity: Entity,
    entity_id: i64,
    since: DateTime<Utc>,
) -> StoreResult<Vec<Entry>> {
    let rows: Vec<EntryRow> = on!(tx, c => sqlx::query_as(OF_RECORD_SINCE)
        .bind(entity.as_str())
        .bind(entity_id)
        .bind(since)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// The entries about a lead and its deals within the scope up to a moment (`None`: all), newest first. The lead itself must have been read within
/// a scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_lead(
    tx: &mut Tx,
    scope: &Scope,
    lead: LeadId,
    until: Option<DateTime<Utc>>,
    limit: i64,
) -> StoreResult<Vec<Entry>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<EntryRow> = on!(tx, c => sqlx::query_as(OF_LEAD)
        .bind(lead.get())
        .bind(limit)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(until)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// The last hundred entries that set or changed a lead's status, oldest first. The lead must have been read within a
/// scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn moves_of_lead(tx: &mut Tx, lead: LeadId) -> StoreResult<Vec<Entry>> {
    let rows: Vec<EntryRow> =
        on!(tx, c => sqlx::query_as(MOVES_OF_LEAD).bind(lead.get()).fetch_all(c).await)?;
    rows.into_iter().map(Entry::try_from).collect()
}
