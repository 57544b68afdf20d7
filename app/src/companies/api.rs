//! Server functions about companies.

use domain::company::{self, CompanyFilter, CompanyRow};
use domain::forms;
use domain::ids::CompanyId;
use domain::journal::Done;
use domain::list::Listing;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// One page of the companies a filter lets through.
#[server(prefix = "/api", endpoint = "companies/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_companies(
    /// What is shown.
    filter: CompanyFilter,
) -> Result<Listing<CompanyRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::companies::list(&ctx, &filter).await?)
}

/// The industries the list can be narrowed to.
#[server(prefix = "/api", endpoint = "companies/industries", input = GetUrl, output = crate::wire::Json)]
pub async fn list_industries() -> Result<Vec<String>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::companies::industries(&ctx).await?)
}

/// Everything on a company's page.
#[server(prefix = "/api", endpoint = "companies/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_company(
    /// Which company.
    id: CompanyId,
) -> Result<company::CompanyPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let page = services::companies::page(&ctx, id).await?;
    if page.id != id {
        // It was merged: its address leads to the company that was kept.
        leptos_axum::redirect(&format!("/companies/{}", page.id), false);
    }
    Ok(page)
}

/// Changes what is known of a company.
#[server(prefix = "/api", endpoint = "companies/edit", output = crate::wire::Json)]
pub async fn edit_company(
    /// The fields as they should be.
    form: forms::EditCompany,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::companies::edit(&ctx, form).await?)
}
