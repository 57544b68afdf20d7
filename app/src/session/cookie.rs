//! The cookies that a browser shows: of its session, and of its being known here. Its flags follow from how the site is reached.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, Utc};

/// A cookie with a secret, of this installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretCookie {
    name: &'static str,
    secure: bool,
}

impl SecretCookie {
    /// Of a signed-in browser. Under TLS the name itself makes browsers refuse a cookie that another host or plain HTTP has set.
    #[must_use]
    pub const fn session(https: bool) -> Self {
        let name = if https { "__Host-rainmaker" } else { "rainmaker" };
        Self { name, secure: https }
    }

    /// Of a browser in which somebody has signed in before.
    #[must_use]
    pub const fn device(https: bool) -> Self {
        let name = if https { "__Host-rainmaker-device" } else { "rainmaker-device" };
        Self { name, secure: https }
    }

    /// The token a browser shows.
    #[must_use]
    pub fn read(self, headers: &HeaderMap) -> Option<String> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, token)| *name == self.name && !token.is_empty())
            .map(|(_, token)| token.to_owned())
    }

    /// `Set-Cookie` for a secret that has just been made.
    #[must_use]
    pub fn set(self, token: &str, expires: DateTime<Utc>) -> Option<HeaderValue> {
        self.header(token, &expires.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
    }

    /// `Set-Cookie` that makes the browser forget it.
    #[must_use]
    pub fn clear(self) -> Option<HeaderValue> {
        self.header("", "Thu, 01 Jan 1970 00:00:00 GMT")
    }

    fn header(self, token: &str, expires: &str) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!(
            "{}={token}; Path=/; HttpOnly; SameSite=Lax; Expires={expires}{secure}",
            self.name
        );
        HeaderValue::from_str(&text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_tls_the_cookie_is_bound_to_the_host() {
        let expires = "2026-12-22T10:00:00Z".parse().unwrap();
        let header = SecretCookie::session(true).set("t0ken", expires).unwrap();
        assert_eq!(
            header.to_str().unwrap(),
            "__Host-rainmaker=t0ken; Path=/; HttpOnly; SameSite=Lax; Expires=Tue, 22 Dec 2026 10:00:00 GMT; Secure"
        );
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=b; rainmaker=t0ken; c=d"));
        assert_eq!(SecretCookie::session(false).read(&headers).as_deref(), Some("t0ken"));
        assert_eq!(SecretCookie::session(true).read(&headers), None);
    }
}
