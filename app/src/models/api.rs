//! Server functions about learned models.

use domain::models::ModelPage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Every kind of model with how good it is.
#[server(prefix = "/api", endpoint = "models/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_models() -> Result<Vec<ModelPage>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::models::page(&ctx).await?)
}
