//! Pipelines: what administrators define, and the default one, which is there before anybody defines any.

mod edit;

use domain::access::{Action, Scope};
use domain::format;
use domain::ids::PipelineId;
use domain::journal::Entity;
use domain::money::Cents;
use domain::opportunity::Stage;
use domain::pipeline::{PipelineFace, PipelinePage, PipelineRow, StageRow};
use store::pipelines::{self, Head};
use store::rollups::StageSum;
use store::{Tx, rollups};

pub use edit::{create, save, set_used};

use crate::{Ctx, ServiceResult, Work};

/// The default pipeline; made with the usual stages, and journalled, when there is none.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn ensure_default(work: &mut Work<'_>) -> ServiceResult<PipelineId> {
    if let Some(id) = pipelines::default(&mut work.tx).await? {
        return Ok(id);
    }
    let now = work.now();
    let id = pipelines::ensure_default(&mut work.tx, now).await?;
    let head = pipelines::head(&mut work.tx, id).await?;
    let stages = every_stage(&mut work.tx, id).await?;
    let face = PipelineFace::of(&head.name, head.is_default, &stages);
    work.created(Entity::Pipeline, id.get(), &face).await?;
    Ok(id)
}

/// Every stage a pipeline ever had, in order.
pub(crate) async fn every_stage(tx: &mut Tx, id: PipelineId) -> ServiceResult<Vec<Stage>> {
    let all = pipelines::all_stages(tx).await?;
    Ok(all.into_iter().filter(|stage| stage.pipeline_id == id).collect())
}

/// Every pipeline with what stands in it.
///
/// # Errors
/// When the role may not define pipelines.
pub async fn list(ctx: &Ctx) -> ServiceResult<Vec<PipelineRow>> {
    ctx.require(Action::ManagePipelines)?;
    let mut tx = ctx.db().read().await?;
    let stages = pipelines::all_stages(&mut tx).await?;
    let sums = rollups::stage_sums(&mut tx, &Scope::Everything).await?;
    let heads = pipelines::heads(&mut tx).await?;
    Ok(heads.into_iter().map(|head| row(head, &stages, &sums)).collect())
}

fn row(head: Head, stages: &[Stage], sums: &[StageSum]) -> PipelineRow {
    let own: Vec<&Stage> = stages.iter().filter(|stage| stage.pipeline_id == head.id).collect();
    let here: Vec<&StageSum> =
        sums.iter().filter(|sum| own.iter().any(|stage| stage.id == sum.stage)).collect();
    PipelineRow {
        id: head.id,
        name: head.name,
        is_default: head.is_default,
        is_retired: head.is_retired,
        version: head.version,
        stages: own
            .iter()
            .filter(|stage| !stage.is_retired)
            .map(|stage| stage.name.clone())
            .collect(),
        deals: here.iter().map(|sum| sum.deals).sum(),
        amount: Cents::sum(here.iter().map(|sum| sum.amount)),
    }
}

/// A pipeline with its stages, what stands in them, and its versions.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when there is none.
pub async fn page(ctx: &Ctx, id: PipelineId) -> ServiceResult<PipelinePage> {
    ctx.require(Action::ManagePipelines)?;
    let mut tx = ctx.db().read().await?;
    let head = pipelines::head(&mut tx, id).await?;
    let stages = pipelines::stages(&mut tx, id).await?;
    let sums = rollups::stage_sums(&mut tx, &Scope::Everything).await?;
    let versions = pipelines::versions(&mut tx, id).await?;
    let row = row(head, &stages, &sums);
    let standing_in =
        |stage: &Stage| sums.iter().find(|sum| sum.stage == stage.id).map_or(0, |sum| sum.deals);
    let stages =
        stages.into_iter().map(|stage| StageRow { deals: standing_in(&stage), stage }).collect();
    Ok(PipelinePage { row, stages, versions })
}

/// "12 deals stand in Proposal".
fn standing(deals: i64, stage: &str) -> String {
    let verb = if deals == 1 { "stands" } else { "stand" };
    format!("{} {verb} in {stage}", format::plural(deals.unsigned_abs(), "deal", "deals"))
}
