//! Moving a deal: on, back, to another pipeline, out as won or lost, and open again.

use chrono::NaiveDate;
use domain::access::Action;
use domain::closing::{AdvancePage, Way, suggested};
use domain::forms::{AdvanceDeal, CheckedAdvance, ConflictField, FieldErrors, MoveDeal};
use domain::guards::{self, Finding};
use domain::ids::OpportunityId;
use domain::lead::LeadStatus;
use domain::opportunity::{DealStatus, Opportunity, Stage, StageKind};
use store::opportunities;
use store::pipelines::{self, Head};
use store::{Tx, opportunity_reads};

use super::follow::{add_stage_task, progress_lead};
use super::scoring;
use super::terms::nothing_waits;
use super::write::{refused, require_for, store};
use crate::{Ctx, Done, ServiceError, ServiceResult, day};

/// Moves a deal to another stage with nothing else to say than why it was lost.
///
/// # Errors
/// As [`advance`].
pub async fn move_deal(ctx: &Ctx, form: MoveDeal) -> ServiceResult<Done> {
    advance(ctx, form.into()).await
}

/// Moves a deal to another stage, with all that follows: its probability, its lead's status, the next task.
///
/// # Errors
/// `Conflict` with both stages when somebody else wrote the deal; `Invalid` when it cannot move there, when its stage
/// asks for something that is missing and no reason is given, when it is lost or opened again without a reason;
/// `Forbidden` when it is closed and the role may not reopen it.
pub async fn advance(ctx: &Ctx, form: AdvanceDeal) -> ServiceResult<Done> {
    ctx.require(Action::EditDeal)?;
    let said = form.check()?;
    let id = OpportunityId(form.id);
    let label = label_of(ctx, id, &said).await?;
    let mut work = ctx.begin(label).await?;
    let now = work.now();
    let before = opportunities::get(&mut work.tx, &ctx.scope(), id).await?;
    let stages = pipelines::all_stages(&mut work.tx).await?;
    let target = target(&stages, &said)?;
    if before.deal.version != form.version {
        return Err(stale(&stages, &before.deal, target));
    }
    require_for(ctx, &before.deal)?;
    let today = day::today(ctx, &mut work.tx).await?;
    let skipped = checked(&stages, &before.deal, target, &said, today)?;
    if target.kind == StageKind::Won {
        nothing_waits(ctx, &mut work.tx, &before.deal).await?;
    }
    is_in_use(&mut work.tx, &before.deal, target).await?;
    let planned = with_rivals(&before.deal, &said.rivals);
    let planned = Opportunity { pipeline_id: target.pipeline_id, ..planned };
    let moved = planned.move_to(target, said.lost_reason, today, now).map_err(refused)?;
    work.because(reason(&said, &skipped));
    let after = scoring::scored(&mut work.tx, moved.deal, now).await?;
    store(ctx, &mut work, &before, &after).await?;
    let reached = match after.deal.status {
        DealStatus::Won => LeadStatus::Customer,
        DealStatus::Open | DealStatus::Lost => LeadStatus::Opportunity,
    };
    progress_lead(&mut work, after.deal.lead_id, reached).await?;
    add_stage_task(&mut work, &after.deal, target, today).await?;
    work.commit().await
}

/// "Moved Excel for 20 to Proposal", read ahead: a unit's label is written when it begins.
async fn label_of(ctx: &Ctx, id: OpportunityId, said: &CheckedAdvance) -> ServiceResult<String> {
    let mut tx = ctx.db().read().await?;
    let deal = opportunities::get(&mut tx, &ctx.scope(), id).await?.deal;
    let stages = pipelines::all_stages(&mut tx).await?;
    Ok(format!("Moved {} to {}", deal.name, target(&stages, said)?.name))
}

fn target<'a>(stages: &'a [Stage], said: &CheckedAdvance) -> ServiceResult<&'a Stage> {
    stages
        .iter()
        .find(|stage| stage.id == said.stage)
        .ok_or_else(|| FieldErrors::one("stage", "Choose a stage of a pipeline.").into())
}

/// Nothing goes into a pipeline that is out of use.
async fn is_in_use(tx: &mut Tx, deal: &Opportunity, target: &Stage) -> ServiceResult<()> {
    if target.pipeline_id == deal.pipeline_id {
        return Ok(());
    }
    let head = pipelines::head(tx, target.pipeline_id).await?;
    if head.is_retired {
        let message = format!("The pipeline {} is out of use: choose another one.", head.name);
        return Err(FieldErrors::one("stage", message).into());
    }
    Ok(())
}

fn stale(stages: &[Stage], deal: &Opportunity, target: &Stage) -> ServiceError {
    let theirs = stages.iter().find(|stage| stage.id == deal.stage_id);
    ServiceError::Conflict(vec![ConflictField {
        field: "stage".to_owned(),
        yours: target.name.clone(),
        theirs: theirs.map(|stage| stage.name.clone()).unwrap_or_default(),
    }])
}

/// What the stage asks for and is missing, once a reason is given to go on without it.
fn checked(
    stages: &[Stage],
    deal: &Opportunity,
    target: &Stage,
    said: &CheckedAdvance,
    today: NaiveDate,
) -> Result<Vec<Finding>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let from = stages.iter().find(|stage| stage.id == deal.stage_id);
    let missing = from.map_or_else(Vec::new, |from| guards::unmet(from, target, deal, today));
    if let Some(from) = from.filter(|_| !missing.is_empty() && said.why.is_none()) {
        let what = in_words(&missing);
        errors.add(
            "stage",
            format!(
                "{} asks for more before a deal goes on: {what}. Fill it in, or move the deal with a reason.",
                from.name
            ),
        );
        errors.add("why", "Say why the deal goes on without it.");
    }
    if target.kind == StageKind::Lost && said.lost_reason == Some("Chose a competitor") {
        let is_named = !deal.competitors.is_empty() || !said.rivals.is_empty();
        if !is_named {
            errors.add("rival", "Name the competitor.");
            errors.add("lost_reason", "Name the competitor with it: choose \"Close as lost\".");
        }
    }
    let reopens = deal.status != DealStatus::Open && target.kind == StageKind::Open;
    if reopens && said.note.is_none() {
        errors.add("note", "Say why the deal is opened again.");
        errors.add("stage", "Say why the deal is opened again.");
    }
    errors.into_result().map(|()| missing)
}

/// "amount set, next step set".
fn in_words(findings: &[Finding]) -> String {
    let labels: Vec<String> =
        findings.iter().map(|finding| finding.guard.label().to_lowercase()).collect();
    labels.join(", ")
}

fn with_rivals(deal: &Opportunity, rivals: &[String]) -> Opportunity {
    let mut competitors = deal.competitors.clone();
    for rival in rivals {
        let is_known = competitors.iter().any(|known| known.eq_ignore_ascii_case(rival));
        if !is_known {
            competitors.push(rival.clone());
        }
    }
    Opportunity { competitors, ..deal.clone() }
}

/// Why, for the journal and the way through the stages.
fn reason(said: &CheckedAdvance, skipped: &[Finding]) -> Option<String> {
    let without = said.why.as_ref().filter(|_| !skipped.is_empty());
    let parts = [
        said.lost_reason.map(str::to_owned),
        said.won_reason.map(str::to_owned),
        without.map(|why| format!("without {}: {why}", in_words(skipped))),
        said.note.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Where a deal can go, what its stage checks, and what its record says about how it ends.
///
/// # Errors
/// `NotFound` when there is no such deal within scope.
pub async fn advance_page(ctx: &Ctx, id: OpportunityId) -> ServiceResult<AdvancePage> {
    ctx.require(Action::ReadRecords)?;
    let (now, scope) = (ctx.now(), ctx.scope());
    let mut tx = ctx.db().read().await?;
    let deal = opportunities::get(&mut tx, &scope, id).await?.deal;
    let row = opportunity_reads::row(&mut tx, &scope, id, now).await?;
    let stages = pipelines::all_stages(&mut tx).await?;
    let today = day::today(ctx, &mut tx).await?;
    let here = stages.iter().find(|stage| stage.id == deal.stage_id).cloned();
    let here = here.ok_or(ServiceError::NotFound)?;
    let own: Vec<Stage> =
        stages.iter().filter(|stage| stage.pipeline_id == deal.pipeline_id).cloned().collect();
    Ok(AdvancePage {
        findings: guards::findings(&here.guards, &deal, today),
        ready_for: guards::ready_for(&own, &deal, today).map(|stage| stage.name.clone()),
        ways: ways(pipelines::heads(&mut tx).await?, &stages, &deal),
        suggestion: suggested(&deal, now),
        rivals: deal.competitors,
        here,
        row,
    })
}

fn ways(mut heads: Vec<Head>, stages: &[Stage], deal: &Opportunity) -> Vec<Way> {
    heads.retain(|head| !head.is_retired || head.id == deal.pipeline_id);
    heads.sort_by_key(|head| head.id != deal.pipeline_id);
    let of = |head: Head| {
        let stages =
            stages.iter().filter(|stage| stage.pipeline_id == head.id && !stage.is_retired);
        let mut stages: Vec<Stage> = stages.cloned().collect();
        stages.sort_by_key(|stage| (stage.position, stage.id));
        Way { pipeline: head.id, name: head.name, stages }
    };
    heads.into_iter().map(of).collect()
}
