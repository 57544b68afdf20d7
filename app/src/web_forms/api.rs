//! Server functions about web forms.

use domain::forms;
use domain::ids::WebFormId;
use domain::journal::Done;
use domain::web_form::{self as data, EntryStatus};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// All forms.
#[server(prefix = "/api", endpoint = "web_forms/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_web_forms() -> Result<data::WebForms, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::web_forms::list(&ctx).await?)
}

/// A form's page.
#[server(prefix = "/api", endpoint = "web_forms/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_web_form(
    /// Which form.
    id: WebFormId,
    /// Which of its entries.
    shown: EntryStatus,
    /// Below which entry.
    below: Option<i64>,
) -> Result<data::WebFormPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let site = crate::server_ctx::site();
    Ok(services::web_forms::page(&ctx, id, shown, below, &site).await?)
}

/// Adds a form or changes one.
#[server(prefix = "/api", endpoint = "web_forms/save", output = crate::wire::Json)]
pub async fn save_web_form(
    /// The fields as they should be.
    form: forms::EditWebForm,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::web_forms::save(&ctx, form).await?)
}

/// Takes an entry that was put aside.
#[server(prefix = "/api", endpoint = "web_forms/take", output = crate::wire::Json)]
pub async fn take_entry(
    /// Which.
    form: forms::TakeEntry,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::web_forms::take(&ctx, form).await?)
}
