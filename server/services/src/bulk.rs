//! The same change to several records of a list, as one unit.

use domain::access::{Action, Scope};
use domain::format;
use domain::forms::{BulkDeals, BulkLeads, DealChange, FieldErrors, LeadChange};
use domain::ids::{LeadId, OpportunityId, UserId};
use domain::journal::Entity;
use domain::lead::{Lead, LeadStatus};
use domain::opportunity::{DealStatus, Opportunity, is_push};
use domain::task::TaskStatus;
use store::tasks::Task;
use store::{leads, opportunities, tasks};

use crate::leads::{out_because, reason};
use crate::{Ctx, Done, ServiceError, ServiceResult, Work, deals, learning, trash};

/// Changes several leads, all of them or none.
///
/// # Errors
/// `Forbidden` by role, `Invalid` for wrong fields, `NotFound` when one of them is out of scope.
pub async fn leads(ctx: &Ctx, form: BulkLeads) -> ServiceResult<Done> {
    let change = form.check()?;
    ctx.require(match change {
        LeadChange::Give(_) => Action::Reassign,
        LeadChange::Status(_) => Action::EditLead,
        LeadChange::Delete => Action::DeleteLead,
    })?;
    let ids = distinct(form.ids);
    let many = format::plural(ids.len() as u64, "lead", "leads");
    let label = match change {
        LeadChange::Give(owner) => format!("Gave {many} to {}", seller(ctx, owner).await?),
        LeadChange::Status(status) => format!("Set {many} to {}", status.label().to_lowercase()),
        LeadChange::Delete => format!("Deleted {many}"),
    };
    let mut work = ctx.begin(label).await?;
    if change == LeadChange::Delete {
        trash::delete_all(ctx, &mut work, Entity::Lead, &ids).await?;
        return work.commit().await;
    }
    let found = leads::many(&mut work.tx, &ctx.scope(), &ids).await?;
    let living: Vec<Lead> = found
        .into_iter()
        .filter(|kept| kept.deleted_at.is_none())
        .map(|kept| kept.record)
        .collect();
    if living.len() < ids.len() {
        return Err(ServiceError::NotFound);
    }
    for before in living {
        if let LeadChange::Status(to) = change {
            work.because(reason(before.status, to, Some(&form.reason))?);
        }
        change_lead(&mut work, &before, change, &form.reason).await?;
    }
    work.commit().await
}

async fn change_lead(
    work: &mut Work<'_>,
    before: &Lead,
    change: LeadChange,
    why: &str,
) -> ServiceResult<()> {
    let now = work.now();
    let after = match change {
        LeadChange::Give(owner) => Lead { owner_id: Some(owner), ..before.clone() },
        LeadChange::Status(status) if status != before.status => Lead {
            status,
            furthest_status: match status {
                LeadStatus::Disqualified => before.furthest_status,
                reached => before.furthest_status.max(reached),
            },
            status_entered_at: now,
            disqualified_reason: out_because(before, status, Some(why)),
            ..before.clone()
        },
        LeadChange::Status(_) | LeadChange::Delete => return Ok(()),
    };
    if after != *before {
        leads::update(&mut work.tx, before, &after, now).await?;
        work.changed(Entity::Lead, before.id.get(), before, &after).await?;
    }
    if let LeadChange::Give(to) = change {
        hand_over(work, About { lead: Some(before.id), deal: None }, before.owner_id, to).await?;
    }
    Ok(())
}

/// What a task is about: one of the two.
#[derive(Clone, Copy)]
struct About {
    lead: Option<LeadId>,
    deal: Option<OpportunityId>,
}

/// What the owner of a record still had to do about it goes to the new owner. What others mean to do stays theirs, and
/// what is to be done about a lead's deal goes with the deal.
async fn hand_over(
    work: &mut Work<'_>,
    about: About,
    from: Option<UserId>,
    to: UserId,
) -> ServiceResult<()> {
    let now = work.now();
    let (lead, deal) = (about.lead.map(LeadId::get), about.deal.map(OpportunityId::get));
    let ids = tasks::about(&mut work.tx, lead, deal).await?;
    for kept in tasks::many(&mut work.tx, &Scope::Everything, &ids).await? {
        let before = kept.record;
        let is_open = before.status == TaskStatus::Open && before.opportunity_id == about.deal;
        if is_open && Some(before.owner_id) == from && from != Some(to) {
            let after = Task { owner_id: to, ..before.clone() };
            tasks::update(&mut work.tx, &after, now).await?;
            work.changed(Entity::Task, before.id.get(), &before, &after).await?;
        }
    }
    Ok(())
}

/// Changes several deals, all of them or none.
///
/// # Errors
/// `Forbidden` by role, or when one is closed and the role may not change that; `Invalid` for wrong fields; `NotFound`
/// when one of them is out of scope.
pub async fn deals(ctx: &Ctx, form: BulkDeals) -> ServiceResult<Done> {
    let change = form.check()?;
    ctx.require(match change {
        DealChange::Give(_) => Action::Reassign,
        DealChange::Close(_) | DealChange::Next(_) => Action::EditDeal,
        DealChange::Delete => Action::DeleteDeal,
    })?;
    let ids = distinct(form.ids);
    let many = format::plural(ids.len() as u64, "deal", "deals");
    let label = match &change {
        DealChange::Give(owner) => format!("Gave {many} to {}", seller(ctx, *owner).await?),
        DealChange::Close(day) => format!("Set {many} to close on {}", format::date_long(*day)),
        DealChange::Next(_) => format!("Set the next step of {many}"),
        DealChange::Delete => format!("Deleted {many}"),
    };
    let mut work = ctx.begin(label).await?;
    if change == DealChange::Delete {
        trash::delete_all(ctx, &mut work, Entity::Opportunity, &ids).await?;
        return work.commit().await;
    }
    let found = opportunities::many(&mut work.tx, &ctx.scope(), &ids).await?;
    let living: Vec<_> = found.into_iter().filter(|kept| kept.deleted_at.is_none()).collect();
    if living.len() < ids.len() {
        return Err(ServiceError::NotFound);
    }
    let lesson = learning::lesson(&mut work.tx).await?;
    let now = work.now();
    for before in living.into_iter().map(|kept| kept.record) {
        if before.deal.status != DealStatus::Open {
            ctx.require(Action::EditClosedDeal)?;
        }
        let deal = changed_deal(&before.deal, &change);
        if deal != before.deal {
            let after = deals::scored_by(&mut work.tx, &lesson, deal, now).await?;
            deals::store(ctx, &mut work, &before, &after).await?;
        }
        if let DealChange::Give(to) = change {
            let about = About { lead: None, deal: Some(before.deal.id) };
            hand_over(&mut work, about, before.deal.owner_id, to).await?;
        }
    }
    work.commit().await
}

fn changed_deal(before: &Opportunity, change: &DealChange) -> Opportunity {
    let deal = before.clone();
    match change {
        DealChange::Give(owner) => Opportunity { owner_id: Some(*owner), ..deal },
        DealChange::Close(day) => {
            let pushed = is_push(before.expected_close_on, Some(*day));
            let close_pushes = before.close_pushes + i64::from(pushed);
            Opportunity { expected_close_on: Some(*day), close_pushes, ..deal }
        }
        DealChange::Next(step) => Opportunity { next_step: step.clone(), ..deal },
        DealChange::Delete => deal,
    }
}

/// The name of somebody who sells within scope: nobody else is given records.
async fn seller(ctx: &Ctx, id: UserId) -> ServiceResult<String> {
    let mut tx = ctx.db().read().await?;
    let sellers = store::forecast_reads::sellers(&mut tx, &ctx.scope()).await?;
    let found = sellers.into_iter().find(|person| person.id == id).map(|person| person.name);
    found.ok_or_else(|| FieldErrors::one("owner", "Choose somebody of the list.").into())
}

fn distinct(mut ids: Vec<i64>) -> Vec<i64> {
    ids.sort_unstable();
    ids.dedup();
    ids
}
