//! Server functions about campaigns.

use domain::campaigns as data;
use domain::forms;
use domain::ids::CampaignId;
use domain::journal::Done;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What every campaign and source brought.
#[server(prefix = "/api", endpoint = "campaigns/report", input = GetUrl, output = crate::wire::Json)]
pub async fn get_report() -> Result<data::CampaignReport, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::campaigns::report(&ctx).await?)
}

/// A campaign's page.
#[server(prefix = "/api", endpoint = "campaigns/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_campaign(
    /// Which campaign.
    id: CampaignId,
) -> Result<data::CampaignPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::campaigns::page(&ctx, id).await?)
}

/// Adds a campaign or changes one.
#[server(prefix = "/api", endpoint = "campaigns/save", output = crate::wire::Json)]
pub async fn save_campaign(
    /// The fields as they should be.
    form: forms::EditCampaign,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::campaigns::save(&ctx, form).await?)
}

/// Writes a cost down.
#[server(prefix = "/api", endpoint = "campaigns/add_cost", output = crate::wire::Json)]
pub async fn add_cost(
    /// When, how much, on what.
    form: forms::AddCost,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::campaigns::add_cost(&ctx, form).await?)
}

/// Takes a cost out.
#[server(prefix = "/api", endpoint = "campaigns/remove_cost", output = crate::wire::Json)]
pub async fn remove_cost(
    /// Which.
    form: forms::RemoveCost,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::campaigns::remove_cost(&ctx, form).await?)
}
