//! Things to do.

mod calendar;
mod row;
mod trash;

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{LeadId, OpportunityId, TaskId, UserId};
use domain::list::Cursor;
use domain::task::{Recurrence, TaskRow};
use sqlx::types::Json;
use sqlx::{Database, Encode, QueryBuilder, Type};

use row::{ListRow, StoredRow};

use crate::scope::{Bounds, push_scope};
use crate::{StoreError, StoreResult, Tx};

const INSERT: &str = "
insert into task (title, kind, lead_id, opportunity_id, owner_id, due_at, priority_score, auto_generated, rule,
  dedupe_key, notes, recurrence, checklist, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
on conflict (dedupe_key) where dedupe_key is not null and deleted_at is null do nothing
returning id";

const GET: &str = concat!(
    "
select t.id, t.title, t.kind, t.status, t.lead_id, t.opportunity_id, t.owner_id, t.due_at, t.priority_score, t.rule,
  t.snoozed_until, t.completed_at, t.notes, t.recurrence, t.checklist, t.version
from task t
where t.id = $1 and t.deleted_at is null and ",
    in_scope!("t.owner_id", "$2", "$3", "$4")
);

const UPDATE: &str = "
update task
set title = $1, kind = $2, status = $3, owner_id = $4, due_at = $5, priority_score = $6, snoozed_until = $7,
  completed_at = $8, notes = $9, lead_id = $10, recurrence = $11, checklist = $12, updated_at = $13,
  version = version + 1
where id = $14 and version = $15";

macro_rules! rows {
    ($($tail:tt)*) => {
        concat!(
            "
select t.id, t.title, t.kind, t.status, t.owner_id, u.name as owner_name, t.due_at, t.snoozed_until, t.completed_at,
  t.priority_score, t.rule, t.lead_id, l.name as lead_name, t.opportunity_id, o.name as opportunity_name, t.recurrence,
  t.checklist, t.version
from task t
join app_user u on u.id = t.owner_id
left join lead l on l.id = t.lead_id
left join opportunity o on o.id = t.opportunity_id
where t.deleted_at is null",
            $($tail)*
        )
    };
}
pub(super) use rows;

const LIST: &str = rows!("");

const OF_LEAD: &str = rows!(
    " and t.lead_id = $1 and t.status = 'open' and ",
    in_scope!("t.owner_id", "$2", "$3", "$4"),
    " order by t.due_at nulls last, t.id limit 50"
);

// Those that were deleted count: nobody wants to be offered them again.
const TITLES_OF_LEAD: &str = "
select title
from task
where lead_id = $1 and created_at >= $2
order by id desc
limit 100";

const OF_OPPORTUNITY: &str = rows!(
    " and t.opportunity_id = $1 and t.status = 'open' and ",
    in_scope!("t.owner_id", "$2", "$3", "$4"),
    " order by t.due_at nulls last, t.id limit 50"
);

const DUE: &str = rows!(
    " and t.owner_id = $1 and t.status = 'open' and t.due_at < $2 order by t.due_at, t.id limit $3"
);

const COUNT_DUE: &str = "
select count(*) from task
where owner_id = $1 and status = 'open' and deleted_at is null and due_at < $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT, GET, UPDATE, LIST, OF_LEAD, TITLES_OF_LEAD, OF_OPPORTUNITY, DUE, COUNT_DUE];

pub use calendar::{between, upcoming};
pub use row::{NewTask, Task};
pub use trash::{about, deleted_with, many, restore, trash};

pub(crate) use calendar::STATEMENTS as CALENDAR_STATEMENTS;
pub(crate) use trash::STATEMENTS as TRASH_STATEMENTS;

/// Adds a task; `None` when one with its dedupe key is there already.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx,
    task: &NewTask<'_>,
    now: DateTime<Utc>,
) -> StoreResult<Option<TaskId>> {
    let id: Option<i64> = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(task.title)
        .bind(task.kind.as_str())
        .bind(task.lead.map(LeadId::get))
        .bind(task.opportunity.map(OpportunityId::get))
        .bind(task.owner.get())
        .bind(task.due_at)
        .bind(task.priority_score)
        .bind(task.rule.is_some())
        .bind(task.rule)
        .bind(task.dedupe_key)
        .bind(task.notes)
        .bind(task.recurrence.map(Recurrence::as_str))
        .bind(Json(task.checklist))
        .bind(now)
        .fetch_optional(c)
        .await)?;
    Ok(id.map(TaskId))
}

/// The task with this id.
///
/// # Errors
/// `NotFound` when there is none in scope.
pub async fn get(tx: &mut Tx, scope: &Scope, id: TaskId) -> StoreResult<Task> {
    let bounds = Bounds::from(scope);
    let row: StoredRow = on!(tx, c => sqlx::query_as(GET)
        .bind(id.get())
        .bind(bounds.all)
        .bind(bounds.user)
        .bind(bounds.team)
        .fetch_one(c)
        .await)?;
    row.try_into()
}

/// Keeps a changed task, when its version is still the one that was read.
///
/// # Errors
/// `Conflict` when somebody else changed it meanwhile.
pub async fn update(tx: &mut Tx, task: &Task, now: DateTime<Utc>) -> StoreResult<()> {
    let changed = on!(tx, c => sqlx::query(UPDATE)
        .bind(&task.title)
        .bind(task.kind.as_str())
        .bind(task.status.as_str())
        .bind(task.owner_id.get())
        .bind(task.due_at)
        .bind(task.priority_score)
        .bind(task.snoozed_until)
        .bind(task.completed_at)
        .bind(&task.notes)
        .bind(task.lead_id.map(LeadId::get))
        .bind(task.recurrence.map(Recurrence::as_str))
        .bind(Json(&task.checklist))
        .bind(now)
        .bind(task.id.get())
        .bind(task.version)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if changed == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// What a page of the list of tasks shows.
#[derive(Clone, Debug)]
pub struct TaskQuery {
    /// Open ones by due time, or done ones, the last done first.
    pub done: bool,
    /// Only this person's.
    pub owner: Option<UserId>,
    /// After this row; its value is the due or done time, empty for none.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: i64,
}

/// A page of the list of tasks.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn list(tx: &mut Tx, scope: &Scope, query: &TaskQuery) -> StoreResult<Vec<TaskRow>> {
    let rows: Vec<ListRow> = on!(tx, c => {
        let mut statement = QueryBuilder::new(LIST);
        narrow(&mut statement, scope, query);
        statement.build_query_as().fetch_all(c).await
    })?;
    rows.into_iter().map(TaskRow::try_from).collect()
}

fn narrow<DB: Database>(statement: &mut QueryBuilder<DB>, scope: &Scope, query: &TaskQuery)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
{
    // The plus keeps the owner's index out of it: a team's tasks are walked in their order rather than sorted.
    let owner = if matches!(scope, Scope::Team(..)) { "+t.owner_id" } else { "t.owner_id" };
    push_scope(statement, owner, scope);
    if let Some(owner) = query.owner {
        statement.push(" and t.owner_id = ").push_bind(owner.get());
    }
    let (status, column, further) =
        if query.done { ("done", "t.completed_at", "<") } else { ("open", "t.due_at", ">") };
    statement.push(" and t.status = '").push(status).push("'");
    if let Some(after) = &query.after {
        if let Ok(at) = after.value.parse::<DateTime<Utc>>() {
            statement.push(" and (").push(column).push(further).push_bind(at);
            statement.push(" or (").push(column).push(" = ").push_bind(at);
            statement.push(" and t.id ").push(further).push_bind(after.id).push(")");
            if !query.done {
                statement.push(" or t.due_at is null");
            }
            statement.push(")");
        } else {
            statement.push(" and ").push(column).push(" is null");
            statement.push(" and t.id ").push(further).push_bind(after.id);
        }
    }
    let order = if query.done {
        " order by t.completed_at desc, t.id desc limit "
    } else {
        " order by t.due_at nulls last, t.id limit "
    };
    statement.push(order).push_bind(query.limit);
}

/// The open tasks about a lead whose owners are within the scope, by due time.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_lead(tx: &mut Tx, scope: &Scope, lead: LeadId) -> StoreResult<Vec<TaskRow>> {
    open_about(tx, OF_LEAD, scope, lead.get()).await
}

/// The titles of a lead's tasks since a moment, whatever became of them. The lead must have been read within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn titles_of_lead(
    tx: &mut Tx,
    lead: LeadId,
    since: DateTime<Utc>,
) -> StoreResult<Vec<String>> {
    Ok(on!(tx, c => sqlx::query_scalar(TITLES_OF_LEAD)
        .bind(lead.get())
        .bind(since)
        .fetch_all(c)
        .await)?)
}

async fn open_about(
    tx: &mut Tx,
    statement: &'static str,
    scope: &Scope,
    id: i64,
) -> StoreResult<Vec<TaskRow>> {
    let bounds = Bounds::from(scope);
    let rows: Vec<ListRow> = on!(tx, c => sqlx::query_as(statement)
        .bind(id)
        .bind(bounds.all)
        .bind(bounds.user)
        .bind(bounds.team)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(TaskRow::try_from).collect()
}

/// The open tasks about a deal whose owners are within the scope, by due time.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_opportunity(
    tx: &mut Tx,
    scope: &Scope,
    deal: OpportunityId,
) -> StoreResult<Vec<TaskRow>> {
    open_about(tx, OF_OPPORTUNITY, scope, deal.get()).await
}

/// A person's open tasks that are due before a moment, the longest due first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn due(
    tx: &mut Tx,
    owner: UserId,
    before: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<TaskRow>> {
    let rows: Vec<ListRow> = on!(tx, c => sqlx::query_as(DUE)
        .bind(owner.get())
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(TaskRow::try_from).collect()
}

/// How many open tasks of a person are due before a moment.
///
/// # Errors
/// When the database refuses.
pub async fn count_due(tx: &mut Tx, owner: UserId, before: DateTime<Utc>) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(COUNT_DUE)
        .bind(owner.get())
        .bind(before)
        .fetch_one(c)
        .await)?)
}
