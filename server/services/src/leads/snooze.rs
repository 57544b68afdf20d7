//! Putting a lead, a deal or a task out of sight for a while.

use chrono::{DateTime, Duration, Utc};
use domain::access::Action;
use domain::forms::{FieldErrors, LINE, Snooze};
use domain::ids::{LeadId, OpportunityId, TaskId};
use domain::journal::Entity;
use domain::lead::Lead;
use domain::opportunity::Opportunity;
use store::leads;
use store::opportunities::{self, Scored, Stamp, Touch};
use store::tasks::{self, Task};

use crate::{Ctx, Done, ServiceResult, Work};

/// The longest that something may be put off: what is further away is a task with a date.
const LONGEST_DAYS: u32 = 90;

/// What is put off.
#[derive(Clone, Copy)]
enum Subject {
    Lead(LeadId),
    Deal(OpportunityId),
    Task(TaskId),
}

impl Subject {
    fn of(form: &Snooze) -> Result<Self, FieldErrors> {
        match form.subject.as_str() {
            "lead" => Ok(Self::Lead(LeadId(form.id))),
            "deal" => Ok(Self::Deal(OpportunityId(form.id))),
            "task" => Ok(Self::Task(TaskId(form.id))),
            _ => Err(FieldErrors::one("subject", "Put off a lead, a deal or a task.")),
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Lead(_) => Action::EditLead,
            Self::Deal(_) => Action::EditDeal,
            Self::Task(_) => Action::EditTask,
        }
    }
}

/// Puts something off, or brings it back.
///
/// # Errors
/// `Forbidden` by role, `Invalid` for wrong fields, `NotFound` when it is out of scope.
pub async fn snooze(ctx: &Ctx, form: Snooze) -> ServiceResult<Done> {
    let subject = Subject::of(&form)?;
    ctx.require(subject.action())?;
    if form.days > LONGEST_DAYS {
        let message = format!("Choose at most {LONGEST_DAYS} days, or make a task with a date.");
        return Err(FieldErrors::one("days", message).into());
    }
    let reason = form.reason.trim();
    if reason.chars().count() > LINE {
        let message = format!("Say why in at most {LINE} characters.");
        return Err(FieldErrors::one("reason", message).into());
    }
    let mut work = ctx.begin(label(form.days)).await?;
    work.because((!reason.is_empty()).then(|| reason.to_owned()));
    let until = (form.days > 0).then(|| work.now() + Duration::days(i64::from(form.days)));
    match subject {
        Subject::Lead(id) => lead(ctx, &mut work, id, until).await?,
        Subject::Deal(id) => deal(ctx, &mut work, id, until).await?,
        Subject::Task(id) => task(ctx, &mut work, id, until).await?,
    }
    work.commit().await
}

fn label(days: u32) -> String {
    match days {
        0 => "Brought back".to_owned(),
        1 => "Put off for a day".to_owned(),
        _ => format!("Put off for {days} days"),
    }
}

async fn lead(
    ctx: &Ctx,
    work: &mut Work<'_>,
    id: LeadId,
    until: Option<DateTime<Utc>>,
) -> ServiceResult<()> {
    let now = work.now();
    let before = leads::get(&mut work.tx, &ctx.scope(), id).await?;
    let after = Lead { snoozed_until: until, ..before.clone() };
    leads::update(&mut work.tx, &before, &after, now).await?;
    work.changed(Entity::Lead, before.id.get(), &before, &after).await?;
    Ok(())
}

async fn deal(
    ctx: &Ctx,
    work: &mut Work<'_>,
    id: OpportunityId,
    until: Option<DateTime<Utc>>,
) -> ServiceResult<()> {
    let before = opportunities::get(&mut work.tx, &ctx.scope(), id).await?;
    let deal = Opportunity { snoozed_until: until, ..before.deal.clone() };
    let journal = work.changed(Entity::Opportunity, id.get(), &before.deal, &deal).await?;
    let stamp = Stamp { at: work.now(), by: ctx.actor().user(), reason: None, journal };
    let after = Scored { deal, ..before.clone() };
    opportunities::update(&mut work.tx, &before, &after, Touch::Follow, &stamp).await?;
    Ok(())
}

async fn task(
    ctx: &Ctx,
    work: &mut Work<'_>,
    id: TaskId,
    until: Option<DateTime<Utc>>,
) -> ServiceResult<()> {
    let now = work.now();
    let before = tasks::get(&mut work.tx, &ctx.scope(), id).await?;
    let after = Task { snoozed_until: until, ..before.clone() };
    tasks::update(&mut work.tx, &after, now).await?;
    work.changed(Entity::Task, id.get(), &before, &after).await?;
    Ok(())
}
