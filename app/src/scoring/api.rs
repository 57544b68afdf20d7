//! Server functions about how leads are scored.

use domain::scoring::{self, RescoreRun, ScoringAsk, ScoringForm};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The rules in force or asked for, and what saving them would do.
#[server(prefix = "/api", endpoint = "scoring/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_scoring(
    /// What is typed, or what to begin with.
    #[server(default)]
    ask: ScoringAsk,
) -> Result<scoring::ScoringPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::scoring::page(&ctx, &ask).await?)
}

/// How far the scoring of all leads is.
#[server(prefix = "/api", endpoint = "scoring/run", input = GetUrl, output = crate::wire::Json)]
pub async fn get_rescore_run() -> Result<Option<RescoreRun>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::scoring::progress(&ctx).await?)
}

/// Saves other rules; the page without a preview follows.
#[server(prefix = "/api", endpoint = "scoring/save", output = crate::wire::Json)]
pub async fn save_scoring(
    /// What was typed.
    form: ScoringForm,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    services::scoring::save(&ctx, form).await?;
    leptos_axum::redirect("/settings/scoring", false);
    Ok(())
}

/// Ends the scoring of all leads.
#[server(prefix = "/api", endpoint = "scoring/cancel", output = crate::wire::Json)]
pub async fn cancel_rescore() -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::scoring::cancel(&ctx).await?)
}
