//! The board and the list of deals as they were.

use domain::access::{Action, Scope};
use domain::as_of::{AsOf, Past, PastBoard, PastColumn, PastDeal};
use domain::desk::{COLUMN_CARDS, StageTotal};
use domain::list::{DealFilter, Listing, PAGE_ROWS};
use domain::money::Cents;
use domain::opportunity::{Stage, StageKind};
use store::forecast_reads::OpenRow;
use store::{Tx, as_of};

use super::list::query;
use crate::as_of::moment;
use crate::{Ctx, ServiceResult};

/// The default pipeline's deals that were open at a moment, by the stages of today, as far as this person sees them:
/// by their owners of then and the teams of today.
///
/// # Errors
/// When the role may not read records, or nothing can be known of the moment.
pub async fn past_board(ctx: &Ctx, at: &str) -> ServiceResult<Past<PastBoard>> {
    ctx.require(Action::ReadRecords)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let as_of = moment(ctx, &mut tx, at).await?;
    let open = as_of::open_deals(&mut tx, &scope, as_of.at).await?;
    Ok(Past { as_of, data: board_at(&mut tx, &scope, &as_of, &open).await? })
}

/// The board of a moment, from what was open then.
pub(crate) async fn board_at(
    tx: &mut Tx,
    scope: &Scope,
    as_of: &AsOf,
    open: &[OpenRow],
) -> ServiceResult<PastBoard> {
    let stages = then_stages(tx).await?;
    let mut columns = Vec::new();
    for stage in stages.iter().filter(|stage| stage.kind == StageKind::Open) {
        let total = total(stage, open);
        if stage.is_retired && total.deals == 0 {
            continue;
        }
        let cards = match total.deals {
            0 => Vec::new(),
            _ => as_of::cards(tx, scope, as_of.at, stage.id, COLUMN_CARDS).await?,
        };
        columns.push(PastColumn { total, cards });
    }
    Ok(PastBoard { columns })
}

/// The stages of the default pipeline, those in it that were taken out of use since.
async fn then_stages(tx: &mut Tx) -> ServiceResult<Vec<Stage>> {
    match store::pipelines::default(tx).await? {
        Some(pipeline) => crate::pipelines::every_stage(tx, pipeline).await,
        None => Ok(Vec::new()),
    }
}

/// The figures of a stage. The median age is left out: it would take the past of every deal.
fn total(stage: &Stage, open: &[OpenRow]) -> StageTotal {
    let here = || open.iter().filter(|deal| deal.stage == stage.id);
    StageTotal {
        stage_id: stage.id,
        stage: stage.name.clone(),
        deals: i64::try_from(here().count()).unwrap_or(i64::MAX),
        amount: Cents::sum(here().map(|deal| deal.amount)),
        weighted: Cents::sum(here().map(|deal| deal.amount.times(deal.win))),
        median_age_days: None,
        normal_dwell_days: stage.normal_dwell_days,
    }
}

/// A page of the list of deals as it was at a moment.
///
/// # Errors
/// When the role may not read records, the filter is malformed, or nothing can be known of the moment.
pub async fn past_list(
    ctx: &Ctx,
    filter: &DealFilter,
    at: &str,
) -> ServiceResult<Past<Listing<PastDeal>>> {
    ctx.require(Action::ReadRecords)?;
    let query = query(filter)?;
    let (now, scope) = (ctx.now(), ctx.scope());
    let mut tx = ctx.db().read().await?;
    let as_of = moment(ctx, &mut tx, at).await?;
    let mut rows = as_of::list(&mut tx, &scope, as_of.at, &query).await?;
    let total = as_of::count(&mut tx, &scope, as_of.at, &query).await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| more).map(|last| query.cursor_after(&last.line).encode());
    Ok(Past { as_of, data: Listing { now, rows, next, total: Some(total) } })
}
