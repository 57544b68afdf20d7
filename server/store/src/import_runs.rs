//! Imports as runs: the file, the plan, how far a run has come, and the rows it could not take.
//!
//! A run moves by [`advance`] in the transaction that writes the rows, and only from where it is: of two processes at
//! the same run one does each part.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{ImportId, UnitId, UserId};
use domain::import::{ImportPlan, ImportPreview, ImportRow, ImportSheet, ImportStatus, RowProblem};
use sqlx::FromRow;
use sqlx::types::Json;

use crate::bulk::insert_rows;
use crate::decode::Reading;
use crate::import_files;
use crate::imports::BadRow;
use crate::scope::Bounds;
use crate::{StoreError, StoreResult, Tx};

const INSERT: &str = "
insert into import_run (source, fingerprint, user_id, status, sheet, plan, preview, rows_total, created_at)
values ($1, $2, $3, 'draft', $4, $5, $6, $7, $8)
returning id";

const LIST: &str = concat!(
    "
select r.id, r.source, r.plan, r.status, u.name as who, r.created_at, r.started_at, r.finished_at, r.unit_id,
  r.rows_total, r.rows_read, r.rows_created, r.rows_updated, r.rows_unchanged, r.rows_duplicate, r.rows_failed,
  r.problem
from import_run r
left join app_user u on u.id = r.user_id
where ",
    in_scope!("r.user_id", "$1", "$2", "$3"),
    "
order by r.created_at desc, r.id desc
limit $4"
);

const GET: &str = concat!(
    "
select r.id, r.source, r.plan, r.status, u.name as who, r.created_at, r.started_at, r.finished_at, r.unit_id,
  r.rows_total, r.rows_read, r.rows_created, r.rows_updated, r.rows_unchanged, r.rows_duplicate, r.rows_failed,
  r.problem
from import_run r
left join app_user u on u.id = r.user_id
where r.id = $4 and ",
    in_scope!("r.user_id", "$1", "$2", "$3")
);

const SHEET: &str = "select sheet, preview, user_id from import_run where id = $1";

const REPLAN: &str = "
update import_run set plan = $1, preview = $2, version = version + 1 where id = $3 and status = 'draft'";

const MOVE: &str = "
update import_run set status = $1, version = version + 1 where id = $2 and status = $3";

const BEGIN: &str = "
update import_run set status = 'running', unit_id = $1, started_at = $2 where id = $3 and status = 'queued'";

const ADVANCE: &str = "
update import_run
set rows_read = $1, rows_created = rows_created + $2, rows_updated = rows_updated + $3,
  rows_unchanged = rows_unchanged + $4, rows_duplicate = rows_duplicate + $5, rows_failed = rows_failed + $6
where id = $7 and rows_read = $8 and status = 'running'";

const FINISH: &str = "
update import_run
set status = $1, problem = $2, finished_at = $3, version = version + 1
where id = $4 and status in ('queued', 'running', 'cancelling')";

const UNFINISHED: &str = "
select id from import_run
where fingerprint = $1 and status in ('queued', 'running', 'cancelling')
order by id desc
limit 1";

const PROBLEMS: &str = "
select line, field, value, message from import_error where import_id = $1 order by id limit $2";

const REMEMBER: &str = "
insert into import_memory (signature, plan, used_at) values ($1, $2, $3)
on conflict (signature) do update set plan = excluded.plan, used_at = excluded.used_at";

const RECALL: &str = "select plan from import_memory where signature = $1";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT, LIST, GET, SHEET, REPLAN, MOVE, BEGIN, ADVANCE, FINISH, UNFINISHED, PROBLEMS, REMEMBER,
    RECALL,
];

/// A file that was brought.
#[derive(Clone, Copy, Debug)]
pub struct NewImport<'a> {
    /// The file's name.
    pub source: &'a str,
    /// SHA-256 over it.
    pub fingerprint: &'a str,
    /// Who brought it.
    pub user: Option<UserId>,
    /// What was found in it.
    pub sheet: &'a ImportSheet,
    /// What its columns are read as.
    pub plan: &'a ImportPlan,
    /// What would come of it.
    pub preview: &'a ImportPreview,
    /// Its rows.
    pub rows: i64,
    /// The file.
    pub bytes: &'a [u8],
}

/// Keeps a file.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, new: &NewImport<'_>, now: DateTime<Utc>) -> StoreResult<ImportId> {
    let id: i64 = on!(&mut *tx, c => sqlx::query_scalar(INSERT)
        .bind(new.source)
        .bind(new.fingerprint)
        .bind(new.user.map(UserId::get))
        .bind(Json(new.sheet))
        .bind(Json(new.plan))
        .bind(Json(new.preview))
        .bind(new.rows)
        .bind(now)
        .fetch_one(c)
        .await)?;
    let id = ImportId(id);
    import_files::keep(tx, id, new.bytes).await?;
    Ok(id)
}

#[derive(FromRow)]
struct RunRow {
    id: i64,
    source: String,
    plan: Option<Json<ImportPlan>>,
    status: String,
    who: Option<String>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    unit_id: Option<i64>,
    rows_total: i64,
    rows_read: i64,
    rows_created: i64,
    rows_updated: i64,
    rows_unchanged: i64,
    rows_duplicate: i64,
    rows_failed: i64,
    problem: Option<String>,
}

impl RunRow {
    fn split(self) -> StoreResult<(ImportRow, Option<ImportPlan>)> {
        let status: ImportStatus =
            Reading { table: "import_run", id: self.id }.word("status", &self.status)?;
        let plan = self.plan.map(|plan| plan.0);
        let row = ImportRow {
            id: ImportId(self.id),
            source: self.source,
            entity: plan.as_ref().map(|plan| plan.entity),
            status,
            who: self.who,
            created_at: self.created_at,
            started_at: self.started_at,
            finished_at: self.finished_at,
            unit: self.unit_id.map(UnitId),
            total: self.rows_total,
            read: self.rows_read,
            created: self.rows_created,
            updated: self.rows_updated,
            unchanged: self.rows_unchanged,
            duplicates: self.rows_duplicate,
            failed: self.rows_failed,
            problem: self.problem,
        };
        Ok((row, plan))
    }
}

/// The imports of people within the scope, newest first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn list(tx: &mut Tx, scope: &Scope, limit: i64) -> StoreResult<Vec<ImportRow>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<RunRow> = on!(tx, c => sqlx::query_as(LIST)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(|row| row.split().map(|(row, _)| row)).collect()
}

/// An import within the scope, with its plan; a folder has none.
///
/// # Errors
/// `NotFound` when there is none in scope.
pub async fn get(
    tx: &mut Tx,
    scope: &Scope,
    id: ImportId,
) -> StoreResult<(ImportRow, Option<ImportPlan>)> {
    let Bounds { all, user, team } = scope.into();
    let row: Option<RunRow> = on!(tx, c => sqlx::query_as(GET)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(id.get())
        .fetch_optional(c)
        .await)?;
    row.ok_or(StoreError::NotFound)?.split()
}

/// What was found in the file and what would come of it, and who brought it. The import must have been read within a
/// scope before.
///
/// # Errors
/// `NotFound` when there is no such import.
pub async fn findings(
    tx: &mut Tx,
    id: ImportId,
) -> StoreResult<(ImportSheet, ImportPreview, Option<UserId>)> {
    type Row = (Option<Json<ImportSheet>>, Option<Json<ImportPreview>>, Option<i64>);
    let (sheet, preview, user): Row =
        on!(tx, c => sqlx::query_as(SHEET).bind(id.get()).fetch_one(c).await)?;
    let sheet = sheet.map(|sheet| sheet.0).unwrap_or_default();
    Ok((sheet, preview.map(|preview| preview.0).unwrap_or_default(), user.map(UserId)))
}

/// Changes the plan of an import that has not started.
///
/// # Errors
/// `Conflict` when it has.
pub async fn replan(
    tx: &mut Tx,
    id: ImportId,
    plan: &ImportPlan,
    preview: &ImportPreview,
) -> StoreResult<()> {
    let rows = on!(tx, c => sqlx::query(REPLAN)
        .bind(Json(plan))
        .bind(Json(preview))
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Takes an import from one status to another; `false` when it is not in the first.
///
/// # Errors
/// When the database refuses.
pub async fn shift(
    tx: &mut Tx,
    id: ImportId,
    from: ImportStatus,
    to: ImportStatus,
) -> StoreResult<bool> {
    let rows = on!(tx, c => sqlx::query(MOVE)
        .bind(to.as_str())
        .bind(id.get())
        .bind(from.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// A queued import begins, with its unit of the journal.
///
/// # Errors
/// `Conflict` when it is not queued any more.
pub async fn begin(tx: &mut Tx, id: ImportId, unit: UnitId, now: DateTime<Utc>) -> StoreResult<()> {
    let rows = on!(tx, c => sqlx::query(BEGIN)
        .bind(unit.get())
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// What a part of a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartDone {
    /// The position it began from.
    pub from: i64,
    /// The position it came to.
    pub to: i64,
    /// Rows created, updated, unchanged, duplicate, failed.
    pub counts: [i64; 5],
    /// The rows it could not take.
    pub bad: Vec<BadRow>,
}

/// Moves a run on, with the rows it could not take; `false` when it is not where the part began, or no longer runs.
///
/// # Errors
/// When the database refuses.
pub async fn advance(tx: &mut Tx, id: ImportId, part: &PartDone) -> StoreResult<bool> {
    let [created, updated, unchanged, duplicate, failed] = part.counts;
    let rows = on!(&mut *tx, c => sqlx::query(ADVANCE)
        .bind(part.to)
        .bind(created)
        .bind(updated)
        .bind(unchanged)
        .bind(duplicate)
        .bind(failed)
        .bind(id.get())
        .bind(part.from)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    insert_rows!(*tx, part.bad, row => "import_error" {
        import_id: id.get(),
        file: row.file.as_str(),
        line: row.line,
        field: row.field.as_str(),
        value: row.value.as_str(),
        message: row.message.as_str(),
    });
    Ok(rows == 1)
}

/// A run ends; nothing happens when it has ended already.
///
/// # Errors
/// When the database refuses.
pub async fn finish(
    tx: &mut Tx,
    id: ImportId,
    status: ImportStatus,
    problem: Option<&str>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(FINISH)
        .bind(status.as_str())
        .bind(problem)
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// A run of the same file that has started and not ended.
///
/// # Errors
/// When the database refuses.
pub async fn unfinished(tx: &mut Tx, fingerprint: &str) -> StoreResult<Option<ImportId>> {
    let id: Option<i64> =
        on!(tx, c => sqlx::query_scalar(UNFINISHED).bind(fingerprint).fetch_optional(c).await)?;
    Ok(id.map(ImportId))
}

/// The first rows an import could not take. The import must have been read within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn problems(tx: &mut Tx, id: ImportId, limit: i64) -> StoreResult<Vec<RowProblem>> {
    let rows: Vec<(i64, String, String, String)> = on!(tx, c => sqlx::query_as(PROBLEMS)
        .bind(id.get())
        .bind(limit)
        .fetch_all(c)
        .await)?;
    let problem = |(line, column, value, message)| RowProblem { line, column, value, message };
    Ok(rows.into_iter().map(problem).collect())
}

/// Remembers the plan for files with the same columns.
///
/// # Errors
/// When the database refuses.
pub async fn remember(
    tx: &mut Tx,
    signature: &str,
    plan: &ImportPlan,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(REMEMBER)
        .bind(signature)
        .bind(Json(plan))
        .bind(now)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The plan that was chosen for files with the same columns.
///
/// # Errors
/// When the database refuses.
pub async fn recall(tx: &mut Tx, signature: &str) -> StoreResult<Option<ImportPlan>> {
    let plan: Option<Json<ImportPlan>> =
        on!(tx, c => sqlx::query_scalar(RECALL).bind(signature).fetch_optional(c).await)?;
    Ok(plan.map(|plan| plan.0))
}
