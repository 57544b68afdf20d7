//! The win probability of a deal, kept with its reasons in the transaction that changed what it rests on.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::OpportunityId;
use domain::journal::{Actor, Entity};
use domain::opportunity::{DealStatus, Opportunity, Stage};
use domain::win::{WinConfig, WinEstimate, win_probability_by};
use store::forecast_reads::{self, OpenRow};
use store::opportunities::{self, Face, Scored, Stamp, Touch};
use store::opportunity_reads::{self, Contact};
use store::{Tx, pipelines, settings};

use super::facts;
use crate::learning::{self, Lesson};
use crate::{Ctx, ServiceError, ServiceResult, Work};

const CONFIG: &str = "win";
/// How many deals one transaction of the nightly run holds.
const AT_ONCE: usize = 200;

/// The sizes of the effects, as set for this installation.
pub(crate) async fn config(tx: &mut Tx) -> ServiceResult<WinConfig> {
    Ok(settings::get(tx, CONFIG).await?.unwrap_or_default())
}

/// The deal with its dates of contact and its estimate as they follow from what is known now.
pub(super) async fn scored(
    tx: &mut Tx,
    deal: Opportunity,
    now: DateTime<Utc>,
) -> ServiceResult<Scored> {
    let lesson = learning::lesson(tx).await?;
    scored_by(tx, &lesson, deal, now).await
}

/// The same by a lesson that was read before: for many deals at once.
pub(crate) async fn scored_by(
    tx: &mut Tx,
    lesson: &Lesson,
    deal: Opportunity,
    now: DateTime<Utc>,
) -> ServiceResult<Scored> {
    if deal.status != DealStatus::Open {
        let win = facts::settled(deal.status);
        return Ok(Scored { deal, win, win_scored_at: Some(now) });
    }
    let contact =
        opportunity_reads::contact(tx, deal.id, deal.lead_id, now - facts::TALK_DAYS).await?;
    let deal = touched(deal, &contact);
    let win = estimate(tx, lesson, &deal, &contact, now).await?;
    Ok(Scored { deal, win, win_scored_at: Some(now) })
}

/// Contact is known from the interactions; what an import brought stays when it is later.
fn touched(deal: Opportunity, contact: &Contact) -> Opportunity {
    Opportunity {
        last_contacted_at: deal.last_contacted_at.max(contact.last_contact_at),
        last_inbound_at: deal.last_inbound_at.max(contact.last_inbound_at),
        contacts_engaged: deal.contacts_engaged.max(contact.people),
        ..deal
    }
}

async fn estimate(
    tx: &mut Tx,
    lesson: &Lesson,
    deal: &Opportunity,
    contact: &Contact,
    now: DateTime<Utc>,
) -> ServiceResult<WinEstimate> {
    let stages = pipelines::stages(tx, deal.pipeline_id).await?;
    let stage = stages.iter().find(|stage| stage.id == deal.stage_id).ok_or_else(|| {
        ServiceError::Internal(format!("deal {} is in a stage of another pipeline", deal.id))
    })?;
    let config = config(tx).await?;
    Ok(estimate_of(deal, stage, contact, lesson, &config, now))
}

/// The estimate of an open deal from what is known of it: a load knows it before the database does.
pub(crate) fn estimate_of(
    deal: &Opportunity,
    stage: &Stage,
    contact: &Contact,
    lesson: &Lesson,
    config: &WinConfig,
    now: DateTime<Utc>,
) -> WinEstimate {
    win_probability_by(&facts::signals(deal, stage, contact, lesson), config, &lesson.win, now)
}

/// Brings deals' win probabilities up to date within a write that touched what they rest on, such as an interaction.
///
/// # Errors
/// `NotFound` when there is no such deal.
pub async fn rescore_deals(work: &mut Work<'_>, ids: &[OpportunityId]) -> ServiceResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let lesson = learning::lesson(&mut work.tx).await?;
    for id in ids {
        rescore(work, &lesson, *id).await?;
    }
    Ok(())
}

/// The same by a lesson that was read before: for many deals at once.
pub(crate) async fn rescore(
    work: &mut Work<'_>,
    lesson: &Lesson,
    id: OpportunityId,
) -> ServiceResult<()> {
    let now = work.now();
    // What is scored follows from a write that was authorised; the score itself asks nobody.
    let before = opportunities::get(&mut work.tx, &Scope::Everything, id).await?;
    let after = scored_by(&mut work.tx, lesson, before.deal.clone(), now).await?;
    let journal =
        work.changed(Entity::Opportunity, id.get(), &Face::of(&before), &Face::of(&after)).await?;
    let stamp = Stamp { at: now, by: None, reason: None, journal };
    opportunities::update(&mut work.tx, &before, &after, Touch::Follow, &stamp).await?;
    Ok(())
}

/// Brings every open deal's win probability up to date: time alone moves it. Returns how many there were.
///
/// # Errors
/// When the database is away, or the same deals are written by somebody else again and again.
pub async fn rescore_open(ctx: &Ctx) -> ServiceResult<usize> {
    let ctx = Ctx::of_system(ctx.host().clone(), Actor::System);
    let mut tx = ctx.db().read().await?;
    let open = forecast_reads::open_deals(&mut tx, &Scope::Everything).await?;
    let lesson = learning::lesson(&mut tx).await?;
    drop(tx);
    for deals in open.chunks(AT_ONCE) {
        match rescore_some(&ctx, &lesson, deals).await {
            // Somebody wrote one of them at this very moment: all are read anew.
            Err(ServiceError::Conflict(_)) => rescore_some(&ctx, &lesson, deals).await?,
            other => other?,
        }
    }
    Ok(open.len())
}

async fn rescore_some(ctx: &Ctx, lesson: &Lesson, deals: &[OpenRow]) -> ServiceResult<()> {
    let mut work = ctx.begin("Brought win probabilities up to date").await?;
    for deal in deals {
        match rescore(&mut work, lesson, deal.id).await {
            // It went to the trash since it was listed.
            Ok(()) | Err(ServiceError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    work.commit().await?;
    Ok(())
}
