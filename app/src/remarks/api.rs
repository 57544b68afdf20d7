//! Server functions about what colleagues add to an entry of a timeline.

use domain::forms;
use domain::journal::Done;
use leptos::prelude::*;

use crate::error::AppError;

/// Puts an entry on top of its record's timeline, or takes it down.
#[server(prefix = "/api", endpoint = "remarks/pin", output = crate::wire::Json)]
pub async fn pin_entry(
    /// Which entry, and where it goes.
    form: forms::PinEntry,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::remarks::pin(&ctx, form).await?)
}

/// Says something about an entry.
#[server(prefix = "/api", endpoint = "remarks/comment", output = crate::wire::Json)]
pub async fn add_comment(
    /// About which entry, and what.
    form: forms::AddComment,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::remarks::comment(&ctx, form).await?)
}

/// Changes one's own comment.
#[server(prefix = "/api", endpoint = "remarks/edit_comment", output = crate::wire::Json)]
pub async fn edit_comment(
    /// Which comment, and what it should say.
    form: forms::EditComment,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::remarks::edit_comment(&ctx, form).await?)
}

/// Deletes one's own comment.
#[server(prefix = "/api", endpoint = "remarks/delete_comment", output = crate::wire::Json)]
pub async fn delete_comment(
    /// Which comment.
    form: forms::DeleteComment,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::remarks::delete_comment(&ctx, form).await?)
}
