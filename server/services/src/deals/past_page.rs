//! A deal's page as it was.

use domain::access::{Action, Scope};
use domain::as_of::{AsOf, FIELD, Past, PastDealPage, PastVersion};
use domain::format;
use domain::forms::FieldErrors;
use domain::ids::{OpportunityId, UserId};
use domain::opportunity::{Stage, Version};
use store::as_of::ToldVersion;
use store::users::User;
use store::{StoreError, Tx, as_of, opportunities, pipelines, products, users};

use super::timeline;
use crate::as_of::{moment, moment_since};
use crate::{Ctx, ServiceError, ServiceResult};

/// A deal as it was at a moment, with its versions and what had happened by then.
///
/// Who may read the deal today may read all its past; who owned it then may read it as it was then, and nothing of
/// what came after.
///
/// # Errors
/// `NotFound` when this person sees the deal neither today nor then; when nothing can be known of the moment.
pub async fn past_page(
    ctx: &Ctx,
    id: OpportunityId,
    at: &str,
) -> ServiceResult<Past<PastDealPage>> {
    ctx.require(Action::ReadRecords)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let today = match opportunities::get(&mut tx, &scope, id).await {
        Ok(scored) => Some(scored.deal),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let is_there_today = today.is_some();
    let as_of = moment(ctx, &mut tx, at).await?;
    let sees = if is_there_today { Scope::Everything } else { scope };
    let deal = match as_of::deal(&mut tx, &sees, as_of.at, id).await {
        Ok(deal) => deal,
        Err(StoreError::NotFound) if is_there_today => {
            return Err(not_yet(ctx, &mut tx, id, at).await?);
        }
        Err(error) => return Err(error.into()),
    };
    let told = as_of::told(&mut tx, id).await?;
    let shown = told.iter().find(|told| is_in_force(&told.version, &as_of));
    let (from_at, to_at) = shown
        .map(|told| (told.version.from_at, told.version.to_at))
        .ok_or_else(|| ServiceError::Internal(format!("deal {id} has no version in force")))?;
    let (currency, product) = present(&mut tx, id).await?;
    let stages = pipelines::all_stages(&mut tx).await?;
    let people = users::list(&mut tx).await?;
    let mut versions = versions(&told, &as_of, &stages, &people);
    versions.retain(|version| is_there_today || version.is_shown);
    Ok(Past {
        as_of,
        data: PastDealPage {
            deal,
            currency,
            product,
            is_there_today,
            from_at,
            to_at,
            versions,
            stage_history: as_of::stage_visits(&mut tx, id, as_of.at).await?,
            timeline: timeline::of_deal_until(ctx, &mut tx, id, as_of.at).await?,
        },
    })
}

fn is_in_force(version: &Version, as_of: &AsOf) -> bool {
    version.from_at <= as_of.at && version.to_at.is_none_or(|to| as_of.at < to)
}

/// A deal that is there today and was not then: its first day is the remedy.
async fn not_yet(
    ctx: &Ctx,
    tx: &mut Tx,
    id: OpportunityId,
    at: &str,
) -> ServiceResult<ServiceError> {
    let first = as_of::told(tx, id).await?.first().map(|told| told.version.from_at);
    match moment_since(ctx, tx, at, first).await {
        Err(error) => Ok(error),
        // Of that day, but before the deal.
        Ok(_) => {
            Ok(FieldErrors::one(FIELD, "The deal was not there yet: choose a later day.").into())
        }
    }
}

/// What has no version: the currency and the product of today.
async fn present(tx: &mut Tx, id: OpportunityId) -> ServiceResult<(String, Option<String>)> {
    let kept = opportunities::many(tx, &Scope::Everything, &[id.get()]).await?;
    let deal =
        kept.into_iter().next().map(|kept| kept.record.deal).ok_or(ServiceError::NotFound)?;
    let product = match deal.product_id {
        Some(product) => products::name(tx, product).await?,
        None => None,
    };
    Ok((deal.currency.as_str().to_owned(), product))
}

/// Every version with what changed, newest first.
fn versions(
    told: &[ToldVersion],
    as_of: &AsOf,
    stages: &[Stage],
    people: &[User],
) -> Vec<PastVersion> {
    let names = Names { stages, people };
    let mut before = None;
    let mut versions: Vec<PastVersion> = told
        .iter()
        .map(|told| {
            let version = &told.version;
            let changes = before.map_or_else(Vec::new, |before| names.changes(before, version));
            before = Some(version);
            PastVersion {
                from_at: version.from_at,
                to_at: version.to_at,
                who: told.who.clone(),
                label: told.label.clone(),
                changes,
                is_shown: is_in_force(version, as_of),
            }
        })
        .collect();
    versions.reverse();
    versions
}

/// Names for the keys that stand in versions.
struct Names<'a> {
    stages: &'a [Stage],
    people: &'a [User],
}

impl Names<'_> {
    /// "Stage: Discovery → Proposal", field by field.
    fn changes(&self, before: &Version, after: &Version) -> Vec<String> {
        let stage = |version: &Version| {
            let stage = self.stages.iter().find(|stage| stage.id == version.stage_id);
            stage.map_or_else(|| version.stage_id.to_string(), |stage| stage.name.clone())
        };
        let owner = |version: &Version| self.person(version.owner_id);
        let close = |version: &Version| {
            version.expected_close_on.map_or_else(|| "none".to_owned(), format::date_long)
        };
        let fields = [
            ("Stage", stage(before), stage(after)),
            ("Amount", format::money(before.amount), format::money(after.amount)),
            ("Close date", close(before), close(after)),
            ("Owner", owner(before), owner(after)),
            ("P(won)", format::percent(before.win), format::percent(after.win)),
        ];
        fields
            .into_iter()
            .filter(|(_, from, to)| from != to)
            .map(|(field, from, to)| format!("{field}: {from} → {to}"))
            .collect()
    }

    fn person(&self, id: Option<UserId>) -> String {
        let Some(id) = id else { return "nobody".to_owned() };
        let person = self.people.iter().find(|person| person.id == id);
        person.map_or_else(|| id.to_string(), |person| person.name.clone())
    }
}
