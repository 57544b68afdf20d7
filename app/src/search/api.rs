//! Server functions about finding.

use domain::search::Found;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What has this text in its name.
#[server(prefix = "/api", endpoint = "search/find", input = GetUrl, output = crate::wire::Json)]
pub async fn find(
    /// A few letters.
    q: String,
) -> Result<Found, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::search::find(&ctx, &q).await?)
}
