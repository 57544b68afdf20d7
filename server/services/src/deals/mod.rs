//! Deals: the board, the list, a deal's page, and every way a deal changes.

mod advance;
mod closing;
mod facts;
mod fields;
mod follow;
mod list;
mod odds;
mod page;
mod past;
mod past_page;
mod scoring;
mod terms;
mod timeline;
mod write;

use domain::access::{Action, Scope};
use domain::desk::{Board, BoardColumn, COLUMN_CARDS, StageTotal};
use domain::ids::{PipelineId, StageId};
use domain::opportunity::{Stage, StageKind};
use store::pipelines::Head;
use store::{Tx, opportunity_reads, pipelines, rollups};

pub use advance::{advance, advance_page, move_deal};
pub use closing::closing;
pub(crate) use facts::{settled, usual_days_left};
pub use fields::{set_close_date, set_next_step};
pub use list::list;
pub(crate) use list::query as query_of;
pub use page::{Explanation, explain, page};
pub(crate) use past::board_at;
pub use past::{past_board, past_list};
pub use past_page::past_page;
pub(crate) use scoring::{config as win_config, estimate_of, rescore, scored_by};
pub use scoring::{rescore_deals, rescore_open};
pub(crate) use terms::TermsFace;
pub use terms::{approvals, decide_discount, set_decision, set_terms, terms_page};
pub use write::{create, edit};
pub(crate) use write::{refused, store};

use crate::{Ctx, ServiceError, ServiceResult};

/// A pipeline's open deals by stage, as far as this person sees them; of the default one where none is named.
///
/// # Errors
/// `NotFound` when there is no such pipeline; when the role may not read records.
pub async fn board(ctx: &Ctx, pipeline: Option<PipelineId>) -> ServiceResult<Board> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    board_of(ctx, &mut tx, &ctx.scope(), pipeline).await
}

pub(crate) async fn board_of(
    ctx: &Ctx,
    tx: &mut Tx,
    scope: &Scope,
    pipeline: Option<PipelineId>,
) -> ServiceResult<Board> {
    let now = ctx.now();
    let heads = pipelines::heads(tx).await?;
    let here = match pipeline {
        Some(id) => Some(heads.iter().find(|head| head.id == id).ok_or(ServiceError::NotFound)?.id),
        None => heads.iter().find(|head| head.is_default).map(|head| head.id),
    };
    let stages = match here {
        Some(id) => pipelines::stages(tx, id).await?,
        None => Vec::new(),
    };
    let mut columns = Vec::new();
    for total in stage_totals(ctx, tx, scope, &stages).await? {
        let cards = match total.deals {
            0 => Vec::new(),
            _ => opportunity_reads::cards(tx, scope, total.stage_id, COLUMN_CARDS, now).await?,
        };
        columns.push(BoardColumn { total, cards });
    }
    let shown = |head: &Head| !head.is_retired || Some(head.id) == here;
    let pipelines = heads
        .into_iter()
        .filter(shown)
        .map(|head| (head.id, head.name, Some(head.id) == here))
        .collect();
    Ok(Board { now, stages, columns, pipelines })
}

/// The stages of the default pipeline in order; none before there is one.
pub(crate) async fn default_stages(tx: &mut Tx) -> ServiceResult<Vec<Stage>> {
    match pipelines::default(tx).await? {
        Some(pipeline) => Ok(pipelines::stages(tx, pipeline).await?),
        None => Ok(Vec::new()),
    }
}

/// Counts, sums and median ages of the open stages, in order.
pub(crate) async fn stage_totals(
    ctx: &Ctx,
    tx: &mut Tx,
    scope: &Scope,
    stages: &[Stage],
) -> ServiceResult<Vec<StageTotal>> {
    let sums = rollups::stage_sums(tx, scope).await?;
    let counts: Vec<(StageId, i64)> = sums.iter().map(|sum| (sum.stage, sum.deals)).collect();
    let ages = opportunity_reads::median_ages(tx, scope, &counts, ctx.now()).await?;
    let total = |stage: &Stage| {
        let sum = sums.iter().find(|sum| sum.stage == stage.id);
        StageTotal {
            stage_id: stage.id,
            stage: stage.name.clone(),
            deals: sum.map_or(0, |sum| sum.deals),
            amount: sum.map(|sum| sum.amount).unwrap_or_default(),
            weighted: sum.map(|sum| sum.weighted).unwrap_or_default(),
            median_age_days: ages.iter().find(|(id, _)| *id == stage.id).map(|(_, days)| *days),
            normal_dwell_days: stage.normal_dwell_days,
        }
    };
    Ok(stages.iter().filter(|stage| stage.kind == StageKind::Open).map(total).collect())
}
