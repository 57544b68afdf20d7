//! Logging what happened with a lead: the write a salesperson does most.

use chrono::{DateTime, Duration, Utc};
use domain::access::Action;
use domain::forms::{CheckedInteraction, FieldErrors, LogInteraction};
use domain::ids::UserId;
use domain::interaction::{Direction, Outcome};
use domain::journal::{Entity, diff};
use domain::lead::Lead;
use domain::text::contact::Contact;
use store::interactions::{self, NewInteraction};
use store::{StoreError, leads, opportunities};

use super::{mention, scoring};
use crate::{Ctx, Done, ServiceResult, Work, deals};

/// Nobody answered: worth another try later the same day.
const TRY_AGAIN: Duration = Duration::hours(4);
/// Somebody has to come back to it, and two days is the norm.
const FOLLOW_UP: Duration = Duration::days(2);

/// Logs an interaction. The lead's status, figures and score follow in the same write, and so does the win
/// probability of its open deals.
///
/// # Errors
/// `Forbidden` by role, `Invalid` for wrong fields or a colleague who may not see the lead, `NotFound` for a lead or deal out of scope.
pub async fn log_interaction(ctx: &Ctx, form: LogInteraction) -> ServiceResult<Done> {
    ctx.require(Action::LogInteraction)?;
    let checked = form.check()?;
    let mut work = ctx.begin(label(&checked)).await?;
    write(ctx, &mut work, checked).await?;
    work.commit().await
}

/// Logs it within a write, with all that follows.
///
/// # Errors
/// `Invalid` for a deal that is not the lead's, `NotFound` for a lead or deal out of scope.
pub(crate) async fn write(
    ctx: &Ctx,
    work: &mut Work<'_>,
    mut checked: CheckedInteraction,
) -> ServiceResult<()> {
    let now = work.now();
    let before = leads::get(&mut work.tx, &ctx.scope(), checked.lead).await?;
    checked.lead = before.id;
    check_deal(ctx, work, &checked).await?;

    let after = after(&before, &checked, ctx.actor().user(), now);
    insert(work, &checked, ctx.actor().user()).await?;
    leads::update(&mut work.tx, &before, &after, now).await?;
    scoring::rescore_with(work, before.id, diff(Some(&before), &after), "interaction").await?;
    mention::tell(ctx, work, &before, &mention::Text::note(&checked.notes)).await?;
    let open = leads::open_deals(&mut work.tx, before.id).await?;
    deals::rescore_deals(work, &open).await
}

fn label(checked: &CheckedInteraction) -> String {
    let kind = checked.kind.label();
    match checked.outcome {
        Some(outcome) => format!("{kind}: {}", outcome.label().to_lowercase()),
        None => format!("{kind} logged"),
    }
}

/// The deal must be this lead's, and within the scope.
async fn check_deal(
    ctx: &Ctx,
    work: &mut Work<'_>,
    checked: &CheckedInteraction,
) -> ServiceResult<()> {
    let Some(id) = checked.opportunity else { return Ok(()) };
    match opportunities::get(&mut work.tx, &ctx.scope(), id).await {
        Ok(scored) if scored.deal.lead_id == Some(checked.lead) => Ok(()),
        Ok(_) | Err(StoreError::NotFound) => {
            Err(FieldErrors::one("opportunity", "Choose one of this lead's deals.").into())
        }
        Err(other) => Err(other.into()),
    }
}

async fn insert(
    work: &mut Work<'_>,
    checked: &CheckedInteraction,
    by: Option<UserId>,
) -> ServiceResult<()> {
    let now = work.now();
    let contact = Contact {
        kind: checked.kind,
        direction: checked.direction,
        subject: &checked.subject,
        notes: &checked.notes,
    };
    let new = NewInteraction {
        lead_id: checked.lead,
        opportunity_id: checked.opportunity,
        user_id: by,
        kind: checked.kind,
        direction: checked.direction,
        outcome: checked.outcome,
        sentiment: contact.sentiment(checked.outcome),
        duration_seconds: checked.duration_seconds,
        subject: checked.subject.clone(),
        notes: checked.notes.clone(),
        at: now,
    };
    let id = interactions::insert(&mut work.tx, &new, now).await?;
    work.created(Entity::Interaction, id.get(), &new).await?;
    Ok(())
}

/// The lead after the interaction.
fn after(lead: &Lead, what: &CheckedInteraction, by: Option<UserId>, now: DateTime<Utc>) -> Lead {
    let status = lead.status.after_interaction(what.kind, what.outcome);
    let inbound = what.direction == Direction::Inbound && what.kind.is_talk();
    let contact = what.kind.is_contact(what.direction, what.outcome);
    let mut after = Lead {
        status,
        furthest_status: lead.furthest_status.after(status),
        status_entered_at: if status == lead.status { lead.status_entered_at } else { now },
        total_interactions: lead.total_interactions + 1,
        last_contacted_at: if contact { Some(now) } else { lead.last_contacted_at },
        last_contacted_by: if contact { by } else { lead.last_contacted_by },
        last_inbound_at: if inbound { Some(now) } else { lead.last_inbound_at },
        ..lead.clone()
    };
    if contact {
        // Whoever was to be come back to has been, unless this very contact asks for it again.
        let again = what.outcome == Some(Outcome::FollowUpNeeded);
        after.next_follow_up_at = again.then(|| now + FOLLOW_UP);
        after.snoozed_until = None;
    } else if what.outcome == Some(Outcome::NoAnswer) {
        after.snoozed_until = Some(now + TRY_AGAIN);
    }
    after
}
