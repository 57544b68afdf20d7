//! HTTP: the router, and the layers every request passes.

mod assets;
mod calendar;
mod events;
mod export;
mod forms;
mod guards;
mod headers;
mod health;
mod pages;
mod refusal;
mod session;
mod uploads;
mod web_forms;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::Request;
use axum::http::HeaderName;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use services::Host;
use tokio::sync::watch;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tracing::{Span, info, info_span};

use events::Streams;
use guards::REQUEST_ID;
use session::Door;

/// The whole site. Live streams end when `closing` becomes true.
///
/// # Errors
/// When the public address is no origin.
pub fn router(
    host: Arc<Host>,
    public_url: Option<&str>,
    closing: watch::Receiver<bool>,
) -> Result<Router> {
    let https = host.https;
    let csrf = CsrfLayer::new().with_rejection_response(guards::from_another_site);
    let csrf = match public_url {
        Some(url) => csrf.add_trusted_origin(url).context("the setting `public_url`")?,
        None => csrf,
    };
    let behind_the_door = Router::new()
        .route("/events", get(events::listen))
        .with_state(Streams::new(closing))
        .merge(export::routes())
        .merge(pages::routes(https, public_url))
        .layer(from_fn_with_state(Door::new(Arc::clone(&host)), session::enter))
        .layer(from_fn(headers::keep_private));
    let request_id = HeaderName::from_static(REQUEST_ID);
    let layers = ServiceBuilder::new()
        .layer(from_fn(guards::forget_request_id))
        .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(log))
        .layer(PropagateRequestIdLayer::new(request_id))
        .layer(from_fn(move |request, next| headers::secure(https, request, next)))
        .layer(CatchPanicLayer::custom(guards::caught))
        .layer(CompressionLayer::new())
        .layer(from_fn(guards::limit_time))
        .layer(csrf)
        .layer(from_fn(guards::limit_body))
        .layer(from_fn(guards::refuse_nul));
    let feeds = calendar::routes(Arc::clone(&host), public_url);
    Ok(behind_the_door
        .merge(feeds)
        .merge(web_forms::routes(Arc::clone(&host)))
        .merge(assets::routes())
        .merge(health::routes(host))
        .layer(layers))
}

/// The path alone: what stands in a query string may be about a person, and a calendar's path is its key.
fn span(request: &Request) -> Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    let path = request.uri().path();
    let path = if path.starts_with(calendar::PLACE) { calendar::PLACE } else { path };
    info_span!("request", method = %request.method(), path, id)
}

fn log(response: &Response, took: Duration, _: &Span) {
    info!(status = response.status().as_u16(), ms = took.as_millis(), "answered");
}
