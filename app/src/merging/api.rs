//! Server functions about records that may be one.

use domain::journal::Done;
use domain::merge::{self, KeepApart, SuspectFilter, SuspectPage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// One page of the pairs that wait for a judgement, most certain first.
#[server(prefix = "/api", endpoint = "duplicates/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_suspects(
    /// What is shown.
    filter: SuspectFilter,
) -> Result<SuspectPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::duplicates::list(&ctx, &filter).await?)
}

/// Says that two records are not the same.
#[server(prefix = "/api", endpoint = "duplicates/keep_apart", output = crate::wire::Json)]
pub async fn say_different(
    /// Which pair.
    form: KeepApart,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::duplicates::keep_apart(&ctx, form).await?)
}

/// Two records field by field.
#[server(prefix = "/api", endpoint = "merge/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_merge(
    /// `lead` or `company`.
    entity: String,
    /// The record that stays.
    kept: i64,
    /// The record that goes into it.
    other: i64,
) -> Result<merge::MergePage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::merging::page(&ctx, &entity, kept, other).await?)
}

/// Makes two records one, and leads to it.
#[server(prefix = "/api", endpoint = "merge/records", output = crate::wire::Json)]
pub async fn merge_records(
    /// Which, and whose values.
    form: merge::MergeRecords,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let company = form.entity == domain::journal::Entity::Company.as_str();
    let list = if company { "companies" } else { "leads" };
    let page = format!("/{list}/{}", form.kept);
    let done = services::merging::merge(&ctx, form).await?;
    leptos_axum::redirect(&page, false);
    Ok(done)
}
