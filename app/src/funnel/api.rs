//! Server functions about the funnel.

use domain::funnel::FunnelPage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The funnel of a period such as `2026-Q4`; empty means the present quarter.
#[server(prefix = "/api", endpoint = "funnel/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_funnel(
    /// The period's code.
    period: String,
) -> Result<FunnelPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::funnel::page(&ctx, &period).await?)
}
