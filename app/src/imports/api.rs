//! Server functions about imports. Files come in by a route of the server's own: a form of text carries none.

use domain::ids::ImportId;
use domain::import::{self, ImportList, ImportPlan};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The imports there were, newest first.
#[server(prefix = "/api", endpoint = "imports/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_imports() -> Result<ImportList, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::import::runs::list(&ctx).await?)
}

/// Everything on an import's page.
#[server(prefix = "/api", endpoint = "imports/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_import(
    /// Which import.
    id: ImportId,
) -> Result<import::ImportPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::import::runs::page(&ctx, id).await?)
}

/// Changes what a file's columns are read as.
#[server(prefix = "/api", endpoint = "imports/plan", output = crate::wire::Json)]
pub async fn plan_import(
    /// Which import.
    id: ImportId,
    /// The plan.
    form: ImportPlan,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::import::runs::replan(&ctx, id, form).await?)
}

/// Lets an import run.
#[server(prefix = "/api", endpoint = "imports/start", output = crate::wire::Json)]
pub async fn start_import(
    /// Which import.
    id: ImportId,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::import::runs::start(&ctx, id).await?)
}

/// Ends an import.
#[server(prefix = "/api", endpoint = "imports/cancel", output = crate::wire::Json)]
pub async fn cancel_import(
    /// Which import.
    id: ImportId,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::import::runs::cancel(&ctx, id).await?)
}
