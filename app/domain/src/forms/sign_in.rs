//! Signing in, the first setup, and one's own account.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, required};

/// Who wants in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// Mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// Where to go afterwards: a path of this site.
    #[serde(default)]
    pub next: String,
}

/// The first administrator of an installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// The one-time code printed at the server's start.
    pub code: String,
    /// The company's name.
    pub company: String,
    /// Full name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// The IANA name of the installation's time zone; empty when it is chosen later.
    #[serde(default)]
    pub time_zone: String,
}

/// A time zone, for oneself or for the installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChooseZone {
    /// Its IANA name; empty for the usual one.
    #[serde(default)]
    pub time_zone: String,
}

/// A new password for oneself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The present one.
    pub current: String,
    /// The new one.
    pub password: String,
}

/// Lower-case mail address with something on both sides of the `@`.
///
/// # Errors
/// Names the field `email` when it is none.
pub fn email(text: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let text = required(&mut errors, "email", text, LINE).to_lowercase();
    errors.into_result()?;
    let sound = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.contains('@')
            && host.split('.').all(|label| !label.is_empty())
            && host.contains('.')
            && !text.contains(char::is_whitespace)
    });
    if sound {
        Ok(text)
    } else {
        Err(FieldErrors::one("email", "Write a mail address such as ana@example.com."))
    }
}

/// A path of this site to go to after signing in; anything else becomes `/`.
#[must_use]
pub fn local_path(next: &str) -> &str {
    // Browsers drop tabs and line ends before they look where an address leads.
    let unseen = |c: char| c == '\\' || c.is_control();
    let local = next.starts_with('/') && !next.starts_with("//") && !next.contains(unseen);
    if local { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_is_folded_to_lower_case() {
        assert_eq!(email(" Ana@Example.COM "), Ok("ana@example.com".to_owned()));
        for wrong in ["", "ana", "@x.y", "ana@", "ana@x", "a b@x.y", "a@b@c.d", "a@x..y"] {
            assert!(email(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_a_path_of_this_site_is_followed() {
        assert_eq!(local_path("/leads?grade=A"), "/leads?grade=A");
        for wrong in [
            "https://elsewhere.example",
            "//elsewhere.example",
            "/\\elsewhere",
            "/\t/elsewhere",
            "leads",
            "",
        ] {
            assert_eq!(local_path(wrong), "/", "{wrong}");
        }
    }
}
