//! Server functions about wins and losses.

use domain::winloss::WinLoss;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Wins and losses of the last months; a year where none are named.
#[server(prefix = "/api", endpoint = "winloss/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_win_loss(
    /// How many months.
    months: String,
) -> Result<WinLoss, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::winloss::page(&ctx, months.parse().ok()).await?)
}
