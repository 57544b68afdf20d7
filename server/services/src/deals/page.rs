//! A deal's page, and its probability explained.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::desk::Warning;
use domain::guards;
use domain::ids::OpportunityId;
use domain::opportunity::{DealPage, DealRow, DealStatus, Opportunity, Stage};
use domain::ratio::Ratio;
use domain::win::{WinConfig, WinEstimate, median_days_left, win_by};
use store::opportunities::{self, Scored};
use store::{Tx, opportunity_reads, pipelines, products, tasks};

use super::odds::{self, Read};
use super::{facts, scoring, timeline};
use crate::{Ctx, ServiceError, ServiceResult, day, desks, risks};

/// Everything on a deal's page.
///
/// # Errors
/// `NotFound` when there is no such deal within this person's scope.
pub async fn page(ctx: &Ctx, id: OpportunityId) -> ServiceResult<DealPage> {
    ctx.require(Action::ReadRecords)?;
    let (now, scope) = (ctx.now(), ctx.scope());
    let mut tx = ctx.db().read().await?;
    let Scored { deal, win, win_scored_at } = opportunities::get(&mut tx, &scope, id).await?;
    let row = opportunity_reads::row(&mut tx, &scope, id, now).await?;
    let stages = pipelines::stages(&mut tx, deal.pipeline_id).await?;
    let stage = present(&stages, &deal)?;
    let today = day::today(ctx, &mut tx).await?;
    let config = scoring::config(&mut tx).await?;
    let product = match deal.product_id {
        Some(product) => products::name(&mut tx, product).await?,
        None => None,
    };
    let timeline = timeline::of_deal(ctx, &mut tx, id).await?;
    let read = Read {
        deal: &deal,
        win: &win,
        stages: &stages,
        stage,
        config: &config,
        timeline: &timeline,
        today,
    };
    Ok(DealPage {
        now,
        odds: odds::of_deal(ctx, &mut tx, &read).await?,
        product,
        win_by_close: win_by_close(&deal, &win, &stages, stage, &config, today, now),
        findings: guards::findings(&stage.guards, &deal, today),
        risks: warnings(ctx, &mut tx, &deal, stage, row.line.company.as_deref()).await?,
        stage_history: opportunities::stage_visits(&mut tx, &deal, now).await?,
        versions: opportunities::versions(&mut tx, id).await?,
        tasks: tasks::of_opportunity(&mut tx, &scope, id).await?,
        timeline,
        win_scored_at: win_scored_at.unwrap_or(deal.created_at),
        win,
        row,
        stages,
        deal,
    })
}

fn present<'a>(stages: &'a [Stage], deal: &Opportunity) -> ServiceResult<&'a Stage> {
    stages.iter().find(|stage| stage.id == deal.stage_id).ok_or_else(|| {
        ServiceError::Internal(format!("deal {} is in a stage of another pipeline", deal.id))
    })
}

/// P(won by the expected close); `None` without one, after it, or of a closed deal.
fn win_by_close(
    deal: &Opportunity,
    win: &WinEstimate,
    stages: &[Stage],
    stage: &Stage,
    config: &WinConfig,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Option<Ratio> {
    let close_on = deal.expected_close_on.filter(|day| *day >= today)?;
    let usual = facts::usual_days_left(stages, stage);
    let median = median_days_left(Some(close_on), Some(usual), config, now);
    let days_left = (close_on - today).num_days() + 1;
    (deal.status == DealStatus::Open).then(|| win_by(win.probability, days_left, median))
}

async fn warnings(
    ctx: &Ctx,
    tx: &mut Tx,
    deal: &Opportunity,
    stage: &Stage,
    company: Option<&str>,
) -> ServiceResult<Vec<Warning>> {
    let now = ctx.now();
    if deal.status != DealStatus::Open {
        return Ok(Vec::new());
    }
    let config = desks::queue_config(tx).await?;
    let contact =
        opportunity_reads::contact(tx, deal.id, deal.lead_id, now - facts::TALK_DAYS).await?;
    let who = facts::contact_facts(deal, &contact, company, now);
    let signs = risks::signs_of(tx, deal, now).await?;
    let facts = facts::deal_facts(deal, stage, &contact, signs);
    let found = domain::queue::risks(&who, &facts, &config.risk, now);
    risks::warnings_of(tx, deal, found, now).await
}

/// A deal's probability with its reasons and warnings: what its page says, for the command line.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The deal as lists show it.
    pub row: DealRow,
    /// P(won) with its reasons.
    pub win: WinEstimate,
    /// When it was computed.
    pub win_scored_at: DateTime<Utc>,
    /// P(won by the expected close).
    pub win_by_close: Option<Ratio>,
    /// Named warnings.
    pub risks: Vec<Warning>,
}

/// Explains a deal's probability with the figures of its page.
///
/// # Errors
/// `NotFound` when there is no such deal within scope.
pub async fn explain(ctx: &Ctx, id: OpportunityId) -> ServiceResult<Explanation> {
    let DealPage { row, win, win_scored_at, win_by_close, risks, .. } = page(ctx, id).await?;
    Ok(Explanation { row, win, win_scored_at, win_by_close, risks })
}
