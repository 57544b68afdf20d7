//! What people send: one struct for each form, checked in the browser and again on the server.

mod deal;
mod lead;
mod sign_in;
mod task;

pub use deal::*;
pub use lead::*;
pub use sign_in::*;
pub use task::*;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is wrong with a form, by the field's name. Each text says what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub BTreeMap<String, String>);

impl FieldErrors {
    /// One wrong field.
    #[must_use]
    pub fn one(field: &str, message: impl Into<String>) -> Self {
        Self(BTreeMap::from([(field.to_owned(), message.into())]))
    }

    /// Notes a wrong field.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.entry(field.to_owned()).or_insert_with(|| message.into());
    }

    /// The message for a field.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// `Ok` when nothing is wrong.
    ///
    /// # Errors
    /// Itself, when something is.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl std::fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<String> =
            self.0.iter().map(|(field, message)| format!("{field}: {message}")).collect();
        f.write_str(&lines.join("; "))
    }
}

/// A field that somebody else changed while a form was open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictField {
    /// The field's name.
    pub field: String,
    /// What the form says.
    pub yours: String,
    /// What the record says now.
    pub theirs: String,
}

/// The longest text a one-line field takes, in characters.
pub const LINE: usize = 200;
/// The longest text a note takes, in characters.
pub const NOTE: usize = 20_000;

/// A trimmed text that must be there.
fn required(errors: &mut FieldErrors, field: &str, text: &str, limit: usize) -> String {
    let text = optional(errors, field, text, limit).unwrap_or_default();
    if text.is_empty() {
        errors.add(field, "Fill this in.");
    }
    text
}

/// A trimmed text that may be missing.
fn optional(errors: &mut FieldErrors, field: &str, text: &str, limit: usize) -> Option<String> {
    let text = text.trim();
    let length = text.chars().count();
    if length > limit {
        errors.add(field, format!("Shorten this to {limit} characters; it has {length}."));
    }
    (!text.is_empty()).then(|| text.to_owned())
}

/// One of a closed set of words.
fn word<T: for<'a> TryFrom<&'a str>>(
    errors: &mut FieldErrors,
    field: &str,
    text: &str,
) -> Option<T> {
    let value = T::try_from(text.trim()).ok();
    if value.is_none() {
        errors.add(field, format!("Choose one of the list; \"{text}\" is not in it."));
    }
    value
}

/// A calendar day, or nothing.
fn day(errors: &mut FieldErrors, field: &str, text: &str) -> Option<chrono::NaiveDate> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let day = text.parse().ok();
    if day.is_none() {
        errors.add(field, format!("Write the day as 2026-11-22; \"{text}\" is none."));
    }
    day
}

/// An amount of money in major units, such as `1,250.50`, or nothing.
fn amount(errors: &mut FieldErrors, field: &str, text: &str) -> Option<crate::money::Cents> {
    let text: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != ',' && *c != '\u{a0}').collect();
    if text.is_empty() {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let cents = (digits(whole) && !whole.is_empty() && digits(fraction) && fraction.len() <= 2)
        .then(|| format!("{whole}{fraction:0<2}").parse::<i64>().ok())
        .flatten()
        .filter(|cents| *cents <= 900_000_000_000_000);
    if cents.is_none() {
        errors.add(field, format!("Write an amount such as 1250.50; \"{text}\" is none."));
    }
    cents.map(crate::money::Cents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Cents;

    #[test]
    fn an_amount_is_read_to_the_cent_or_refused() {
        let read = |text: &str| {
            let mut errors = FieldErrors::default();
            let value = amount(&mut errors, "amount", text);
            (value, errors.0.is_empty())
        };
        assert_eq!(read("1,250.5"), (Some(Cents(125_050)), true));
        assert_eq!(read(" 48 000 "), (Some(Cents(4_800_000)), true));
        assert_eq!(read(""), (None, true));
        for wrong in ["-5", "1.234", "abc", "1e9", ".", "99999999999999999999"] {
            assert_eq!(read(wrong), (None, false), "{wrong}");
        }
    }
}
