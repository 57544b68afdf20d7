//! Who asks: from the cookie to the context of a use case.
//!
//! Every request gets what the process has and where it comes from; that of a signed-in person gets a [`Ctx`] too.
//! Pages lead strangers to the sign-in form. That is courtesy: the use cases are the lock.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::error::AppError;
use app::session::cookie::SecretCookie;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::USER_AGENT;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use services::session::{self, Origin};
use services::{Ctx, Host, ServiceError, ServiceResult, SignedIn};

use super::refusal::Reader;

/// What the session layer knows.
#[derive(Clone, Debug)]
pub struct Door {
    host: Arc<Host>,
    cookie: SecretCookie,
    /// Users are never all deleted, so this is asked until the answer is yes.
    is_set_up: Arc<AtomicBool>,
}

impl Door {
    /// Of this process.
    #[must_use]
    pub fn new(host: Arc<Host>) -> Self {
        let cookie = SecretCookie::session(host.https);
        Self { host, cookie, is_set_up: Arc::default() }
    }

    async fn needs_setup(&self) -> ServiceResult<bool> {
        if self.is_set_up.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let needs = session::needs_setup(&self.host).await?;
        self.is_set_up.store(!needs, Ordering::Relaxed);
        Ok(needs)
    }

    async fn who(&self, token: Option<&str>) -> ServiceResult<Option<SignedIn>> {
        match token {
            Some(token) => session::authenticate(&self.host, token).await,
            None => Ok(None),
        }
    }
}

/// Puts the context into the request, or leads elsewhere.
pub async fn enter(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let token = door.cookie.read(request.headers());
    let found = match door.needs_setup().await {
        Ok(true) => Ok((None, true)),
        Ok(false) => door.who(token.as_deref()).await.map(|who| (who, false)),
        Err(error) => Err(error),
    };
    let (signed_in, needs_setup) = match found {
        Ok(found) => found,
        Err(error) => return away(Reader::of(request.headers()), &error),
    };
    if let Some(path) = elsewhere(&request, signed_in.is_some(), needs_setup) {
        return Redirect::to(&path).into_response();
    }
    let origin = origin_of(&request, token, door.host.https);
    // A form sent without the page's code is answered with a page too.
    let is_page = is_page(&request) || Reader::of(request.headers()) == Reader::Person;
    let extensions = request.extensions_mut();
    extensions.insert(Arc::clone(&door.host));
    extensions.insert(origin);
    if let Some(user) = signed_in {
        let ctx = Ctx::of_user(Arc::clone(&door.host), user);
        // Without its theme a page is painted light first and dark a moment later; that is all that is lost.
        if is_page && let Ok(theme) = session::theme(&ctx).await {
            extensions.insert(theme);
        }
        extensions.insert(ctx);
    }
    next.run(request).await
}

fn is_page(request: &Request) -> bool {
    let path = request.uri().path();
    matches!(*request.method(), Method::GET | Method::HEAD)
        && !["/api/", "/pkg/", "/fonts/"].iter().any(|folder| path.starts_with(folder))
        && path != "/events"
}

/// Where a request for a page should go instead.
fn elsewhere(request: &Request, signed_in: bool, needs_setup: bool) -> Option<String> {
    if !is_page(request) {
        return None;
    }
    let path = request.uri().path();
    match (path, needs_setup, signed_in) {
        ("/setup", true, _) | ("/login", false, false) => None,
        (_, true, _) => Some("/setup".to_owned()),
        ("/setup" | "/login", false, true) => Some("/".to_owned()),
        ("/setup" | "/", false, false) => Some("/login".to_owned()),
        (_, false, true) => None,
        (_, false, false) => {
            let asked = request.uri().path_and_query().map_or(path, |asked| asked.as_str());
            Some(format!("/login?next={}", escape(asked)))
        }
    }
}

/// A text inside a query string.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

fn origin_of(request: &Request, token: Option<String>, https: bool) -> Origin {
    let address = address_of(request, https);
    let user_agent = request
        .headers()
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let device = SecretCookie::device(https).read(request.headers());
    Origin { address, user_agent, old_token: token, device }
}

/// The network address a request comes from.
pub fn address_of(request: &Request, https: bool) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    match peer {
        Some(peer) if https && is_near(peer) => forwarded(request).unwrap_or(peer).to_string(),
        Some(peer) => peer.to_string(),
        None => "unknown".to_owned(),
    }
}

/// Under TLS a connection from this machine or network is the proxy's, which adds at the end whom it speaks for. What
/// stands before that is the client's own word, and nobody else is asked.
fn forwarded(request: &Request) -> Option<IpAddr> {
    let last = request.headers().get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

fn is_near(peer: IpAddr) -> bool {
    match peer.to_canonical() {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private(),
        IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local(),
    }
}

/// The database did not say who this is.
fn away(reader: Reader, error: &ServiceError) -> Response {
    tracing::warn!(%error, "the session could not be looked up");
    let text = match error {
        ServiceError::Unavailable(text) => text.clone(),
        _ => "The database did not answer as it should. Try again in a moment.".to_owned(),
    };
    reader.refuse(
        StatusCode::SERVICE_UNAVAILABLE,
        "Away for the moment",
        &AppError::Unavailable(text),
    )
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn lead(path: &str, signed_in: bool, needs_setup: bool) -> Option<String> {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        elsewhere(&request, signed_in, needs_setup)
    }

    #[test]
    fn strangers_are_led_to_the_form_and_back_to_what_they_asked_for() {
        let asked = lead("/deals?view=list&q=a b".replace(' ', "%20").as_str(), false, false);
        assert_eq!(asked.as_deref(), Some("/login?next=/deals%3Fview%3Dlist%26q%3Da%2520b"));
        assert_eq!(lead("/", false, false).as_deref(), Some("/login"));
        assert_eq!(lead("/login", false, false), None);
        assert_eq!(lead("/api/leads/list", false, false), None);
    }

    #[test]
    fn behind_a_proxy_everybody_has_an_address_of_their_own() {
        let from = |peer: &str, https| {
            let peer: SocketAddr = peer.parse().unwrap();
            let mut request = Request::builder()
                .header("x-forwarded-for", "192.0.2.1, 198.51.100.7")
                .body(Body::empty())
                .unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
            origin_of(&request, None, https).address
        };
        assert_eq!(from("127.0.0.1:9", true), "198.51.100.7");
        assert_eq!(from("127.0.0.1:9", false), "127.0.0.1");
        assert_eq!(from("203.0.113.5:9", true), "203.0.113.5");
    }

    #[test]
    fn an_empty_installation_leads_to_its_setup_and_a_set_up_one_away_from_it() {
        assert_eq!(lead("/deals", false, true).as_deref(), Some("/setup"));
        assert_eq!(lead("/setup", false, true), None);
        assert_eq!(lead("/setup", false, false).as_deref(), Some("/login"));
        assert_eq!(lead("/login", true, false).as_deref(), Some("/"));
    }
}
