//! One cell of a list's file.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::money::Cents;
use serde_json::{Number, Value};

use super::guard::guarded;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// An amount in major units; its currency stands in a column of its own.
    Money(Cents),
    /// A figure, to four places.
    Real(f64),
    /// Yes or no.
    Bool(bool),
    /// A day.
    Day(NaiveDate),
    /// A moment, UTC.
    Moment(DateTime<Utc>),
}

impl Field {
    /// The cell of a CSV file.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => guarded(&text),
            Self::Int(number) => number.to_string(),
            Self::Money(amount) => decimal(amount),
            Self::Real(figure) => format!("{figure:.4}"),
            Self::Bool(is) => is.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Moment(at) => moment(at),
        }
    }

    /// The value in JSON, which nothing runs.
    pub(super) fn into_json(self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) => Value::String(text),
            Self::Int(number) => number.into(),
            Self::Money(amount) => number(amount).and_then(Number::from_f64).into(),
            Self::Real(figure) => Number::from_f64(figure).into(),
            Self::Bool(is) => is.into(),
            Self::Day(day) => day.to_string().into(),
            Self::Moment(at) => moment(at).into(),
        }
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<NaiveDate> for Field {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<DateTime<Utc>> for Field {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Moment(at)
    }
}

impl<T: Into<Self>> From<Option<T>> for Field {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// `1234.50`
fn decimal(amount: Cents) -> String {
    let sign = if amount.get() < 0 { "-" } else { "" };
    let cents = amount.get().unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// As the nearest number a program of others computes with.
pub(super) fn number(amount: Cents) -> Option<f64> {
    decimal(amount).parse().ok()
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_decimals_and_only_text_is_guarded() {
        assert_eq!(Field::Money(Cents(-5)).into_text(), "-0.05");
        assert_eq!(Field::Money(Cents(123_450)).into_text(), "1234.50");
        assert_eq!(Field::Money(Cents(123_450)).into_json().to_string(), "1234.5");
        assert_eq!(Field::Int(-7).into_text(), "-7");
        assert_eq!(Field::from("=1").into_text(), "'=1");
        assert_eq!(Field::from(None::<String>).into_json(), Value::Null);
    }
}
