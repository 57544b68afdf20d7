//! Imports of one file, of any program: brought, looked at, planned, run in the background, ended, explained.
//!
//! The file is kept in the database, and a run's position with its rows: nothing of an import lives in a process. What
//! is absent: a way to write of its own. New records go through `store::bulk`, changed ones through the record's own
//! writer, both with their journal, versions, scores and rollups.

mod bench;
mod cells;
mod companies;
mod complete;
mod deal_past;
mod deals;
mod guess;
mod heads;
mod interactions;
mod known_leads;
mod leads;
mod matching;
mod names;
mod part;
mod people;
mod rejects;
mod run;
mod table;
mod tasks;
mod world;

use domain::access::{Action, Scope};
use domain::forms::FieldErrors;
use domain::ids::ImportId;
use domain::import::{ImportEntity, ImportList, ImportPage, ImportPlan, ImportStatus};
use serde_json::json;
use store::Tx;
use store::import_files;
use store::import_runs::{self, NewImport};
use store::jobs::{self, NewJob};
use store::pipelines;

pub use rejects::rejected;
pub use table::LARGEST_FILE;

use crate::forecasting::backtest;
use crate::import::Progress;
use crate::import::files::refuse;
use crate::{Ctx, ServiceError, ServiceResult};

/// What the background calls an import.
pub(crate) const JOB: &str = "import";
/// How many imports the list shows.
const LISTED: i64 = 100;
/// How many rows that were left out a page shows.
const PROBLEMS: i64 = 50;

/// A file that somebody brings.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What its rows stand for; guessed when nobody says so.
    pub entity: Option<ImportEntity>,
}

/// Keeps a file, guesses what its columns are, and says what would come of it. Nothing is imported yet.
///
/// # Errors
/// `Invalid` when it is no table: what is wrong with it, and where.
pub async fn bring(ctx: &Ctx, upload: Upload) -> ServiceResult<ImportId> {
    ctx.require(Action::Import)?;
    let fingerprint = table::fingerprint(&upload.bytes);
    let table = table::read(upload.name.clone(), upload.bytes.clone()).await?;
    if table.sheet.rows.is_empty() {
        return Err(refuse(&format!(
            "{} has a head and no rows: there is nothing to import.",
            upload.name
        )));
    }
    let guess = guess::guess(&table, upload.entity);
    let now = ctx.now();
    ensure_pipeline(ctx).await?;
    let mut tx = ctx.db().read().await?;
    let remembered = import_runs::recall(&mut tx, &table::signature(&table.sheet.titles)).await?;
    let fits = |plan: &ImportPlan| upload.entity.is_none_or(|entity| entity == plan.entity);
    let mut plan = remembered.filter(fits).unwrap_or(guess.plan);
    let preview = bench::preview(&mut tx, &table.sheet, &mut plan, now).await?;
    drop(tx);
    let mut tx = ctx.db().write().await?;
    let new = NewImport {
        source: &upload.name,
        fingerprint: &fingerprint,
        user: ctx.actor().user(),
        sheet: &guess.sheet,
        plan: &plan,
        preview: &preview,
        rows: i64::try_from(table.sheet.rows.len()).unwrap_or(i64::MAX),
        bytes: &upload.bytes,
    };
    let id = import_runs::insert(&mut tx, &new, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Stages stand for something only where there is a pipeline.
async fn ensure_pipeline(ctx: &Ctx) -> ServiceResult<()> {
    let mut tx = ctx.db().read().await?;
    let there = pipelines::default(&mut tx).await?;
    drop(tx);
    if there.is_none() {
        let mut tx = ctx.db().write().await?;
        pipelines::ensure_default(&mut tx, ctx.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The imports there were, newest first.
///
/// # Errors
/// `Forbidden` by role.
pub async fn list(ctx: &Ctx) -> ServiceResult<ImportList> {
    ctx.require(Action::Import)?;
    let mut tx = ctx.db().read().await?;
    let rows = import_runs::list(&mut tx, &ctx.scope(), LISTED).await?;
    Ok(ImportList { now: ctx.now(), rows })
}

/// An import's page.
///
/// # Errors
/// `NotFound` when it is out of scope.
pub async fn page(ctx: &Ctx, id: ImportId) -> ServiceResult<ImportPage> {
    ctx.require(Action::Import)?;
    let mut tx = ctx.db().read().await?;
    let (run, plan) = import_runs::get(&mut tx, &ctx.scope(), id).await?;
    let (sheet, preview, _) = import_runs::findings(&mut tx, id).await?;
    let owners = match run.status {
        ImportStatus::Draft => store::forecast_reads::sellers(&mut tx, &ctx.scope()).await?,
        _ => Vec::new(),
    };
    Ok(ImportPage {
        now: ctx.now(),
        problems: import_runs::problems(&mut tx, id, PROBLEMS).await?,
        run,
        sheet,
        plan: plan.unwrap_or_default(),
        preview,
        owners,
    })
}

/// Changes what the columns are read as, and says anew what would come of it.
///
/// # Errors
/// `Invalid` when a key is chosen that no column has; `Conflict` when the import has started.
pub async fn replan(ctx: &Ctx, id: ImportId, plan: ImportPlan) -> ServiceResult<()> {
    ctx.require(Action::Import)?;
    let mut tx = ctx.db().read().await?;
    let (run, before) = import_runs::get(&mut tx, &ctx.scope(), id).await?;
    let before = before.ok_or(ServiceError::NotFound)?;
    if run.status != ImportStatus::Draft {
        return Err(no_draft(run.status));
    }
    let bytes = import_files::file(&mut tx, id).await?;
    let table = table::read(run.source, bytes).await?;
    let mut plan = if plan.entity == before.entity {
        checked(plan, before, &table.sheet.titles)?
    } else {
        guess::guess(&table, Some(plan.entity)).plan
    };
    let preview = bench::preview(&mut tx, &table.sheet, &mut plan, ctx.now()).await?;
    drop(tx);
    let mut tx = ctx.db().write().await?;
    import_runs::replan(&mut tx, id, &plan, &preview).await?;
    tx.commit().await?;
    Ok(())
}

/// A plan as a form sends it: every word in it is known, and its key can be told.
fn checked(
    mut plan: ImportPlan,
    before: ImportPlan,
    titles: &[String],
) -> ServiceResult<ImportPlan> {
    let mut errors = FieldErrors::default();
    let known = |field: &String| {
        field.is_empty() || plan.entity.fields().iter().any(|known| known.key == field)
    };
    if let Some(wrong) = plan.columns.iter().find(|field| !known(field)) {
        errors.add("columns", format!("\"{wrong}\" is no field of {}.", plan.entity.label()));
    }
    // A form that says nothing of some part leaves it as it is.
    if plan.columns.is_empty() {
        plan.columns = before.columns;
    }
    if plan.notations.is_empty() {
        plan.notations = before.notations;
    }
    if plan.meanings.is_empty() {
        plan.meanings = before.meanings;
    }
    if plan.key.is_empty() {
        plan.key = before.key;
    }
    plan.columns.truncate(titles.len());
    plan.notations.truncate(titles.len());
    if !plan.entity.keys().iter().any(|key| key.key == plan.key)
        || !guess::can_tell(plan.entity, &plan.key, &plan.columns)
    {
        errors.add("key", "No column is read as this key. Choose another, or read a column as it.");
    }
    if !plan.region.trim().is_empty() && world::region_of(&plan.region).is_none() {
        let message = format!("\"{}\" is no country: write two letters such as DE.", plan.region);
        errors.add("region", message);
    }
    errors.into_result()?;
    Ok(plan)
}

/// Lets an import run in the background.
///
/// # Errors
/// `Invalid` when a question is open, nothing would come of it, or it has started.
pub async fn start(ctx: &Ctx, id: ImportId) -> ServiceResult<()> {
    ctx.require(Action::Import)?;
    let now = ctx.now();
    let mut tx = ctx.db().write().await?;
    let (run, _) = import_runs::get(&mut tx, &ctx.scope(), id).await?;
    let (_, preview, _) = import_runs::findings(&mut tx, id).await?;
    let takes = preview.created + preview.updated;
    if run.status == ImportStatus::Draft && preview.questions.is_empty() && takes == 0 {
        let nothing =
            "No row of this file would be taken: look at the columns and the rows left out below.";
        return Err(FieldErrors::one("form", nothing).into());
    }
    queue(ctx, &mut tx, id).await?;
    let payload = json!({ "import": id.get() });
    let key = format!("{JOB}:{id}");
    let job =
        NewJob { kind: JOB, payload: &payload, run_at: now, dedupe_key: Some(&key), cause: None };
    jobs::enqueue(&mut tx, &job, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes an import out of its draft, and remembers its plan for files with the same columns.
async fn queue(ctx: &Ctx, tx: &mut Tx, id: ImportId) -> ServiceResult<()> {
    let (run, plan) = import_runs::get(tx, &ctx.scope(), id).await?;
    let (sheet, preview, _) = import_runs::findings(tx, id).await?;
    let plan = plan.ok_or(ServiceError::NotFound)?;
    if let Some(question) = preview.questions.first() {
        return Err(
            FieldErrors::one("form", format!("Answer this first: {}", question.text)).into()
        );
    }
    if run.status != ImportStatus::Draft {
        return Err(no_draft(run.status));
    }
    if !import_runs::shift(tx, run.id, ImportStatus::Draft, ImportStatus::Queued).await? {
        return Err(no_draft(ImportStatus::Queued));
    }
    let titles: Vec<&str> = sheet.columns.iter().map(|column| column.title.as_str()).collect();
    import_runs::remember(tx, &table::signature(&titles), &plan, ctx.now()).await?;
    Ok(())
}

/// Said of an import that has begun, or was thrown away, to whoever would change or start it.
fn no_draft(status: ImportStatus) -> ServiceError {
    let text = match status {
        ImportStatus::Cancelled => "This import was ended. Bring the file again to import it.",
        ImportStatus::Done | ImportStatus::Failed => {
            "This import has ended already; its result stands below."
        }
        _ => "This import has begun already; how far it is stands below.",
    };
    FieldErrors::one("form", text).into()
}

/// Ends an import: one that has not begun at once, one that runs after the part it is at. What came in stays, and can
/// be undone.
///
/// # Errors
/// `Invalid` when it has ended already.
pub async fn cancel(ctx: &Ctx, id: ImportId) -> ServiceResult<()> {
    use ImportStatus::{Cancelled, Cancelling, Draft, Queued, Running};
    ctx.require(Action::Import)?;
    let mut tx = ctx.db().write().await?;
    let (run, _) = import_runs::get(&mut tx, &ctx.scope(), id).await?;
    let to = match run.status {
        Draft | Queued => Cancelled,
        Running => Cancelling,
        Cancelling | Cancelled | ImportStatus::Done | ImportStatus::Failed => {
            return Err(no_draft(run.status));
        }
    };
    import_runs::shift(&mut tx, id, run.status, to).await?;
    tx.commit().await?;
    Ok(())
}

/// The run of the same file that began and did not end, where there is one.
///
/// # Errors
/// When the database is away.
pub async fn cut_off(ctx: &Ctx, bytes: &[u8]) -> ServiceResult<Option<ImportId>> {
    ctx.require(Action::Import)?;
    let mut tx = ctx.db().read().await?;
    Ok(import_runs::unfinished(&mut tx, &table::fingerprint(bytes)).await?)
}

/// Runs an import here and now: one that waits or was cut off, and one that has not started.
///
/// # Errors
/// `Invalid` when a question is open; when the database is away, it goes on later.
pub async fn perform(
    ctx: &Ctx,
    id: ImportId,
    progress: impl Fn(Progress) + Send + Sync,
) -> ServiceResult<()> {
    ctx.require(Action::Import)?;
    let mut tx = ctx.db().write().await?;
    let (run, _) = import_runs::get(&mut tx, &ctx.scope(), id).await?;
    if run.status == ImportStatus::Draft {
        queue(ctx, &mut tx, id).await?;
    }
    tx.commit().await?;
    run::run(ctx, id, &progress).await?;
    measure_forecast(ctx, id).await
}

/// After closed deals came in, says at once what would have been forecast for them.
async fn measure_forecast(ctx: &Ctx, id: ImportId) -> ServiceResult<()> {
    let mut tx = ctx.db().write().await?;
    let (run, plan) = import_runs::get(&mut tx, &Scope::Everything, id).await?;
    let deals = plan.is_some_and(|plan| plan.entity == ImportEntity::Deal);
    if deals && run.status == ImportStatus::Done && run.created + run.updated > 0 {
        backtest::queue(&mut tx, "import", ctx.actor().user(), ctx.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}
