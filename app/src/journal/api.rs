//! Server functions about what was done and deleted.

use domain::ids::UnitId;
use domain::journal::Done;
use domain::list::Listing;
use domain::undo::{self, JournalFilter, OneRecord, TrashRow, Undone};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// One page of the units a person sees, newest first.
#[server(prefix = "/api", endpoint = "journal/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_units(
    /// What is shown.
    filter: JournalFilter,
) -> Result<undo::JournalPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::undo::journal(&ctx, &filter).await?)
}

/// A unit with everything it did, and what taking it back would do.
#[server(prefix = "/api", endpoint = "journal/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_unit(
    /// Which unit.
    id: UnitId,
) -> Result<undo::UnitPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::undo::page(&ctx, id).await?)
}

/// Takes a unit back, or opens its page where something has to be chosen first.
#[server(prefix = "/api", endpoint = "journal/undo", output = crate::wire::Json)]
pub async fn take_back(
    /// Which unit, and what was chosen.
    form: undo::UndoUnit,
) -> Result<Undone, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let undone = services::undo::undo(&ctx, form).await?;
    if let Undone::Choose(unit) = &undone {
        leptos_axum::redirect(&format!("/journal/{unit}"), false);
    }
    Ok(undone)
}

/// One page of the trash, the last deleted first.
#[server(prefix = "/api", endpoint = "trash/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_trash(
    /// Where the page begins.
    #[server(default)]
    after: String,
) -> Result<Listing<TrashRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::trash::list(&ctx, &after).await?)
}

/// Puts a record into the trash; its page is left for the list.
#[server(prefix = "/api", endpoint = "trash/delete", output = crate::wire::Json)]
pub async fn delete_record(
    /// Which record.
    form: OneRecord,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let list = match form.entity.as_str() {
        "lead" => Some("/leads"),
        "opportunity" => Some("/deals"),
        _ => None,
    };
    let done = services::trash::delete(&ctx, form).await?;
    if let Some(list) = list {
        leptos_axum::redirect(list, false);
    }
    Ok(done)
}

/// Takes a record out of the trash.
#[server(prefix = "/api", endpoint = "trash/restore", output = crate::wire::Json)]
pub async fn restore_record(
    /// Which record.
    form: OneRecord,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::trash::restore(&ctx, form).await?)
}
