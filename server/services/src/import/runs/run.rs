//! A run: part by part, each in one transaction with the position it comes to.
//!
//! A run that is cut off, however hard, goes on from the last part that was committed: every row is done exactly once.

use domain::access::Scope;
use domain::ids::{ImportId, UnitId};
use domain::import::{ImportEntity, ImportPlan, ImportRow, ImportStatus};
use domain::journal::{Actor, Entity};
use store::Tx;
use store::bulk::Load;
use store::import_files;
use store::import_runs::{self, PartDone};
use store::imports::BadRow;

use super::bench::{Bench, PART};
use super::part::{Outcome, Target};
use super::table::{self, Table};
use super::world::World;
use crate::import::Progress;
use crate::{Ctx, Event, ServiceError, ServiceResult};

/// Runs an import from where it is to its end, or until somebody ends it.
///
/// # Errors
/// When the database is away: then it goes on later. What is wrong with the import itself ends it, and is kept with it.
pub(super) async fn run(
    ctx: &Ctx,
    id: ImportId,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> ServiceResult<()> {
    match parts(ctx, id, progress).await {
        // Somebody else is at it, or has ended it.
        Ok(()) | Err(ServiceError::Conflict(_)) => Ok(()),
        Err(away @ ServiceError::Unavailable(_)) => Err(away),
        Err(error) => {
            tracing::warn!(import = %id, %error, "an import failed");
            let mut tx = ctx.db().write().await?;
            let problem = error.to_string();
            let failed = ImportStatus::Failed;
            import_runs::finish(&mut tx, id, failed, Some(&problem), ctx.now()).await?;
            commit(ctx, tx, &events(ctx, id, None)).await
        }
    }
}

async fn parts(
    ctx: &Ctx,
    id: ImportId,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> ServiceResult<()> {
    let mut tx = ctx.db().read().await?;
    let (run, plan) = import_runs::get(&mut tx, &Scope::Everything, id).await?;
    let Some(plan) = plan.filter(|_| !run.status.is_over()) else { return Ok(()) };
    let bytes = import_files::file(&mut tx, id).await?;
    let (_, _, user) = import_runs::findings(&mut tx, id).await?;
    let started_at = run.started_at.unwrap_or_else(|| ctx.now());
    let world = World::read(&mut tx, &plan, started_at).await?;
    let table = table::read(run.source.clone(), bytes).await?;
    let mut bench = Bench::new(world, &table.sheet, &plan);
    let done = usize::try_from(run.read).unwrap_or(0);
    bench.pass(&mut tx, table.sheet.rows.get(..done).unwrap_or_default()).await?;
    drop(tx);
    let mut going = Going { ctx, id, table: &table, plan: &plan, unit: run.unit };
    let mut position = run.read;
    loop {
        let mut load = if let Some(unit) = going.unit {
            Load::go_on(ctx.db(), unit, started_at).await?
        } else {
            let label = format!("Imported {}", run.source);
            let mut load = Load::begin(ctx.db(), &label, Actor::Import(user), started_at).await?;
            let unit = load.unit();
            import_runs::begin(&mut load.tx, id, unit, started_at).await?;
            load
        };
        let (now, _) = import_runs::get(&mut load.tx, &Scope::Everything, id).await?;
        if !goes_on(&now, position) {
            return going.end(load, &now).await;
        }
        let unit = load.unit();
        position = going.one_part(&mut bench, load, position).await?;
        going.unit = Some(unit);
        let count = |rows: i64| usize::try_from(rows).unwrap_or(0);
        progress(Progress { what: "rows", done: count(position), total: Some(count(run.total)) });
        if position >= run.total {
            return Ok(());
        }
    }
}

/// Whether the run is where this process left it, and nobody has ended it.
fn goes_on(run: &ImportRow, position: i64) -> bool {
    run.status == ImportStatus::Running && run.read == position && position < run.total
}

/// A run that goes on.
struct Going<'a> {
    ctx: &'a Ctx,
    id: ImportId,
    table: &'a Table,
    plan: &'a ImportPlan,
    unit: Option<UnitId>,
}

impl Going<'_> {
    async fn end(&self, mut load: Load, run: &ImportRow) -> ServiceResult<()> {
        let status = match run.status {
            ImportStatus::Cancelling => ImportStatus::Cancelled,
            ImportStatus::Running if run.read >= run.total => ImportStatus::Done,
            _ => return Ok(()),
        };
        import_runs::finish(&mut load.tx, self.id, status, None, self.ctx.now()).await?;
        commit_load(self.ctx, load, &events(self.ctx, self.id, None)).await
    }

    /// One part with the position it comes to, in one transaction.
    async fn one_part(
        &self,
        bench: &mut Bench<'_>,
        mut load: Load,
        from: i64,
    ) -> ServiceResult<i64> {
        let first = usize::try_from(from).unwrap_or(0);
        let rows = &self.table.sheet.rows;
        let last = rows.len().min(first + PART);
        let rows = rows.get(first..last).unwrap_or_default();
        let outcome = bench.part(Target::Write(&mut load), rows).await?;
        let to = i64::try_from(last).unwrap_or(i64::MAX);
        let part = self.done(from, to, outcome);
        if !import_runs::advance(&mut load.tx, self.id, &part).await? {
            return Err(ServiceError::Conflict(Vec::new()));
        }
        if last >= self.table.sheet.rows.len() {
            let done = ImportStatus::Done;
            import_runs::finish(&mut load.tx, self.id, done, None, self.ctx.now()).await?;
        }
        commit_load(self.ctx, load, &events(self.ctx, self.id, Some(self.plan))).await?;
        Ok(to)
    }

    fn done(&self, from: i64, to: i64, outcome: Outcome) -> PartDone {
        let bad = |problem: domain::import::RowProblem| BadRow {
            file: self.plan.entity.as_str().to_owned(),
            line: problem.line,
            field: problem.column,
            value: problem.value,
            message: problem.message,
        };
        PartDone {
            from,
            to,
            counts: outcome.counts,
            bad: outcome.problems.into_iter().map(bad).collect(),
        }
    }
}

/// What open pages show of it.
fn events(ctx: &Ctx, id: ImportId, plan: Option<&ImportPlan>) -> Vec<Event> {
    let by = ctx.actor().user();
    let records = plan.map(|plan| match plan.entity {
        ImportEntity::Lead => Entity::Lead,
        ImportEntity::Company => Entity::Company,
        ImportEntity::Deal => Entity::Opportunity,
        ImportEntity::Interaction => Entity::Interaction,
        ImportEntity::Task => Entity::Task,
    });
    let run = Event { entity: Entity::Import, id: id.get(), by };
    let records = records.map(|entity| Event { entity, id: 0, by });
    std::iter::once(run).chain(records).collect()
}

/// Commits, and tells live pages; those of other processes hear of it with the commit.
async fn commit(ctx: &Ctx, mut tx: Tx, events: &[Event]) -> ServiceResult<()> {
    if let Some(message) = ctx.host().bus.message(events) {
        store::live::send(&mut tx, &message).await?;
    }
    tx.commit().await?;
    publish(ctx, events);
    Ok(())
}

fn publish(ctx: &Ctx, events: &[Event]) {
    for event in events {
        ctx.host().bus.publish(*event);
    }
}

/// The same for a load.
async fn commit_load(ctx: &Ctx, mut load: Load, events: &[Event]) -> ServiceResult<()> {
    if let Some(message) = ctx.host().bus.message(events) {
        store::live::send(&mut load.tx, &message).await?;
    }
    load.commit().await?;
    publish(ctx, events);
    Ok(())
}
