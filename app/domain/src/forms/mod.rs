//! What people send: one struct for each form, checked in the browser and again on the server.

mod bulk;
mod campaign;
mod catalogue;
mod company;
mod deal;
mod deal_fields;
mod forecast;
mod lead;
mod lead_edit;
mod lead_facts;
mod pipeline;
mod quota;
mod remark;
mod risk;
mod scenarios;
mod sign_in;
mod task;
mod terms;
mod web_form;

pub use bulk::*;
pub use campaign::*;
pub use catalogue::*;
pub use company::*;
pub use deal::*;
pub use deal_fields::*;
pub use forecast::*;
pub use lead::*;
pub use lead_edit::*;
pub use lead_facts::{LeadFact, SetFact};
pub use pipeline::*;
pub use quota::*;
pub use remark::*;
pub use risk::*;
pub use scenarios::*;
pub use sign_in::*;
pub use task::*;
pub use terms::*;
pub use web_form::*;

use std::collections::BTreeMap;

use chrono::Datelike;
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

/// Somebody who is there already and may be the person a form is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// The lead.
    pub id: crate::ids::LeadId,
    /// Full name.
    pub name: String,
    /// Where they work.
    pub company: Option<String>,
    /// Who looks after them.
    pub owner: Option<String>,
    /// What is the same: "same mail address".
    pub reasons: Vec<String>,
}

/// A phone number as it is dialled: without what only makes it readable, and with a plus for the international prefix.
#[must_use]
pub fn dialled(phone: &str) -> String {
    let kept: String =
        phone.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/')).collect();
    kept.strip_prefix("00").map_or(kept.clone(), |rest| format!("+{rest}"))
}

/// The longest text a one-line field takes, in characters.
pub const LINE: usize = 200;
/// The longest text a note takes, in characters.
pub const NOTE: usize = 20_000;

/// The years a form takes: others are a slip of the hand, and some are beyond what a database keeps in order.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// The longest piece of somebody's input that a message repeats, in characters.
const QUOTED: usize = 40;

/// What was typed, as a message repeats it: cut where it is long.
fn quoted(text: &str) -> String {
    let mut letters = text.chars();
    let shown: String = letters.by_ref().take(QUOTED).collect();
    if letters.next().is_none() { format!("\"{shown}\"") } else { format!("\"{shown}\u{2026}\"") }
}

/// A text without what nobody types: signs that only steer a terminal or turn the text around them. Lines end in a
/// note, and nowhere else.
fn clean(text: &str, limit: usize) -> String {
    let steers =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let text = text.replace("\r\n", "\n");
    if limit > LINE {
        return text.chars().filter(|c| matches!(c, '\n' | '\t') || !steers(*c)).collect();
    }
    let blank = |c: char| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
    text.chars().map(blank).filter(|c| !steers(*c)).collect()
}

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
    let text = clean(text, limit);
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
        errors.add(field, format!("Choose one of the list; {} is not in it.", quoted(text)));
    }
    value
}

/// A phone number as it was typed, or nothing. How it is dialled is nobody's business here, but it has digits.
fn phone(errors: &mut FieldErrors, text: &str) -> Option<String> {
    let phone = optional(errors, "phone", text, LINE)?;
    let count = |kind: fn(char) -> bool| phone.chars().filter(|c| kind(*c)).count();
    let (digits, letters) = (count(char::is_numeric), count(char::is_alphabetic));
    if digits < 3 || letters > digits {
        let message =
            format!("Write a number such as +34 600 123 456; {} is none.", quoted(&phone));
        errors.add("phone", message);
    }
    Some(phone)
}

/// A record's id, or nothing.
fn id<T: std::str::FromStr>(errors: &mut FieldErrors, field: &str, text: &str) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let id = text.parse().ok();
    if id.is_none() {
        errors.add(field, format!("Choose a record of the list; {} is none.", quoted(text)));
    }
    id
}

/// A calendar day, or nothing.
fn day(errors: &mut FieldErrors, field: &str, text: &str) -> Option<chrono::NaiveDate> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let day = text.parse::<chrono::NaiveDate>().ok().filter(|day| YEARS.contains(&day.year()));
    if day.is_none() {
        errors.add(field, format!("Write the day as 2026-11-22; {} is none.", quoted(text)));
    }
    day
}

/// The day an open deal should close lies ahead: one that has passed is a deal to be pushed, or to be closed.
///
/// # Errors
/// What to do, when the day has passed.
pub fn lies_ahead(
    close_on: Option<chrono::NaiveDate>,
    today: chrono::NaiveDate,
) -> Result<(), FieldErrors> {
    match close_on {
        Some(day) if day < today => Err(FieldErrors::one(
            "expected_close_on",
            "This day has passed. Choose today or a later day, or move the deal to won or lost.",
        )),
        _ => Ok(()),
    }
}

/// An amount of money in major units, such as `1,250.50`, or nothing.
fn amount(errors: &mut FieldErrors, field: &str, text: &str) -> Option<crate::money::Cents> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let cents = ungrouped(whole)
        .filter(|_| digits(fraction) && fraction.len() <= 2)
        .and_then(|whole| format!("{whole}{fraction:0<2}").parse::<i64>().ok())
        .filter(|cents| *cents <= 900_000_000_000_000);
    if cents.is_none() {
        errors.add(field, format!("Write an amount such as 1250.50; {} is none.", quoted(&text)));
    }
    cents.map(crate::money::Cents)
}

/// The digits of `1,250` without their commas; nothing when a comma stands where some write a decimal point.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_sound = groups.all(|group| group.len() == 3);
    let digits = whole.replace(',', "");
    let is_number = !first.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_sound && is_number).then_some(digits)
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
        assert_eq!(read("1,234,567"), (Some(Cents(123_456_700)), true));
        for wrong in
            ["-5", "1.234", "abc", "1e9", ".", "99999999999999999999", "12,5", "1.250,50", ",500"]
        {
            assert_eq!(read(wrong), (None, false), "{wrong}");
        }
    }

    #[test]
    fn what_nobody_types_is_left_out_of_a_text() {
        let line = |text: &str| optional(&mut FieldErrors::default(), "name", text, LINE);
        assert_eq!(line("Ana\nRuiz\u{0}\u{7}").as_deref(), Some("Ana Ruiz"));
        assert_eq!(line("\u{202e}Ruiz \u{2067}שלום\u{2069}").as_deref(), Some("Ruiz שלום"));
        assert_eq!(line("\u{0} \n"), None);
        let note = optional(&mut FieldErrors::default(), "notes", "one\r\n\ttwo\u{0}", NOTE);
        assert_eq!(note.as_deref(), Some("one\n\ttwo"));
    }

    #[test]
    fn a_message_repeats_no_more_than_a_line_of_what_was_typed() {
        let mut errors = FieldErrors::default();
        assert_eq!(amount(&mut errors, "amount", &"x".repeat(10_000)), None);
        assert!(errors.get("amount").unwrap().chars().count() < 120);
    }

    #[test]
    fn one_number_is_dialled_one_way_however_it_is_written() {
        for written in ["+34 600-123-456", "0034 (600) 123.456", "+34600123456"] {
            assert_eq!(dialled(written), "+34600123456", "{written}");
        }
        assert_eq!(dialled("030/1234"), "0301234");
    }

    #[test]
    fn a_phone_number_has_digits() {
        let is_sound = |text: &str| {
            let mut errors = FieldErrors::default();
            phone(&mut errors, text);
            errors.0.is_empty()
        };
        for sound in ["", "+34 600 123 456", "030/1234-56", "555 0100 ext. 12", "112"] {
            assert!(is_sound(sound), "{sound}");
        }
        for wrong in ["abc", "call me", "call 123 please", "+"] {
            assert!(!is_sound(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_day_lies_in_years_that_a_database_keeps_in_order() {
        let read = |text: &str| day(&mut FieldErrors::default(), "day", text);
        assert_eq!(read("2026-11-22"), chrono::NaiveDate::from_ymd_opt(2026, 11, 22));
        for wrong in ["+12026-11-22", "-2026-11-22", "0226-11-22", "22.11.2026"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
