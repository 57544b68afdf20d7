//! Server functions about the person in front of the page.

use domain::forms;
use domain::ids::SessionId;
use domain::session::{self, ClockChoices, SessionRow, Theme, Viewer};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Opens a session and leads to where the person wanted to go, or to their desk.
#[server(prefix = "/api", endpoint = "session/sign_in", output = crate::wire::Json)]
pub async fn sign_in(
    /// Who wants in.
    form: forms::SignIn,
) -> Result<(), AppError> {
    use crate::server_ctx::{open_session, origin, server_host};
    let next = form.next.clone();
    let session = services::session::sign_in(&server_host()?, form, &origin()?).await?;
    open_session(&session, &next)
}

/// Closes the session that asks.
#[server(prefix = "/api", endpoint = "session/sign_out", output = crate::wire::Json)]
pub async fn sign_out() -> Result<(), AppError> {
    use crate::server_ctx::{close_session, server_ctx};
    services::session::sign_out(&server_ctx()?).await?;
    close_session()
}

/// Makes the first administrator of an installation and signs them in.
#[server(prefix = "/api", endpoint = "session/setup", output = crate::wire::Json)]
pub async fn set_up(
    /// Company and administrator.
    form: forms::Setup,
) -> Result<(), AppError> {
    use crate::server_ctx::{open_session, origin, server_host};
    let session = services::session::setup(&server_host()?, form, &origin()?).await?;
    open_session(&session, "")
}

/// Who is signed in.
#[server(prefix = "/api", endpoint = "session/viewer", input = leptos::server_fn::codec::GetUrl, output = crate::wire::Json)]
pub async fn get_viewer() -> Result<Viewer, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::viewer(&ctx).await?)
}

/// One's own signed-in browsers.
#[server(prefix = "/api", endpoint = "session/list", input = leptos::server_fn::codec::GetUrl, output = crate::wire::Json)]
pub async fn list_sessions() -> Result<Vec<SessionRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::my_sessions(&ctx).await?)
}

/// Signs one of one's own browsers out.
#[server(prefix = "/api", endpoint = "session/revoke", output = crate::wire::Json)]
pub async fn revoke_session(
    /// Which session.
    id: SessionId,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::revoke(&ctx, id).await?)
}

/// Sets a new password for oneself.
#[server(prefix = "/api", endpoint = "session/change_password", output = crate::wire::Json)]
pub async fn change_password(
    /// The present password and the new one.
    form: forms::ChangePassword,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::change_password(&ctx, form).await?)
}

/// Light, dark or as the device says.
#[server(prefix = "/api", endpoint = "session/set_theme", output = crate::wire::Json)]
pub async fn set_theme(
    /// Which.
    theme: Theme,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::set_theme(&ctx, theme).await?)
}

/// Whether one's sidebar shows icons alone.
#[server(prefix = "/api", endpoint = "session/set_sidebar", output = crate::wire::Json)]
pub async fn set_sidebar(
    /// Icons alone.
    narrow: bool,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::set_sidebar(&ctx, narrow).await?)
}

/// Keeps a list as it is filtered under a name of one's own.
#[server(prefix = "/api", endpoint = "session/keep_view", output = crate::wire::Json)]
pub async fn keep_view(
    /// Which list, how it is filtered, and its name.
    form: domain::views::KeepView,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::keep_view(&ctx, &form).await?)
}

/// Forgets a saved view of one's own.
#[server(prefix = "/api", endpoint = "session/forget_view", output = crate::wire::Json)]
pub async fn forget_view(
    /// Of which list, and its name.
    form: domain::views::ForgetView,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::forget_view(&ctx, &form).await?)
}

/// The columns of one's list of leads.
#[server(prefix = "/api", endpoint = "session/set_lead_columns", output = crate::wire::Json)]
pub async fn set_lead_columns(
    /// Their words; none for the usual ones.
    #[server(default)]
    columns: Vec<String>,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::set_lead_columns(&ctx, &columns).await?)
}

/// The columns of one's list of deals.
#[server(prefix = "/api", endpoint = "session/set_deal_columns", output = crate::wire::Json)]
pub async fn set_deal_columns(
    /// Their words; none for the usual ones.
    #[server(default)]
    columns: Vec<String>,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::set_deal_columns(&ctx, &columns).await?)
}

/// The time zones to choose from, and those in force.
#[server(prefix = "/api", endpoint = "session/clock", input = leptos::server_fn::codec::GetUrl, output = crate::wire::Json)]
pub async fn get_clock() -> Result<ClockChoices, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::clock(&ctx).await?)
}

/// One's own time zone.
#[server(prefix = "/api", endpoint = "session/choose_zone", output = crate::wire::Json)]
pub async fn choose_own_zone(
    /// Which.
    form: forms::ChooseZone,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::session::choose_zone(&ctx, form).await?)
}

/// The installation's time zone.
#[server(prefix = "/api", endpoint = "session/choose_installation_zone", output = crate::wire::Json)]
pub async fn choose_installation_zone(
    /// Which.
    form: forms::ChooseZone,
) -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::installation::choose_zone(&ctx, form).await?)
}

/// The address at which one's calendar reads one's tasks.
#[server(prefix = "/api", endpoint = "session/calendar_feed", input = GetUrl, output = crate::wire::Json)]
pub async fn calendar_feed() -> Result<session::CalendarFeed, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let mut feed = services::tasks::feed(&ctx).await?;
    // A calendar needs the whole address: it stands nowhere but in the request.
    let site = crate::server_ctx::site();
    feed.path = feed.path.map(|path| format!("{site}{path}"));
    Ok(feed)
}

/// Makes such an address, or another one; the one before is good no more.
#[server(prefix = "/api", endpoint = "session/renew_calendar_feed", output = crate::wire::Json)]
pub async fn renew_calendar_feed() -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::tasks::renew_feed(&ctx).await?)
}

/// Ends the address.
#[server(prefix = "/api", endpoint = "session/remove_calendar_feed", output = crate::wire::Json)]
pub async fn remove_calendar_feed() -> Result<(), AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::tasks::remove_feed(&ctx).await?)
}
