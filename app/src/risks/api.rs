//! Server functions about warnings on deals.

use domain::desk;
use domain::forms;
use domain::journal::Done;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The warnings on the deals a person sees, by cause.
#[server(prefix = "/api", endpoint = "risks/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_risks(
    /// A cause, or nothing for all.
    #[server(default)]
    kind: String,
) -> Result<desk::RisksPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::risks::page(&ctx, &kind).await?)
}

/// Sees to a warning: makes its remedy a task, or leaves it in peace for a while.
#[server(prefix = "/api", endpoint = "risks/see_to", output = crate::wire::Json)]
pub async fn see_to_risk(
    /// Which warning, and how.
    form: forms::SeeToRisk,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::risks::see_to(&ctx, form).await?)
}
