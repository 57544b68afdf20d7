//! One lead out of two.

use domain::access::Action;
use domain::ids::LeadId;
use domain::journal::{Change, Entity, diff};
use domain::lead::Lead;
use domain::merge::{MergeRecords, settle};
use store::opportunities::Scored;
use store::{StoreError, interactions, leads, merging, opportunities, tasks};

use super::{Pair, gone, moved, one_already, record, unseen_changes};
use crate::leads::{Rules, adopt, rescore_by};
use crate::{Ctx, Done, ServiceError, ServiceResult, Work, deals, learning};

pub(super) async fn merge(ctx: &Ctx, form: &MergeRecords) -> ServiceResult<Done> {
    let mut tx = ctx.db().read().await?;
    let label = {
        let kept = leads::get(&mut tx, &ctx.scope(), LeadId(form.kept)).await?;
        let other = leads::get(&mut tx, &ctx.scope(), LeadId(form.other)).await?;
        format!("Merged {} into {}", other.name, kept.name)
    };
    drop(tx);
    let mut work = ctx.begin(label).await?;
    let (kept, other) = both(ctx, &mut work, form).await?;
    unseen_changes(ctx, &mut work, Entity::Lead, [kept.id.get(), other.id.get()], form).await?;
    let pair = Pair::of(&kept, &other, [kept.created_at, other.created_at]);
    let after = settle(record(pair.merged(Entity::Lead, form))?, &kept, &other);
    move_all(ctx, &mut work, other.id, kept.id).await?;
    write(ctx, &mut work, &kept, &other, &after).await?;
    work.commit().await
}

/// Both leads, within scope and not one already. Across owners it takes more than one's own records.
async fn both(ctx: &Ctx, work: &mut Work<'_>, form: &MergeRecords) -> ServiceResult<(Lead, Lead)> {
    let kept = leads::get(&mut work.tx, &ctx.scope(), LeadId(form.kept)).await?;
    let other = leads::get(&mut work.tx, &ctx.scope(), LeadId(form.other)).await?;
    if kept.id == other.id {
        return Err(one_already());
    }
    if kept.owner_id != other.owner_id {
        ctx.require(Action::MergeAcross)?;
    }
    Ok((kept, other))
}

/// Everything that belongs to a lead goes to another.
async fn move_all(ctx: &Ctx, work: &mut Work<'_>, from: LeadId, to: LeadId) -> ServiceResult<()> {
    let change = || moved("lead_id", from.get(), to.get());
    for id in merging::interactions(&mut work.tx, from).await? {
        merging::move_interaction(&mut work.tx, id, to).await?;
        work.append(Entity::Interaction, id.get(), Change::Update, change(), None).await?;
    }
    for id in merging::touches(&mut work.tx, from).await? {
        merging::move_touch(&mut work.tx, id, to).await?;
        work.append(Entity::Touch, id.get(), Change::Update, change(), None).await?;
    }
    adopt(work, from, to).await?;
    let now = work.now();
    let everything = domain::access::Scope::Everything;
    let ids = tasks::about(&mut work.tx, Some(from.get()), None).await?;
    for kept in tasks::many(&mut work.tx, &everything, &ids).await? {
        let after = tasks::Task { lead_id: Some(to), ..kept.record.clone() };
        tasks::update(&mut work.tx, &after, now).await?;
        work.changed(Entity::Task, after.id.get(), &kept.record, &after).await?;
    }
    let ids = opportunities::of_lead(&mut work.tx, from.get(), None).await?;
    for kept in opportunities::many(&mut work.tx, &everything, &ids).await? {
        let before = kept.record;
        let mut after: Scored = before.clone();
        after.deal.lead_id = Some(to);
        deals::store(ctx, work, &before, &after).await?;
    }
    Ok(())
}

/// Writes the kept lead, sends the other away, and computes what follows.
async fn write(
    ctx: &Ctx,
    work: &mut Work<'_>,
    kept: &Lead,
    other: &Lead,
    after: &Lead,
) -> ServiceResult<()> {
    let now = work.now();
    leads::trash(&mut work.tx, other, now).await?;
    gone(work, Entity::Lead, other.id.get(), kept.id.get(), ctx.actor().user()).await?;
    let contact = interactions::last_contact(&mut work.tx, kept.id).await?;
    let after = Lead {
        last_contacted_at: contact.at,
        last_contacted_by: contact.by,
        last_inbound_at: contact.inbound_at,
        ..after.clone()
    };
    match leads::update(&mut work.tx, kept, &after, now).await {
        Err(StoreError::Conflict) => return Err(ServiceError::Conflict(Vec::new())),
        other => other?,
    }
    let rules = Rules::read(&mut work.tx).await?;
    rescore_by(work, &rules, kept.id, diff(Some(kept), &after), "merged").await?;
    let lesson = learning::lesson(&mut work.tx).await?;
    for id in leads::open_deals(&mut work.tx, kept.id).await? {
        deals::rescore(work, &lesson, id).await?;
    }
    Ok(())
}
