//! Server functions about deals.

use domain::as_of::{Past, PastBoard, PastDeal, PastDealPage};
use domain::desk::Board;
use domain::forms;
use domain::ids::OpportunityId;
use domain::journal::Done;
use domain::list::{DealFilter, Listing};
use domain::opportunity::{DealPage, DealRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The open deals a person sees, by stage.
#[server(prefix = "/api", endpoint = "deals/board", input = GetUrl, output = crate::wire::Json)]
pub async fn get_board(
    /// Which pipeline; empty for the default one.
    #[server(default)]
    pipeline: String,
) -> Result<Board, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::board(&ctx, pipeline.parse().ok()).await?)
}

/// One page of the list of deals.
#[server(prefix = "/api", endpoint = "deals/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_deals(
    /// What is shown.
    filter: DealFilter,
) -> Result<Listing<DealRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::list(&ctx, &filter).await?)
}

/// A deal with everything on its page.
#[server(prefix = "/api", endpoint = "deals/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_deal(
    /// Which deal.
    id: OpportunityId,
) -> Result<DealPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::page(&ctx, id).await?)
}

/// The deals that were open on a day, by stage.
#[server(prefix = "/api", endpoint = "deals/past_board", input = GetUrl, output = crate::wire::Json)]
pub async fn get_past_board(
    /// The day or moment.
    as_of: String,
) -> Result<Past<PastBoard>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::past_board(&ctx, &as_of).await?)
}

/// One page of the list of deals as it was on a day.
#[server(prefix = "/api", endpoint = "deals/past_list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_past_deals(
    /// What is shown.
    filter: DealFilter,
    /// The day or moment.
    as_of: String,
) -> Result<Past<Listing<PastDeal>>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::past_list(&ctx, &filter, &as_of).await?)
}

/// A deal as it was on a day.
#[server(prefix = "/api", endpoint = "deals/past_page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_past_deal(
    /// Which deal.
    id: OpportunityId,
    /// The day or moment.
    as_of: String,
) -> Result<Past<PastDealPage>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::past_page(&ctx, id, &as_of).await?)
}

/// Moves a deal to another stage.
#[server(prefix = "/api", endpoint = "deals/move", output = crate::wire::Json)]
pub async fn move_deal(
    /// Which deal, where to.
    form: forms::MoveDeal,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::move_deal(&ctx, form).await?)
}

/// Saves a deal's fields.
#[server(prefix = "/api", endpoint = "deals/edit", output = crate::wire::Json)]
pub async fn edit_deal(
    /// The fields as edited.
    form: forms::EditDeal,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::edit(&ctx, form).await?)
}

/// The same change to several deals.
#[server(prefix = "/api", endpoint = "deals/bulk", output = crate::wire::Json)]
pub async fn bulk_deals(
    /// Which deals, and what to do with them.
    form: forms::BulkDeals,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::bulk::deals(&ctx, form).await?)
}

/// Creates a deal with a lead and opens its page.
#[server(prefix = "/api", endpoint = "deals/create", output = crate::wire::Json)]
pub async fn create_deal(
    /// The new deal.
    form: forms::NewDeal,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let id = services::deals::create(&ctx, form).await?;
    leptos_axum::redirect(&format!("/deals/{id}"), false);
    Ok(())
}

/// Sets what happens next with a deal.
#[server(prefix = "/api", endpoint = "deals/set_next_step", output = crate::wire::Json)]
pub async fn set_next_step(
    /// The step.
    form: forms::SetNextStep,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::set_next_step(&ctx, form).await?)
}

/// Sets the day a deal should close.
#[server(prefix = "/api", endpoint = "deals/set_close_date", output = crate::wire::Json)]
pub async fn set_close_date(
    /// The day.
    form: forms::SetCloseDate,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::set_close_date(&ctx, form).await?)
}
