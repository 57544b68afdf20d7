//! Answers that no page gives: too large, from another site, the database away, a failure.

use app::error::AppError;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use super::assets;

/// Who gets the answer: a person looking at a page, or the page's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Reads HTML.
    Person,
    /// Reads the error as server functions send it.
    Code,
}

impl Reader {
    /// From what the request accepts.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let html = headers
            .get(ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|accepted| accepted.contains("text/html"));
        if html { Self::Person } else { Self::Code }
    }

    /// The refusal in the form this reader understands.
    #[must_use]
    pub fn refuse(self, status: StatusCode, title: &str, error: &AppError) -> Response {
        match self {
            Self::Person => (status, Html(document(title, &error.told()))).into_response(),
            Self::Code => {
                let json = HeaderValue::from_static("application/json");
                let body = serde_json::to_string(error).unwrap_or_default();
                (status, [(CONTENT_TYPE, json)], body).into_response()
            }
        }
    }
}

/// A page of its own, because what renders pages may be what failed.
fn document(title: &str, text: &str) -> String {
    let css = assets::names().css;
    let (title, text) = (escape(title), escape(text));
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} · Rainmaker</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"{css}\"></head>\
         <body><main class=\"login\"><div class=\"login__card\"><h1>{title}</h1><p>{text}</p>\
         <p><a href=\"/\">Back to your desk</a></p></div></main></body></html>"
    )
}

/// A text inside HTML, in an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
