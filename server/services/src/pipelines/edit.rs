//! Changing pipelines and their stages.

use domain::access::{Action, Scope};
use domain::forms::{CheckedPipeline, EditPipeline, FieldErrors, NewPipeline};
use domain::ids::{PipelineId, StageId};
use domain::journal::{Change, Changes, Entity};
use domain::opportunity::Stage;
use domain::pipeline::PipelineFace;
use store::pipelines::{self, Head, NewStage};
use store::{StoreError, opportunities};

use super::{every_stage, standing};
use crate::{Ctx, Done, ServiceError, ServiceResult, Work, day, deals, learning};

/// The most deals that go with a stage at once: beyond it one transaction would keep everybody else waiting.
const MOST_MOVED: i64 = 5_000;

fn name_is_taken(error: StoreError) -> ServiceError {
    match error {
        StoreError::Unique { .. } => {
            let message = "Another pipeline has this name: choose a name of its own.";
            FieldErrors::one("name", message).into()
        }
        other => other.into(),
    }
}

/// Adds a pipeline with the stages of another, or with the usual ones.
///
/// # Errors
/// `Forbidden` by role, `Invalid` when the name is missing or taken.
pub async fn create(ctx: &Ctx, form: NewPipeline) -> ServiceResult<PipelineId> {
    ctx.require(Action::ManagePipelines)?;
    let (name, like) = form.check()?;
    let mut work = ctx.begin(format!("Added the pipeline {name}")).await?;
    let now = work.now();
    let like = match like {
        Some(like) => like,
        None => super::ensure_default(&mut work).await?,
    };
    let known = every_stage(&mut work.tx, like).await?;
    let stages: Vec<NewStage> =
        known.iter().filter(|stage| !stage.is_retired).map(NewStage::like).collect();
    if stages.is_empty() {
        return Err(FieldErrors::one("like", "Choose a pipeline of the list.").into());
    }
    let id =
        pipelines::insert(&mut work.tx, &name, false, &stages, now).await.map_err(name_is_taken)?;
    let stages = every_stage(&mut work.tx, id).await?;
    let face = PipelineFace::of(&name, false, &stages);
    work.created(Entity::Pipeline, id.get(), &face).await?;
    work.commit().await?;
    Ok(id)
}

/// Saves a pipeline with its stages. Deals in a stage that goes are moved to the one the form names; old deals,
/// versions and reports keep the stage they had.
///
/// # Errors
/// `Forbidden` by role; `Invalid` when a field is wrong, the pipeline would be left without a won, lost or open stage,
/// or deals stand in a stage that goes and it is not said where they go; `Conflict` with both values when somebody else
/// changed it.
pub async fn save(ctx: &Ctx, form: EditPipeline) -> ServiceResult<Done> {
    ctx.require(Action::ManagePipelines)?;
    let mut work = ctx.begin(format!("Edited the pipeline {}", form.name.trim())).await?;
    let head = pipelines::head(&mut work.tx, PipelineId(form.id)).await?;
    let known = every_stage(&mut work.tx, head.id).await?;
    let CheckedPipeline { name, starts_here, stages, removed } = form.check(&known)?;
    let before = PipelineFace::of(&head.name, head.is_default, &known);
    let after = whole(&known, &stages)?;
    let planned = PipelineFace::of(&name, head.is_default || starts_here, &after);
    if head.version != form.version {
        let fields = planned.conflicts(&before);
        if !fields.is_empty() {
            return Err(ServiceError::Conflict(fields));
        }
    }
    let moves = moves(&mut work, &known, removed).await?;
    if planned != before {
        if starts_here && !head.is_default {
            hand_over_start(&mut work).await?;
        }
        let written = Head { name, is_default: planned.is_default, ..head };
        let saved = write(&mut work, &written, &after).await?;
        let told = PipelineFace::of(&written.name, written.is_default, &saved);
        work.changed(Entity::Pipeline, written.id.get(), &before, &told).await?;
        for (ids, to) in moves {
            let to = saved.iter().find(|stage| stage.id == to).ok_or(ServiceError::NotFound)?;
            move_all(ctx, &mut work, &ids, to).await?;
        }
    }
    work.commit().await
}

/// Every stage as it should be: a new one with the name of one that went takes its place, so that its past goes on.
fn whole(known: &[Stage], stages: &[Stage]) -> ServiceResult<Vec<Stage>> {
    let is_same = |a: &Stage, b: &Stage| a.name.to_lowercase() == b.name.to_lowercase();
    let gone =
        |stage: &&Stage| stage.is_retired && stage.kind == domain::opportunity::StageKind::Open;
    let mut after = Vec::with_capacity(known.len() + 1);
    for stage in stages {
        let old = known.iter().filter(gone).find(|old| is_same(old, stage));
        match (stage.id, old) {
            (StageId(0), Some(old)) => after.push(Stage { id: old.id, ..stage.clone() }),
            (_, Some(old)) if stage.id != old.id => {
                let message = format!(
                    "A stage named {} was removed: add a stage of this name to bring it back.",
                    old.name
                );
                return Err(FieldErrors::one(&format!("{}-name", stage.id), message).into());
            }
            _ => after.push(stage.clone()),
        }
    }
    let rest = known.iter().filter(|stage| !after.iter().any(|kept| kept.id == stage.id));
    let rest: Vec<Stage> = rest.map(|stage| Stage { is_retired: true, ..stage.clone() }).collect();
    after.extend(rest);
    Ok(after)
}

/// The deals of each stage that goes, and where they go.
async fn moves(
    work: &mut Work<'_>,
    known: &[Stage],
    removed: Vec<(StageId, Option<StageId>)>,
) -> ServiceResult<Vec<(Vec<i64>, StageId)>> {
    let mut moves = Vec::new();
    let mut errors = FieldErrors::default();
    for (gone, to) in removed {
        let ids = pipelines::open_deals(&mut work.tx, gone, MOST_MOVED + 1).await?;
        let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        let name = known.iter().find(|stage| stage.id == gone).map_or("", |stage| &stage.name);
        match to {
            _ if ids.is_empty() => {}
            _ if count > MOST_MOVED => errors.add(
                &format!("{gone}-to"),
                format!("More than {MOST_MOVED} deals stand in {name}: move some of them first."),
            ),
            None => errors.add(
                &format!("{gone}-to"),
                format!("{}: choose where to move them.", standing(count, name)),
            ),
            Some(to) => moves.push((ids, to)),
        }
    }
    errors.into_result()?;
    Ok(moves)
}

async fn write(work: &mut Work<'_>, head: &Head, stages: &[Stage]) -> ServiceResult<Vec<Stage>> {
    let now = work.now();
    pipelines::save(&mut work.tx, head, stages, now).await.map_err(name_is_taken)
}

/// New deals begin in one pipeline only: the one before gives that up.
async fn hand_over_start(work: &mut Work<'_>) -> ServiceResult<()> {
    for head in pipelines::heads(&mut work.tx).await?.into_iter().filter(|head| head.is_default) {
        let stages = every_stage(&mut work.tx, head.id).await?;
        let before = PipelineFace::of(&head.name, true, &stages);
        let after = PipelineFace { is_default: false, ..before.clone() };
        let id = head.id.get();
        write(work, &Head { is_default: false, ..head }, &stages).await?;
        work.changed(Entity::Pipeline, id, &before, &after).await?;
    }
    Ok(())
}

async fn move_all(ctx: &Ctx, work: &mut Work<'_>, ids: &[i64], to: &Stage) -> ServiceResult<()> {
    let now = work.now();
    let today = day::today(ctx, &mut work.tx).await?;
    let lesson = learning::lesson(&mut work.tx).await?;
    work.because(Some(format!("Its stage was removed; {} takes its deals", to.name)));
    for kept in opportunities::many(&mut work.tx, &Scope::Everything, ids).await? {
        let before = kept.record;
        let moved = before.deal.move_to(to, None, today, now).map_err(deals::refused)?;
        let after = deals::scored_by(&mut work.tx, &lesson, moved.deal, now).await?;
        deals::store(ctx, work, &before, &after).await?;
    }
    Ok(())
}

/// Takes a pipeline out of use, or back into it. Its closed deals stay.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when there is none; `Invalid` when new deals begin in it or open deals stand in it.
pub async fn set_used(ctx: &Ctx, id: PipelineId, used: bool) -> ServiceResult<Done> {
    ctx.require(Action::ManagePipelines)?;
    let mut tx = ctx.db().read().await?;
    let head = pipelines::head(&mut tx, id).await?;
    drop(tx);
    let verb = if used { "Took back into use" } else { "Took out of use" };
    let mut work = ctx.begin(format!("{verb} the pipeline {}", head.name)).await?;
    if head.is_default && !used {
        let message = "New deals begin in this pipeline: let them begin in another one first.";
        return Err(FieldErrors::one("form", message).into());
    }
    if !used {
        is_empty(&mut work, id).await?;
    }
    if head.is_retired == used {
        let now = work.now();
        pipelines::set_retired(&mut work.tx, id, !used, now).await?;
        let change = if used { Change::Restore } else { Change::Delete };
        work.append(Entity::Pipeline, id.get(), change, Changes::new(), None).await?;
    }
    work.commit().await
}

async fn is_empty(work: &mut Work<'_>, id: PipelineId) -> ServiceResult<()> {
    for stage in every_stage(&mut work.tx, id).await? {
        if !pipelines::open_deals(&mut work.tx, stage.id, 1).await?.is_empty() {
            let message = format!("Deals stand in {}: move or close them first.", stage.name);
            return Err(FieldErrors::one("form", message).into());
        }
    }
    Ok(())
}
