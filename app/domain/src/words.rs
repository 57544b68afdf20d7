//! Facts in words for the reasons: short, and always with a number.

use chrono::{DateTime, Utc};

use crate::{format, num};

/// Joins a figure and its unit.
const NBSP: char = '\u{a0}';

/// A stretch of time in its largest whole unit: "20 min", "5 h", "4 d".
pub(crate) fn span(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    let minutes = (to - from).num_minutes().max(0);
    match minutes {
        0..60 => format!("{minutes}{NBSP}min"),
        60..1_440 => format!("{}{NBSP}h", minutes / 60),
        _ => format!("{}{NBSP}d", minutes / 1_440),
    }
}

/// A number of days, fractions cut off: "4 d".
pub(crate) fn days(days: f64) -> String {
    format!("{}{NBSP}d", num::floor(days))
}

/// A count with its noun: "1 mail", "3 mails".
pub(crate) fn count(count: u32, noun: &str) -> String {
    format!("{}{NBSP}{noun}{}", format::count(count.into()), if count == 1 { "" } else { "s" })
}
