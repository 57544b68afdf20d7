//! Forms that stand on other web sites: drawn without scripts, in a frame of any page, for people who do not sign in.

mod page;

use std::sync::Arc;

use axum::extract::{Form, Path, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use axum::{RequestExt as _, Router};
use domain::forms::{FieldErrors, Visit};
use services::{Host, ServiceError, web_forms};

use super::session::address_of;

/// The one kind of page that others may frame. It runs nothing.
const FRAMED: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors *",
);
/// What puts a form into a page.
const EMBED: &str = include_str!("embed.js");

/// `/form/{key}` and `/form/embed.js`
pub fn routes(host: Arc<Host>) -> Router {
    Router::new()
        .route("/form/embed.js", get(embed))
        .route("/form/{key}", get(show).post(take))
        .with_state(host)
}

async fn embed() -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    ];
    (headers, EMBED).into_response()
}

async fn show(
    State(host): State<Arc<Host>>,
    Path(key): Path<String>,
    Query(visit): Query<Visit>,
) -> Response {
    // What was typed never stands in an address.
    let told = Visit {
        page: visit.page,
        utm_source: visit.utm_source,
        utm_medium: visit.utm_medium,
        utm_campaign: visit.utm_campaign,
        ..Visit::default()
    };
    draw(&host, &key, told, &FieldErrors::default(), StatusCode::OK).await
}

async fn take(
    State(host): State<Arc<Host>>,
    Path(key): Path<String>,
    request: Request,
) -> Response {
    let address = address_of(&request, host.https);
    let Ok(Form(visit)) = request.extract::<Form<Visit>, _>().await else {
        return framed(
            StatusCode::UNPROCESSABLE_ENTITY,
            page::said("Not understood", "Send the form once more."),
        );
    };
    match web_forms::receive(&host, &key, &visit, &address).await {
        Ok(()) => match web_forms::shown(&host, &key, true).await {
            Ok(form) => framed(StatusCode::OK, page::said(&form.title, &form.thanks)),
            Err(error) => failed(&error),
        },
        Err(ServiceError::Invalid(wrong)) => {
            draw(&host, &key, visit, &wrong, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(ServiceError::Busy(text)) => {
            let wrong = FieldErrors::one("form", text);
            draw(&host, &key, visit, &wrong, StatusCode::TOO_MANY_REQUESTS).await
        }
        Err(error) => failed(&error),
    }
}

/// The form, with what was typed and what is wrong with it.
async fn draw(
    host: &Host,
    key: &str,
    visit: Visit,
    wrong: &FieldErrors,
    status: StatusCode,
) -> Response {
    let is_typed = status != StatusCode::OK;
    match web_forms::shown(host, key, is_typed).await {
        Ok(mut form) if form.is_open => {
            // What tells a person's pace is the page they opened first, as long as it is good.
            if is_typed && wrong.get("form").is_none() {
                form.drawn.clone_from(&visit.drawn);
            }
            framed(status, page::form(&form, key, &visit, wrong))
        }
        Ok(form) => framed(StatusCode::GONE, page::said(&form.title, "This form is closed.")),
        Err(error) => failed(&error),
    }
}

fn failed(error: &ServiceError) -> Response {
    if matches!(error, ServiceError::NotFound) {
        let text = "There is no such form, or it is closed.";
        return framed(StatusCode::NOT_FOUND, page::said("Not found", text));
    }
    tracing::warn!(%error, "a web form was not served");
    let text = "Nothing was sent. Try again in a moment.";
    framed(StatusCode::SERVICE_UNAVAILABLE, page::said("Not sent", text))
}

fn framed(status: StatusCode, body: String) -> Response {
    let headers = [
        (CONTENT_SECURITY_POLICY, FRAMED),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
    ];
    (status, headers, Html(body)).into_response()
}
