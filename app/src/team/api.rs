//! Server functions about people's figures.

use domain::desk;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What everybody who sells did in a period.
#[server(prefix = "/api", endpoint = "team/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_team(
    /// `2026-Q4`; empty for the present quarter.
    #[server(default)]
    period: String,
) -> Result<desk::TeamPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::team::page(&ctx, &period).await?)
}
