//! One company out of two.

use domain::access::{Action, Scope};
use domain::ids::CompanyId;
use domain::journal::{Entity, diff};
use domain::lead::Lead;
use domain::merge::MergeRecords;
use store::bulk::Company;
use store::{companies, leads, merging, opportunities};

use super::{Pair, gone, one_already, record, unseen_changes};
use crate::leads::{Rules, rescore_by};
use crate::{Ctx, Done, ServiceResult, Work, deals};

pub(super) async fn merge(ctx: &Ctx, form: &MergeRecords) -> ServiceResult<Done> {
    // Companies are everybody's: their people may be looked after by anybody.
    ctx.require(Action::MergeAcross)?;
    let mut tx = ctx.db().read().await?;
    let label = {
        let kept = companies::get(&mut tx, CompanyId(form.kept)).await?;
        let other = companies::get(&mut tx, CompanyId(form.other)).await?;
        format!("Merged {} into {}", other.name, kept.name)
    };
    drop(tx);
    let mut work = ctx.begin(label).await?;
    let kept = companies::get(&mut work.tx, CompanyId(form.kept)).await?;
    let other = companies::get(&mut work.tx, CompanyId(form.other)).await?;
    if kept.id == other.id {
        return Err(one_already());
    }
    unseen_changes(ctx, &mut work, Entity::Company, [kept.id.get(), other.id.get()], form).await?;
    let pair = Pair::of(&kept, &other, [kept.created_at, other.created_at]);
    let after: Company = record(pair.merged(Entity::Company, form))?;
    let now = work.now();
    companies::update(&mut work.tx, &after, now).await?;
    work.changed(Entity::Company, kept.id.get(), &kept, &after).await?;
    move_people(&mut work, other.id, kept.id).await?;
    move_deals(ctx, &mut work, other.id, kept.id).await?;
    // The size and the industry of a company are part of its people's scores.
    let is_scored = kept.employees != after.employees || kept.industry != after.industry;
    if is_scored {
        rescore_people(&mut work, kept.id).await?;
    }
    companies::trash(&mut work.tx, other.id, now).await?;
    gone(&mut work, Entity::Company, other.id.get(), kept.id.get(), ctx.actor().user()).await?;
    work.commit().await
}

/// Everybody who works at a company works at another, with scores that follow.
async fn move_people(work: &mut Work<'_>, from: CompanyId, to: CompanyId) -> ServiceResult<()> {
    let (now, rules) = (work.now(), Rules::read(&mut work.tx).await?);
    for id in merging::leads(&mut work.tx, from).await? {
        let before = leads::get_itself(&mut work.tx, &Scope::Everything, id).await?;
        let after = Lead { company_id: Some(to), ..before.clone() };
        leads::update(&mut work.tx, &before, &after, now).await?;
        rescore_by(work, &rules, id, diff(Some(&before), &after), "merged").await?;
    }
    Ok(())
}

async fn move_deals(
    ctx: &Ctx,
    work: &mut Work<'_>,
    from: CompanyId,
    to: CompanyId,
) -> ServiceResult<()> {
    for id in merging::deals(&mut work.tx, from).await? {
        let before = opportunities::get(&mut work.tx, &Scope::Everything, id).await?;
        let mut after = before.clone();
        after.deal.company_id = Some(to);
        deals::store(ctx, work, &before, &after).await?;
    }
    Ok(())
}

/// Scores everybody of a company anew.
pub(crate) async fn rescore_people(work: &mut Work<'_>, company: CompanyId) -> ServiceResult<()> {
    let rules = Rules::read(&mut work.tx).await?;
    for id in merging::leads(&mut work.tx, company).await? {
        rescore_by(work, &rules, id, domain::journal::Changes::new(), "company").await?;
    }
    Ok(())
}
