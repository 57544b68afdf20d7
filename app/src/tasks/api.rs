//! Server functions about tasks.

use domain::forms;
use domain::journal::Done;
use domain::list::{Listing, TaskFilter};
use domain::task::{self, TaskRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// One page of the tasks a filter lets through, the most pressing first.
#[server(prefix = "/api", endpoint = "tasks/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_tasks(
    /// What is shown.
    filter: TaskFilter,
) -> Result<Listing<TaskRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::tasks::list(&ctx, &filter).await?)
}

/// Adds a task to one's own.
#[server(prefix = "/api", endpoint = "tasks/create", output = crate::wire::Json)]
pub async fn add_task(
    /// The new task.
    form: forms::NewTask,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::tasks::create(&ctx, form).await?)
}

/// Ticks a task off, or opens it again.
#[server(prefix = "/api", endpoint = "tasks/complete", output = crate::wire::Json)]
pub async fn complete_task(
    /// Which task, and whether it is done.
    form: forms::CompleteTask,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::tasks::complete(&ctx, form).await?)
}

/// A week or a month of one's own tasks.
#[server(prefix = "/api", endpoint = "tasks/calendar", input = GetUrl, output = crate::wire::Json)]
pub async fn task_calendar(
    /// A day of it, or empty for today.
    from: String,
    /// Whether a week is meant.
    is_week: bool,
) -> Result<task::TaskCalendar, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::tasks::calendar(&ctx, &from, is_week).await?)
}
