//! The page on which two records become one.

use domain::access::Action;
use domain::format;
use domain::ids::{CompanyId, LeadId};
use domain::journal::{Changes, Entity, FieldChange};
use domain::merge::{self, FieldChoice, MergePage, MergeSide};
use serde_json::Value;
use store::{Tx, companies, leads, merging};

use super::{Pair, entity, one_already};
use crate::timeline::Names;
use crate::{Ctx, ServiceError, ServiceResult};

/// Both records field by field, with what is suggested. The first of them is the one that stays.
///
/// # Errors
/// `NotFound` when one is out of scope, `Invalid` when they are one already.
pub async fn page(ctx: &Ctx, word: &str, kept: i64, other: i64) -> ServiceResult<MergePage> {
    ctx.require(Action::ReadRecords)?;
    let entity = entity(word)?;
    let mut tx = ctx.db().read().await?;
    let (pair, sides, across) = if entity == Entity::Company {
        companies_of(&mut tx, kept, other).await?
    } else {
        leads_of(ctx, &mut tx, kept, other).await?
    };
    let [kept, other] = sides;
    let (fields, same) = choices(ctx, &mut tx, entity, &pair).await?;
    let needed = if across { Action::MergeAcross } else { Action::Merge };
    let refusal = match ctx.require(needed) {
        Err(ServiceError::Forbidden(why)) => Some(why),
        _ => None,
    };
    Ok(MergePage { now: ctx.now(), entity, kept, other, fields, same, refusal })
}

type Found = (Pair, [MergeSide; 2], bool);

async fn leads_of(ctx: &Ctx, tx: &mut Tx, kept: i64, other: i64) -> ServiceResult<Found> {
    let kept = leads::get(tx, &ctx.scope(), LeadId(kept)).await?;
    let other = leads::get(tx, &ctx.scope(), LeadId(other)).await?;
    if kept.id == other.id {
        return Err(one_already());
    }
    let mut sides = Vec::new();
    for lead in [&kept, &other] {
        let has = merging::of_lead(tx, lead.id).await?;
        sides.push(MergeSide {
            id: lead.id.get(),
            name: lead.name.clone(),
            href: format!("/leads/{}", lead.id),
            created_at: lead.created_at,
            has: counted(&[
                (has.interactions, "interaction", "interactions"),
                (has.deals, "deal", "deals"),
                (has.tasks, "task", "tasks"),
                (has.touches, "campaign touch", "campaign touches"),
            ]),
        });
    }
    let pair = Pair::of(&kept, &other, [kept.created_at, other.created_at]);
    Ok((pair, two(sides)?, kept.owner_id != other.owner_id))
}

async fn companies_of(tx: &mut Tx, kept: i64, other: i64) -> ServiceResult<Found> {
    let kept = companies::get(tx, CompanyId(kept)).await?;
    let other = companies::get(tx, CompanyId(other)).await?;
    if kept.id == other.id {
        return Err(one_already());
    }
    let mut sides = Vec::new();
    for company in [&kept, &other] {
        let has = merging::of_company(tx, company.id).await?;
        sides.push(MergeSide {
            id: company.id.get(),
            name: company.name.clone(),
            href: format!("/companies/{}", company.id),
            created_at: company.created_at,
            has: counted(&[(has.people, "person", "people"), (has.deals, "deal", "deals")]),
        });
    }
    let pair = Pair::of(&kept, &other, [kept.created_at, other.created_at]);
    Ok((pair, two(sides)?, true))
}

fn two(sides: Vec<MergeSide>) -> ServiceResult<[MergeSide; 2]> {
    sides.try_into().map_err(|_| ServiceError::Internal("a pair has two sides".to_owned()))
}

/// "12 interactions", and nothing of what there is none of.
fn counted(counts: &[(i64, &str, &str)]) -> Vec<String> {
    counts
        .iter()
        .filter_map(|(count, one, many)| {
            let count = u64::try_from(*count).ok().filter(|count| *count > 0)?;
            Some(format::plural(count, one, many))
        })
        .collect()
}

/// The fields in which the two differ, each with what is suggested; and the names of those in which they agree.
async fn choices(
    ctx: &Ctx,
    tx: &mut Tx,
    entity: Entity,
    pair: &Pair,
) -> ServiceResult<(Vec<FieldChoice>, Vec<String>)> {
    let both: Changes = merge::fields(entity)
        .iter()
        .filter_map(|field| {
            let (from, to) =
                (pair.kept.get(field.key)?.clone(), pair.other.get(field.key)?.clone());
            Some((field.key.to_owned(), FieldChange { from, to }))
        })
        .collect();
    let names = Names::of(ctx, tx, std::iter::once(&both)).await?;
    let said = |key: &str, value: &Value| {
        if merge::is_empty(value) { String::new() } else { names.value(key, value) }
    };
    let (mut fields, mut same) = (Vec::new(), Vec::new());
    for field in merge::fields(entity) {
        let Some(change) = both.get(field.key) else { continue };
        let (kept, other) = (said(field.key, &change.from), said(field.key, &change.to));
        if kept == other {
            if !kept.is_empty() {
                same.push(field.label.to_owned());
            }
            continue;
        }
        fields.push(FieldChoice {
            key: field.key.to_owned(),
            label: field.label.to_owned(),
            kept,
            other,
            is_list: field.is_list(),
            pick: pair.suggested(field),
        });
    }
    Ok((fields, same))
}
