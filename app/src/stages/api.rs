//! Server functions about pipelines.

use domain::closing::AdvancePage;
use domain::forms;
use domain::ids::{OpportunityId, PipelineId};
use domain::journal::Done;
use domain::pipeline as data;
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
