//! The headers that keep a page from being used against its reader.

use app::assets::AssetNames;
use app::server_ctx::from_request;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use domain::session::Theme;
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;

/// What is not a rendered page runs nothing and is framed nowhere; only the style of a message is loaded.
const NO_PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// What every answer says, whatever it is.
///
/// `same-origin` and not `no-referrer`: a form without the page's code returns to the page it was sent from.
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ),
];

/// Two years, as browsers' preload lists ask.
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// When to ask again while the database is away, in seconds: about what its start takes.
const SOON: HeaderValue = HeaderValue::from_static("5");

/// Adds what every answer needs; a rendered page has brought its own policy with its nonce.
pub async fn secure(https: bool, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_away = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    headers.extend(ALWAYS);
    if is_away {
        headers.insert(RETRY_AFTER, SOON);
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, TLS_ONLY);
    }
    response
}

/// A person's data stays out of every cache, the browser's own included.
pub async fn keep_private(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let private = HeaderValue::from_static("private, no-store");
    response.headers_mut().entry(CACHE_CONTROL).or_insert(private);
    response
}

/// What every render is given: the names of the page's files, its reader's theme, and a policy that only its own
/// scripts pass.
pub fn provide_page_context(names: AssetNames) {
    provide_context(names);
    if let Some(theme) = from_request::<Theme>() {
        provide_context(theme);
    }
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
