//! From the request to a use case's context, and from a use case's error to what the page shows.

use std::sync::Arc;

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use domain::forms;
use leptos::prelude::*;
use leptos::server_fn::error::FromServerFnError;
use leptos_axum::ResponseOptions;
use leptos_router::location::RequestUrl;
use services::session::{NewSession, Origin};
use services::{Ctx, Host, ServiceError};

use crate::error::AppError;
use crate::session::cookie::SecretCookie;

/// The context of the signed-in person, put into the request by the server's session layer.
///
/// # Errors
/// When nobody is signed in.
pub fn server_ctx() -> Result<Ctx, AppError> {
    from_request::<Ctx>().ok_or_else(|| ServiceError::SignedOut.into())
}

/// What the process has, for the few functions that serve people who are not signed in.
///
/// # Errors
/// When the server forgot to put it into the request.
pub fn server_host() -> Result<Arc<Host>, AppError> {
    from_request::<Arc<Host>>()
        .ok_or_else(|| ServiceError::Internal("no host in the request".to_owned()).into())
}

/// Something the server put into the request.
pub fn from_request<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

/// Where this installation is reached, as `https://crm.example`, put into the request by the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site(pub String);

/// Where this installation is reached; empty where the request does not say.
#[must_use]
pub fn site() -> String {
    from_request::<Site>().map(|Site(site)| site).unwrap_or_default()
}

/// Where the request comes from, put into it by the server.
///
/// # Errors
/// When the server forgot to put it into the request.
pub fn origin() -> Result<Origin, AppError> {
    from_request::<Origin>()
        .ok_or_else(|| ServiceError::Internal("no origin in the request".to_owned()).into())
}

/// Gives the browser its session and leads to `next`, or to the person's desk where nothing is asked for.
///
/// # Errors
/// When the host is not in the request.
pub fn open_session(session: &NewSession, next: &str) -> Result<(), AppError> {
    let https = server_host()?.https;
    set_cookie(SecretCookie::session(https).set(&session.token, session.expires_at));
    let (device, known_until) = &session.device;
    set_cookie(SecretCookie::device(https).set(device, *known_until));
    let next = forms::local_path(next);
    leptos_axum::redirect(if next == "/" { session.desk } else { next }, false);
    Ok(())
}

/// Makes the browser forget its session and leads to the sign-in.
///
/// # Errors
/// When the host is not in the request.
pub fn close_session() -> Result<(), AppError> {
    set_cookie(SecretCookie::session(server_host()?.https).clear());
    leptos_axum::redirect("/login", false);
    Ok(())
}

fn set_cookie(cookie: Option<HeaderValue>) {
    if let (Some(cookie), Some(response)) = (cookie, use_context::<ResponseOptions>()) {
        response.append_header(SET_COOKIE, cookie);
    }
}

impl From<ServiceError> for AppError {
    fn from(error: ServiceError) -> Self {
        let answer = match error {
            ServiceError::SignedOut => Self::SignedOut,
            ServiceError::Forbidden(why) => Self::Forbidden(why),
            ServiceError::NotFound => Self::NotFound,
            ServiceError::Invalid(errors) => Self::Invalid(errors),
            ServiceError::Conflict(fields) => Self::Conflict(fields),
            ServiceError::Alike(found) => Self::Alike(found),
            ServiceError::Busy(when) => Self::Busy(when),
            ServiceError::Unavailable(why) => {
                tracing::warn!(%why, "the database cannot serve");
                Self::Unavailable(why)
            }
            ServiceError::Store(_) | ServiceError::Internal(_) => {
                let reference = reference();
                tracing::error!(%reference, error = %error, "a use case failed");
                Self::Internal(reference)
            }
        };
        answer_with(&answer);
        answer
    }
}

/// A page rendered on the server answers with the status of what it could not show. A server function sets its own; a
/// form sent without scripts must keep the redirect that brings it back to its page.
pub fn answer_with(error: &AppError) {
    let is_page = use_context::<RequestUrl>().is_some();
    if let Some(response) = use_context::<ResponseOptions>().filter(|_| is_page) {
        response.set_status(error.status_code());
    }
}

/// The request's id, under which the log has the cause.
fn reference() -> String {
    use_context::<Parts>()
        .and_then(|parts| parts.headers.get("x-request-id")?.to_str().ok().map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}
