//! Server functions behind the desks.

use domain::as_of::{Past, PastCeoDesk, PastManagerDesk};
use domain::desk::{CeoDesk, ManagerDesk, RepDesk};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The CEO's desk for a period such as `2026-Q4`; empty means the present year.
#[server(prefix = "/api", endpoint = "desk/ceo", input = GetUrl, output = crate::wire::Json)]
pub async fn get_ceo_desk(
    /// The period's code.
    period: String,
) -> Result<CeoDesk, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::desks::ceo(&ctx, &period).await?)
}

/// The manager's desk for a period such as `2026-Q4`; empty means the present quarter.
#[server(prefix = "/api", endpoint = "desk/manager", input = GetUrl, output = crate::wire::Json)]
pub async fn get_manager_desk(
    /// The period's code.
    period: String,
) -> Result<ManagerDesk, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::desks::manager(&ctx, &period).await?)
}

/// The queue, tasks, pipeline and forecast of the person who asks.
#[server(prefix = "/api", endpoint = "desk/rep", input = GetUrl, output = crate::wire::Json)]
pub async fn get_rep_desk() -> Result<RepDesk, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::desks::rep(&ctx).await?)
}

/// The CEO's desk as it was on a day; an empty period is the year of that day.
#[server(prefix = "/api", endpoint = "desk/past_ceo", input = GetUrl, output = crate::wire::Json)]
pub async fn get_past_ceo_desk(
    /// The period's code.
    period: String,
    /// The day or moment.
    as_of: String,
) -> Result<Past<PastCeoDesk>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::desks::past_ceo(&ctx, &period, &as_of).await?)
}

/// The manager's desk as it was on a day; an empty period is the quarter of that day.
#[server(prefix = "/api", endpoint = "desk/past_manager", input = GetUrl, output = crate::wire::Json)]
pub async fn get_past_manager_desk(
    /// The period's code.
    period: String,
    /// The day or moment.
    as_of: String,
) -> Result<Past<PastManagerDesk>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::desks::past_manager(&ctx, &period, &as_of).await?)
}

/// How many lines of one's queue are to be done now, for the navigation.
#[server(prefix = "/api", endpoint = "desk/queue_now", input = GetUrl, output = crate::wire::Json)]
pub async fn count_queue_now() -> Result<i64, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::desks::queue_now(&ctx).await?)
}
