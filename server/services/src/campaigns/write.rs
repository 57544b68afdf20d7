//! Changing campaigns and what they cost.

use domain::access::Action;
use domain::format;
use domain::forms::{AddCost, EditCampaign, FieldErrors, RemoveCost};
use domain::ids::CampaignId;
use domain::journal::Entity;
use store::bulk::{Campaign, CampaignCost};
use store::{StoreError, campaigns};

use crate::catalogue::not_stale;
use crate::{Ctx, Done, ServiceError, ServiceResult, installation};

fn name_is_taken(error: StoreError) -> ServiceError {
    match error {
        StoreError::Unique { .. } => {
            FieldErrors::one("name", "Another campaign has this name: choose a name of its own.")
                .into()
        }
        other => other.into(),
    }
}

/// Adds a campaign or changes one.
///
/// # Errors
/// `Forbidden` by role, `Invalid` when a field is wrong or the name is taken, `Conflict` with both values of each field
/// when somebody else changed it meanwhile.
pub async fn save(ctx: &Ctx, form: EditCampaign) -> ServiceResult<Done> {
    ctx.require(Action::ManageCampaigns)?;
    let checked = form.check()?;
    let verb = if form.id == 0 { "Added" } else { "Edited" };
    let mut work = ctx.begin(format!("{verb} campaign {}", checked.name)).await?;
    let now = work.now();
    let known = match form.id {
        0 => None,
        id => Some(campaigns::get(&mut work.tx, CampaignId(id)).await?),
    };
    let currency = installation::get(&mut work.tx).await?.currency;
    let before = known.as_ref().map(|known| &known.record);
    let mut after = Campaign {
        id: CampaignId(form.id),
        name: checked.name,
        source: checked.source,
        status: checked.status,
        starts_on: checked.starts_on,
        ends_on: checked.ends_on,
        budget: checked.budget,
        currency: before.map_or(currency, |before| before.currency),
        costs: before.map(|before| before.costs.clone()).unwrap_or_default(),
        created_at: before.map_or(now, |before| before.created_at),
    };
    if let Some(known) = &known {
        not_stale(known.version, form.version, &known.record, &after)?;
        if after != known.record {
            campaigns::update(&mut work.tx, &known.record, &after, now)
                .await
                .map_err(name_is_taken)?;
            work.changed(Entity::Campaign, form.id, &known.record, &after).await?;
        }
    } else {
        after.id = campaigns::insert(&mut work.tx, &after, now).await.map_err(name_is_taken)?;
        work.created(Entity::Campaign, after.id.get(), &after).await?;
    }
    work.commit().await
}

/// Writes a campaign's cost down.
///
/// # Errors
/// `Forbidden` by role, `Invalid` when a field is wrong, `NotFound` when there is no such campaign.
pub async fn add_cost(ctx: &Ctx, form: AddCost) -> ServiceResult<Done> {
    ctx.require(Action::ManageCampaigns)?;
    let (spent_on, amount, note) = form.check()?;
    let id = CampaignId(form.campaign);
    let label = format!("Cost of {}: {}", name_of(ctx, id).await?, format::money(amount));
    let mut work = ctx.begin(label).await?;
    let before = campaigns::get(&mut work.tx, id).await?.record;
    campaigns::add_cost(&mut work.tx, id, &CampaignCost { spent_on, amount, note }).await?;
    let after = campaigns::get(&mut work.tx, id).await?.record;
    work.changed(Entity::Campaign, id.get(), &before, &after).await?;
    work.commit().await
}

/// Takes a cost out that was written down by mistake.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when there is none.
pub async fn remove_cost(ctx: &Ctx, form: RemoveCost) -> ServiceResult<Done> {
    ctx.require(Action::ManageCampaigns)?;
    let id = CampaignId(form.campaign);
    let mut work = ctx.begin(format!("Removed a cost of {}", name_of(ctx, id).await?)).await?;
    let before = campaigns::get(&mut work.tx, id).await?.record;
    campaigns::drop_cost(&mut work.tx, id, form.id).await?;
    let after = campaigns::get(&mut work.tx, id).await?.record;
    work.changed(Entity::Campaign, id.get(), &before, &after).await?;
    work.commit().await
}

async fn name_of(ctx: &Ctx, id: CampaignId) -> ServiceResult<String> {
    let mut tx = ctx.db().read().await?;
    Ok(campaigns::get(&mut tx, id).await?.record.name)
}
