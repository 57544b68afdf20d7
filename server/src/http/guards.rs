//! What every request passes before anything looks at it: size, time, site of origin, and a net below.

use std::any::Any;
use std::time::Duration;

use app::error::AppError;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::Response;
use domain::forms::FieldErrors;
use futures::StreamExt;
use tower_http::csrf::ProtectionError;

use super::refusal::Reader;
use super::uploads;

/// The largest form taken.
pub const LARGEST_BODY: usize = 2 * 1024 * 1024;
/// How much more is read and thrown away, so that the sender gets to read why.
const LARGEST_DISCARDED: usize = 32 * 1024 * 1024;
/// The longest an answer may take to begin.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest an upload may take: a large file over a slow line, and then to be looked at.
const UPLOAD_PATIENCE: Duration = Duration::from_mins(10);

/// How a form or an address writes the character that stands for none.
const NUL: &str = "%00";
/// The type of a form's body.
const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// The header under which a request is known in the log.
pub const REQUEST_ID: &str = "x-request-id";

/// Forgets what the sender calls its request: the log's names are our own.
pub async fn forget_request_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(REQUEST_ID);
    next.run(request).await
}

/// Refuses a character that no text has and no database takes: whoever sends it, it was not typed.
pub async fn refuse_nul(request: Request, next: Next) -> Response {
    let reader = Reader::of(request.headers());
    let (parts, body) = request.into_parts();
    let is_form =
        parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(FORM));
    let in_address = parts.uri.query().is_some_and(|query| query.contains(NUL));
    let (in_body, body) = if is_form {
        let content = to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
        let found = content.windows(NUL.len()).any(|bytes| bytes == NUL.as_bytes());
        (found, Body::from(content))
    } else {
        (false, body)
    };
    if in_address || in_body {
        let text =
            "What was sent holds a character that no text has. Nothing was saved: type it again.";
        let error = AppError::Invalid(FieldErrors::one("form", text));
        return reader.refuse(StatusCode::UNPROCESSABLE_ENTITY, "Not understood", &error);
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Takes bodies up to a limit, whole, so that what follows never meets half a form.
pub async fn limit_body(request: Request, next: Next) -> Response {
    if uploads::is_upload(&request) {
        // Files are larger than forms: what takes them limits them, and reads only what signed-in people send.
        return next.run(request).await;
    }
    let reader = Reader::of(request.headers());
    let (parts, body) = request.into_parts();
    match read(body).await {
        Read::Whole(content) => next.run(Request::from_parts(parts, Body::from(content))).await,
        Read::TooLarge => {
            let text = "What was sent is larger than 2 MB. Nothing was saved: send less at once.";
            let error = AppError::Invalid(FieldErrors::one("form", text));
            reader.refuse(StatusCode::PAYLOAD_TOO_LARGE, "Too large", &error)
        }
        Read::Broken => {
            let text = "What was sent arrived incomplete. Nothing was saved: send it again.";
            let error = AppError::Invalid(FieldErrors::one("form", text));
            reader.refuse(StatusCode::BAD_REQUEST, "Incomplete", &error)
        }
    }
}

enum Read {
    Whole(Bytes),
    TooLarge,
    Broken,
}

async fn read(body: Body) -> Read {
    let mut chunks = body.into_data_stream();
    let mut content = Vec::new();
    let mut size = 0_usize;
    while let Some(chunk) = chunks.next().await {
        let Ok(chunk) = chunk else { return Read::Broken };
        size = size.saturating_add(chunk.len());
        if size > LARGEST_DISCARDED {
            return Read::TooLarge;
        }
        if size <= LARGEST_BODY {
            content.extend_from_slice(&chunk);
        }
    }
    if size > LARGEST_BODY { Read::TooLarge } else { Read::Whole(Bytes::from(content)) }
}

/// Ends what takes too long.
pub async fn limit_time(request: Request, next: Next) -> Response {
    let reader = Reader::of(request.headers());
    let patience = if uploads::is_upload(&request) { UPLOAD_PATIENCE } else { PATIENCE };
    tokio::time::timeout(patience, next.run(request)).await.unwrap_or_else(|_| {
        let text = "This took too long and was given up. Try again in a moment.".to_owned();
        reader.refuse(StatusCode::GATEWAY_TIMEOUT, "Too slow", &AppError::Unavailable(text))
    })
}

/// The answer to a write that another site's page sends with this person's cookie.
#[must_use]
pub fn from_another_site(_: ProtectionError) -> Response {
    let text = "This form was sent from another site, and nothing was changed. Open Rainmaker and send it from there.";
    let error = AppError::Forbidden(text.to_owned());
    Reader::Person.refuse(StatusCode::FORBIDDEN, "Refused", &error)
}

/// The answer when the program itself failed.
#[must_use]
pub fn caught(panic: Box<dyn Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(%message, "a request panicked");
    let error = AppError::Internal("in the server's log at this time".to_owned());
    Reader::Person.refuse(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong", &error)
}
