//! One thing about an open deal, set in place from a queue.

use domain::access::Action;
use domain::forms::{ConflictField, SetCloseDate, SetNextStep, lies_ahead};
use domain::ids::OpportunityId;
use domain::opportunity::{Opportunity, is_push};
use store::opportunities;

use super::scoring;
use super::write::{require_for, store};
use crate::{Ctx, Done, ServiceError, ServiceResult, day};

/// Sets what happens next.
///
/// # Errors
/// `Forbidden` by role; `NotFound` out of scope; `Invalid` for a wrong field; `Conflict` with both steps when somebody
/// else wrote the deal.
pub async fn set_next_step(ctx: &Ctx, form: SetNextStep) -> ServiceResult<Done> {
    ctx.require(Action::EditDeal)?;
    let (next_step, next_step_on) = form.check()?;
    change(ctx, form.id, form.version, "Set the next step of", |deal| {
        let conflict = both("next_step", &next_step, &deal.next_step);
        (Opportunity { next_step, next_step_on, ..deal.clone() }, conflict)
    })
    .await
}

/// Sets the day a deal should close; a later one counts as a push.
///
/// # Errors
/// `Forbidden` by role; `NotFound` out of scope; `Invalid` for a wrong day; `Conflict` with both days when somebody
/// else wrote the deal.
pub async fn set_close_date(ctx: &Ctx, form: SetCloseDate) -> ServiceResult<Done> {
    ctx.require(Action::EditDeal)?;
    let close = form.check()?;
    lies_ahead(Some(close), today(ctx).await?)?;
    change(ctx, form.id, form.version, "Set the close date of", |deal| {
        let theirs = deal.expected_close_on.map(|day| day.to_string()).unwrap_or_default();
        let pushed = is_push(deal.expected_close_on, Some(close));
        let after = Opportunity {
            expected_close_on: Some(close),
            close_pushes: deal.close_pushes + i64::from(pushed),
            ..deal.clone()
        };
        (after, both("expected_close_on", &close.to_string(), &theirs))
    })
    .await
}

fn both(field: &str, yours: &str, theirs: &str) -> ConflictField {
    ConflictField { field: field.to_owned(), yours: yours.to_owned(), theirs: theirs.to_owned() }
}

/// One change of one deal, as a unit of its own.
async fn change(
    ctx: &Ctx,
    id: OpportunityId,
    version: i64,
    what: &str,
    decide: impl FnOnce(&Opportunity) -> (Opportunity, ConflictField),
) -> ServiceResult<Done> {
    let label = format!("{what} {}", name_of(ctx, id).await?);
    let mut work = ctx.begin(label).await?;
    let now = work.now();
    let before = opportunities::get(&mut work.tx, &ctx.scope(), id).await?;
    let (deal, conflict) = decide(&before.deal);
    if before.deal.version != version {
        return Err(ServiceError::Conflict(vec![conflict]));
    }
    require_for(ctx, &before.deal)?;
    if deal != before.deal {
        let after = scoring::scored(&mut work.tx, deal, now).await?;
        store(ctx, &mut work, &before, &after).await?;
    }
    work.commit().await
}

async fn today(ctx: &Ctx) -> ServiceResult<chrono::NaiveDate> {
    day::today(ctx, &mut ctx.db().read().await?).await
}

/// Read ahead: a unit's label is written when it begins.
async fn name_of(ctx: &Ctx, id: OpportunityId) -> ServiceResult<String> {
    let mut tx = ctx.db().read().await?;
    Ok(opportunities::get(&mut tx, &ctx.scope(), id).await?.deal.name)
}
