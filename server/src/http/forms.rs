//! Forms sent without the page's code: they answer with a page.
//!
//! A refused form comes back in the answer itself, drawn by the page it stands on: what was typed goes neither into an
//! address nor into a log, and is kept nowhere. One that did what it should leads on, and what it did is said there
//! once: it travels in a cookie that only the server reads and that lives a minute.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::error::AppError;
use app::session::cookie::NoticeCookie;
use app::ui::{Notice, Refused, Returned};
use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, REFERER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::forms::local_path;
use domain::journal::Done;

use super::guards::LARGEST_BODY;
use super::refusal::Reader;
use super::uploads;

const FORM: &str = "application/x-www-form-urlencoded";

/// What is not sent back, wherever it stands in a field's name.
const SECRET: [&str; 5] = ["password", "current", "code", "secret", "token"];

/// What is said of forms whose answer says nothing itself.
const SAID: [(&str, &str); 5] = [
    ("/api/scoring/save", "Scoring saved; every lead is scored anew"),
    ("/api/leads/create", "Lead created"),
    ("/api/deals/create", "Deal created"),
    ("/api/session/change_password", "Password changed"),
    ("/api/session/revoke", "Signed out there"),
];

/// Answers a form with the page it leads to, or with its own page and what was wrong.
pub async fn answer(State(cookie): State<NoticeCookie>, request: Request, next: Next) -> Response {
    if request.method() == Method::GET {
        return with_notice(cookie, request, next).await;
    }
    if uploads::is_upload(&request) && Reader::of(request.headers()) == Reader::Person {
        return answer_upload(request, next).await;
    }
    let is_form = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with(FORM));
    if !is_form || Reader::of(request.headers()) == Reader::Code {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    let page = page_of(request.headers()).or_else(|| page_before(cookie, request.headers()));
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let again = parts.clone();
    let fields = read_fields(again.clone(), Body::from(body.clone())).await;
    // The server function answers as it answers the page's code: with a status and with what happened.
    parts.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let answer = next.clone().run(Request::from_parts(parts, Body::from(body))).await;
    if answer.status().is_success() || answer.status().is_redirection() {
        return lead_on(cookie, &path, page, answer).await;
    }
    let at = page.clone().and_then(|page| cookie.set_page(&path, &page));
    let mut refused = refuse(Sent { path, fields, page, parts: again }, answer, next).await;
    if let Some(at) = at {
        refused.headers_mut().append(SET_COOKIE, at);
    }
    refused
}

/// A file that is refused is refused by its form. What it held is gone: browsers fill no file in again.
async fn answer_upload(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let (mut parts, body) = request.into_parts();
    let again = parts.clone();
    let page = page_of(&parts.headers);
    parts.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let answer = next.clone().run(Request::from_parts(parts, body)).await;
    if answer.status().is_redirection() {
        return answer;
    }
    let is_signed_in = answer.status() != StatusCode::UNAUTHORIZED;
    let page = page.or_else(|| is_signed_in.then(|| "/imports/new".to_owned()));
    refuse(Sent { path, fields: BTreeMap::new(), page, parts: again }, answer, next).await
}

/// A page, with what the form before it did.
async fn with_notice(cookie: NoticeCookie, mut request: Request, next: Next) -> Response {
    let notice =
        cookie.read(request.headers()).filter(|_| Reader::of(request.headers()) == Reader::Person);
    let Some(notice) = notice else { return next.run(request).await };
    request.extensions_mut().insert(Returned { notice: Some(notice), refused: None });
    let mut response = next.run(request).await;
    if let Some(clear) = cookie.clear() {
        response.headers_mut().append(SET_COOKIE, clear);
    }
    response
}

/// The page a form stands on, as a path of this site.
fn page_of(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(REFERER)?.to_str().ok()?.parse::<Uri>().ok()?;
    let path = referer.path_and_query().map_or("/", |path| path.as_str());
    is_page(path).then(|| path.to_owned())
}

fn is_page(path: &str) -> bool {
    local_path(path) == path && !path.starts_with("/api/")
}

/// The page of a form that was refused once already: it was shown at the form's own address.
fn page_before(cookie: NoticeCookie, headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(REFERER)?.to_str().ok()?.parse::<Uri>().ok()?;
    let page = cookie.page(headers).filter(|page| is_page(page));
    page.filter(|_| referer.path().starts_with("/api/"))
}

async fn read_fields(parts: Parts, body: Body) -> BTreeMap<String, String> {
    let request = Request::from_parts(parts, body);
    let fields = Form::<Vec<(String, String)>>::from_request(request, &()).await;
    let fields = fields.map(|Form(fields)| fields).unwrap_or_default();
    let is_secret = |name: &str| SECRET.iter().any(|word| name.contains(word));
    fields.into_iter().filter(|(name, _)| !is_secret(name)).collect()
}

/// To where the form leads, or back to its page, which says what was done.
async fn lead_on(
    cookie: NoticeCookie,
    path: &str,
    page: Option<String>,
    answer: Response,
) -> Response {
    let (parts, body) = answer.into_parts();
    let asked = parts.headers.get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
    let to = asked.or(page).unwrap_or_else(|| "/".to_owned());
    let body = to_bytes(body, LARGEST_BODY).await.unwrap_or_default();
    let done = serde_json::from_slice::<Done>(&body).ok().map(Notice::from);
    let said = SAID.iter().find(|(form, _)| *form == path);
    let notice = done.or_else(|| Some(Notice { text: said?.1.to_owned(), unit: None }));
    let mut response = Redirect::to(&to).into_response();
    let headers = response.headers_mut();
    for set in parts.headers.get_all(SET_COOKIE) {
        headers.append(SET_COOKIE, set.clone());
    }
    if let Some(set) = notice.and_then(|notice| cookie.set(&notice)) {
        headers.append(SET_COOKIE, set);
    }
    response
}

/// A form as it was sent.
struct Sent {
    path: String,
    fields: BTreeMap<String, String>,
    page: Option<String>,
    parts: Parts,
}

/// The form's own page again, with what was typed and what was wrong.
async fn refuse(sent: Sent, answer: Response, next: Next) -> Response {
    let status = answer.status();
    let body = to_bytes(answer.into_body(), LARGEST_BODY).await.unwrap_or_default();
    let error = serde_json::from_slice::<AppError>(&body)
        .unwrap_or_else(|_| AppError::Transport("the server did not answer the form".to_owned()));
    let page = match (sent.page, &error) {
        (Some(page), AppError::SignedOut) => {
            return Redirect::to(&format!("/login?next={}", super::session::escape(&page)))
                .into_response();
        }
        (Some(page), _) => page,
        (None, error) => return Reader::Person.refuse(status, "Not saved", error),
    };
    let Ok(uri) = page.parse::<Uri>() else {
        return Reader::Person.refuse(status, "Not saved", &error);
    };
    let mut parts = sent.parts;
    parts.method = Method::GET;
    parts.uri = uri;
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(CONTENT_LENGTH);
    let refused = Refused { path: sent.path, fields: sent.fields, error, page };
    parts.extensions.insert(Returned { notice: None, refused: Some(Arc::new(refused)) });
    let mut response = next.run(Request::from_parts(parts, Body::empty())).await;
    if response.status().is_success() {
        *response.status_mut() = status;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_back_to_a_page_of_this_site_only() {
        let page = |referer: &'static str| {
            page_of(&HeaderMap::from_iter([(REFERER, HeaderValue::from_static(referer))]))
        };
        assert_eq!(page("http://localhost:3000/leads/1?a=b").as_deref(), Some("/leads/1?a=b"));
        assert_eq!(page("http://localhost:3000//evil.example"), None);
        assert_eq!(page("http://localhost:3000/api/leads/create"), None);
        assert_eq!(page("not an address"), None);
    }
}
