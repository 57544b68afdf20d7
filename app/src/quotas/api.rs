//! Server functions about targets.

use domain::forms;
use domain::journal::Done;
use domain::quota::QuotaGrid;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The targets of a year; this one where none is named.
#[server(prefix = "/api", endpoint = "quotas/grid", input = GetUrl, output = crate::wire::Json)]
pub async fn get_grid(
    /// Which year.
    year: String,
) -> Result<QuotaGrid, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::quotas::grid(&ctx, year.parse().ok()).await?)
}

/// Sets the cells that were changed.
#[server(prefix = "/api", endpoint = "quotas/set", output = crate::wire::Json)]
pub async fn set_quotas(
    /// The grid as it should be.
    form: forms::SetQuotas,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::quotas::set(&ctx, form).await?)
}
