//! A person's tasks for their calendar, at an address that is its own key: calendars do not sign in.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use services::{Host, ServiceError, tasks};

/// Where feeds are; the log leaves out what follows.
pub const PLACE: &str = "/calendar/";

#[derive(Clone)]
struct Feeds {
    host: Arc<Host>,
    site: String,
}

/// `/calendar/{secret}.ics`
pub fn routes(host: Arc<Host>, public_url: Option<&str>) -> Router {
    let site = public_url.unwrap_or_default().trim_end_matches('/').to_owned();
    Router::new().route("/calendar/{file}", get(feed)).with_state(Feeds { host, site })
}

async fn feed(State(feeds): State<Feeds>, Path(file): Path<String>) -> Response {
    let secret = file.strip_suffix(".ics").unwrap_or_default();
    match tasks::calendar_file(&feeds.host, secret, &feeds.site).await {
        Ok(text) => {
            let headers = [
                (CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (CONTENT_DISPOSITION, "inline; filename=\"tasks.ics\""),
                (CACHE_CONTROL, "private, no-store"),
            ];
            (headers, text).into_response()
        }
        Err(ServiceError::NotFound) => {
            (StatusCode::NOT_FOUND, "There is no such calendar, or its address was ended.\n")
                .into_response()
        }
        Err(error) => {
            tracing::warn!(%error, "a calendar was not made");
            (StatusCode::SERVICE_UNAVAILABLE, "Try again in a moment.\n").into_response()
        }
    }
}
