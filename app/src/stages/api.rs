//! Server functions about pipelines.

use domain::closing::{AdvancePage, ClosingPage};
use domain::forms;
use domain::ids::{OpportunityId, PipelineId};
use domain::journal::Done;
use domain::pipeline as data;
use domain::terms::{RequestRow, TermsPage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Every pipeline.
#[server(prefix = "/api", endpoint = "pipelines/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_pipelines() -> Result<Vec<data::PipelineRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::pipelines::list(&ctx).await?)
}

/// A pipeline with its stages.
#[server(prefix = "/api", endpoint = "pipelines/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_pipeline(
    /// Which pipeline.
    id: PipelineId,
) -> Result<data::PipelinePage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::pipelines::page(&ctx, id).await?)
}

/// Adds a pipeline and opens it.
#[server(prefix = "/api", endpoint = "pipelines/create", output = crate::wire::Json)]
pub async fn create_pipeline(
    /// Its name, and whose stages it begins with.
    form: forms::NewPipeline,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let id = services::pipelines::create(&ctx, form).await?;
    leptos_axum::redirect(&format!("/pipelines/{id}"), false);
    Ok(())
}

/// Saves a pipeline with its stages.
#[server(prefix = "/api", endpoint = "pipelines/save", output = crate::wire::Json)]
pub async fn save_pipeline(
    /// The pipeline as it should be.
    form: forms::EditPipeline,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::pipelines::save(&ctx, form).await?)
}

/// Takes a pipeline out of use, or back into it.
#[server(prefix = "/api", endpoint = "pipelines/set_used", output = crate::wire::Json)]
pub async fn set_pipeline_used(
    /// Which pipeline.
    id: PipelineId,
    /// Whether it is used.
    used: bool,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::pipelines::set_used(&ctx, id, used).await?)
}

/// Where a deal can go, and what stands against it.
#[server(prefix = "/api", endpoint = "deals/advance_page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_advance(
    /// Which deal.
    id: OpportunityId,
) -> Result<AdvancePage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::advance_page(&ctx, id).await?)
}

/// Moves a deal on, closes it or opens it again, and shows it.
#[server(prefix = "/api", endpoint = "deals/advance", output = crate::wire::Json)]
pub async fn advance_deal(
    /// Which deal, where to, and why.
    form: forms::AdvanceDeal,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::advance(&ctx, form).await?)
}

/// Open deals by the month they should close in.
#[server(prefix = "/api", endpoint = "deals/closing", input = GetUrl, output = crate::wire::Json)]
pub async fn get_closing() -> Result<ClosingPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::closing(&ctx).await?)
}

/// What a deal sells.
#[server(prefix = "/api", endpoint = "deals/terms", input = GetUrl, output = crate::wire::Json)]
pub async fn get_terms(
    /// Which deal.
    id: OpportunityId,
) -> Result<TermsPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::terms_page(&ctx, id).await?)
}

/// Gives a deal its products, or asks for the discount they need.
#[server(prefix = "/api", endpoint = "deals/set_terms", output = crate::wire::Json)]
pub async fn set_terms(
    /// The lines as they should be.
    form: forms::SetTerms,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::set_terms(&ctx, form).await?)
}

/// Notes how a deal is decided.
#[server(prefix = "/api", endpoint = "deals/set_decision", output = crate::wire::Json)]
pub async fn set_decision(
    /// Competitors and criteria.
    form: forms::SetDecision,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::set_decision(&ctx, form).await?)
}

/// Requests for discounts.
#[server(prefix = "/api", endpoint = "deals/approvals", input = GetUrl, output = crate::wire::Json)]
pub async fn list_approvals() -> Result<Vec<RequestRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::approvals(&ctx).await?)
}

/// Decides about a request.
#[server(prefix = "/api", endpoint = "deals/decide_discount", output = crate::wire::Json)]
pub async fn decide_discount(
    /// Which, and how.
    form: forms::DecideDiscount,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::deals::decide_discount(&ctx, form).await?)
}
