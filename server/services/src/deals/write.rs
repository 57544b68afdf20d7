//! Every way a person changes a deal.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::format;
use domain::forms::{CheckedDeal, ConflictField, EditDeal, FieldErrors, NewDeal, lies_ahead};
use domain::ids::OpportunityId;
use domain::journal::Entity;
use domain::lead::{Lead, LeadStatus};
use domain::money::{Cents, Currency};
use domain::opportunity::{
    DealStatus, Opportunity, Stage, StageError, StageKind, is_push, usual_close,
};
use store::opportunities::{self, Face, Scored, Stamp, Touch};
use store::{leads, pipelines};

use super::follow::progress_lead;
use super::scoring;
use super::terms::amount_is_free;
use crate::{Ctx, Done, ServiceError, ServiceResult, Work, day, installation};

/// What is closed has been reported: rewriting it takes more than working on what is open.
pub(super) fn require_for(ctx: &Ctx, deal: &Opportunity) -> ServiceResult<()> {
    match deal.status {
        DealStatus::Open => Ok(()),
        DealStatus::Won | DealStatus::Lost => ctx.require(Action::EditClosedDeal),
    }
}

pub(crate) fn refused(error: StageError) -> ServiceError {
    let field = match error {
        StageError::OtherPipeline(_) | StageError::Retired(_) | StageError::AlreadyThere(_) => {
            "stage"
        }
        StageError::NoLostReason => "lost_reason",
    };
    FieldErrors::one(field, error.to_string()).into()
}

/// Stores a deal's change with its entry in the journal.
pub(crate) async fn store(
    ctx: &Ctx,
    work: &mut Work<'_>,
    before: &Scored,
    after: &Scored,
) -> ServiceResult<()> {
    let id = before.deal.id.get();
    let journal =
        work.changed(Entity::Opportunity, id, &Face::of(before), &Face::of(after)).await?;
    let reason = work.reason().map(str::to_owned).or_else(|| after.deal.lost_reason.clone());
    let stamp =
        Stamp { at: work.now(), by: ctx.actor().user(), reason: reason.as_deref(), journal };
    opportunities::update(&mut work.tx, before, after, Touch::Edit, &stamp).await?;
    Ok(())
}

/// Changes a deal's fields.
///
/// # Errors
/// `Conflict` with both values of each field when somebody else wrote the deal; `Invalid` when a field is wrong;
/// `Forbidden` when it is closed and the role may not change that.
pub async fn edit(ctx: &Ctx, form: EditDeal) -> ServiceResult<Done> {
    ctx.require(Action::EditDeal)?;
    let checked = form.check()?;
    let mut work = ctx.begin(format!("Edited {}", checked.name)).await?;
    let now = work.now();
    let before = opportunities::get(&mut work.tx, &ctx.scope(), form.id).await?;
    if before.deal.version != form.version {
        let fields = conflicts(&before.deal, &checked);
        if !fields.is_empty() {
            return Err(ServiceError::Conflict(fields));
        }
    }
    require_for(ctx, &before.deal)?;
    amount_is_free(&mut work.tx, &before.deal, checked.amount).await?;
    let is_moved = checked.expected_close_on != before.deal.expected_close_on;
    if is_moved && before.deal.status == DealStatus::Open {
        lies_ahead(checked.expected_close_on, day::today(ctx, &mut work.tx).await?)?;
    }
    let pushed = is_push(before.deal.expected_close_on, checked.expected_close_on);
    let deal = Opportunity {
        name: checked.name,
        amount: checked.amount,
        expected_close_on: checked.expected_close_on,
        next_step: checked.next_step,
        next_step_on: checked.next_step_on,
        close_pushes: before.deal.close_pushes + i64::from(pushed),
        ..before.deal.clone()
    };
    if deal != before.deal {
        let after = scoring::scored(&mut work.tx, deal, now).await?;
        store(ctx, &mut work, &before, &after).await?;
    }
    work.commit().await
}

/// The fields in which the form says something else than the record.
fn conflicts(deal: &Opportunity, form: &CheckedDeal) -> Vec<ConflictField> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let money = |amount: Cents| format::money_exact(amount);
    [
        ("name", form.name.clone(), deal.name.clone()),
        ("amount", money(form.amount), money(deal.amount)),
        ("expected_close_on", day(form.expected_close_on), day(deal.expected_close_on)),
        ("next_step", form.next_step.clone(), deal.next_step.clone()),
        ("next_step_on", day(form.next_step_on), day(deal.next_step_on)),
    ]
    .into_iter()
    .filter(|(_, yours, theirs)| yours != theirs)
    .map(|(field, yours, theirs)| ConflictField { field: field.to_owned(), yours, theirs })
    .collect()
}

/// Adds a deal with a lead, in the first stage of the default pipeline.
///
/// # Errors
/// `NotFound` when there is no such lead in scope; `Invalid` when a field is wrong.
pub async fn create(ctx: &Ctx, form: NewDeal) -> ServiceResult<OpportunityId> {
    ctx.require(Action::CreateDeal)?;
    let (name, amount, close_on) = form.check()?;
    let mut work = ctx.begin(format!("Created {name}")).await?;
    let now = work.now();
    let lead = leads::get(&mut work.tx, &ctx.scope(), form.lead).await?;
    let pipeline = crate::pipelines::ensure_default(&mut work).await?;
    let stages = pipelines::stages(&mut work.tx, pipeline).await?;
    let first = stages
        .iter()
        .find(|stage| stage.kind == StageKind::Open)
        .ok_or_else(|| ServiceError::Internal(format!("pipeline {pipeline} has no open stage")))?;
    let today = day::today(ctx, &mut work.tx).await?;
    lies_ahead(close_on, today)?;
    let currency = installation::get(&mut work.tx).await?.currency;
    let deal = Opportunity {
        name,
        amount,
        owner_id: lead.owner_id.or(ctx.actor().user()),
        expected_close_on: close_on.or(Some(usual_close(&stages, first.position, today))),
        ..new_deal(&lead, first, currency, now)
    };
    let mut new = scoring::scored(&mut work.tx, deal, now).await?;
    let stamp = Stamp { at: now, by: ctx.actor().user(), reason: None, journal: None };
    let id = opportunities::insert(&mut work.tx, &new, None, &stamp).await?;
    new.deal.id = id;
    let journal = work.created(Entity::Opportunity, id.get(), &Face::of(&new)).await?;
    opportunities::link_journal(&mut work.tx, id, journal).await?;
    progress_lead(&mut work, Some(lead.id), LeadStatus::Opportunity).await?;
    work.commit().await?;
    Ok(id)
}

/// A deal with a lead of which nothing else is known.
fn new_deal(lead: &Lead, stage: &Stage, currency: Currency, now: DateTime<Utc>) -> Opportunity {
    Opportunity {
        id: OpportunityId(0),
        name: String::new(),
        lead_id: Some(lead.id),
        company_id: lead.company_id,
        owner_id: lead.owner_id,
        pipeline_id: stage.pipeline_id,
        stage_id: stage.id,
        status: DealStatus::Open,
        amount: Cents::ZERO,
        currency,
        product_id: None,
        source: lead.source.clone(),
        probability: stage.default_probability,
        expected_close_on: None,
        closed_on: None,
        lost_reason: None,
        next_step: String::new(),
        next_step_on: None,
        competitors: Vec::new(),
        decision_criteria: Vec::new(),
        close_pushes: 0,
        contacts_engaged: 0,
        stage_entered_at: now,
        last_contacted_at: None,
        last_inbound_at: None,
        snoozed_until: None,
        created_at: now,
        version: 1,
    }
}
