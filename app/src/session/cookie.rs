//! The cookies that a browser shows: of its session, and of its being known here. Its flags follow from how the site is reached.

use std::fmt::Write as _;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, Utc};

use crate::ui::Notice;

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
        read(headers, self.name)
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

/// The name of what a refused form knows its page by.
const PAGE: &str = "rainmaker-page";

/// The cookie that carries what a form did to the page it leads to.
///
/// What it says may name a person, so it goes through no address; only the server reads it, and it lives a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeCookie {
    name: &'static str,
    secure: bool,
}

impl NoticeCookie {
    /// Of this installation.
    #[must_use]
    pub const fn new(https: bool) -> Self {
        let name = if https { "__Host-rainmaker-notice" } else { "rainmaker-notice" };
        Self { name, secure: https }
    }

    /// What the form before this page did.
    #[must_use]
    pub fn read(self, headers: &HeaderMap) -> Option<Notice> {
        let digits = read(headers, self.name)?;
        let bytes: Option<Vec<u8>> = (0..digits.len() / 2)
            .map(|place| u8::from_str_radix(digits.get(place * 2..place * 2 + 2)?, 16).ok())
            .collect();
        serde_json::from_slice(&bytes?).ok()
    }

    /// The page of a form that was refused before: its answer came from the form's own address.
    #[must_use]
    pub fn page(self, headers: &HeaderMap) -> Option<String> {
        read(headers, PAGE)
    }

    /// `Set-Cookie` that tells the form at this address, and no other, on which page it stands.
    #[must_use]
    pub fn set_page(self, form: &str, page: &str) -> Option<HeaderValue> {
        let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && b != b';');
        if !is_plain(form) || !is_plain(page) {
            return None;
        }
        let secure = if self.secure { "; Secure" } else { "" };
        let text =
            format!("{PAGE}={page}; Path={form}; HttpOnly; SameSite=Lax; Max-Age=3600{secure}");
        HeaderValue::from_str(&text).ok()
    }

    /// `Set-Cookie` for the page that follows.
    #[must_use]
    pub fn set(self, notice: &Notice) -> Option<HeaderValue> {
        let bytes = serde_json::to_vec(notice).ok()?;
        let digits = bytes.iter().fold(String::new(), |mut digits, byte| {
            // Writing to a text does not fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        self.header(&digits, 60)
    }

    /// `Set-Cookie` once it has been said.
    #[must_use]
    pub fn clear(self) -> Option<HeaderValue> {
        self.header("", 0)
    }

    fn header(self, value: &str, seconds: u32) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
            self.name
        );
        HeaderValue::from_str(&text).ok()
    }
}

fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, value)| *known == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
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

    #[test]
    fn a_notice_comes_through_as_it_was() {
        let notice = Notice { text: "Logged a call with Zoë".to_owned(), unit: Some(7) };
        let set = NoticeCookie::new(false).set(&notice).unwrap();
        let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&pair).unwrap())]);
        assert_eq!(NoticeCookie::new(false).read(&headers), Some(notice));
    }
}
