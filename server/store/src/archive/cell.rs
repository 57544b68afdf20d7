//! One value of a row, the same whichever engine it comes from.

use chrono::{DateTime, NaiveDate, SecondsFormat, SubsecRound as _, Utc};
use serde_json::{Number, Value};
use sqlx::types::Json;
use sqlx::{ColumnIndex, Database, Decode, Encode, Row, Type};

use super::Kind;

/// A value of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Null,
    /// A whole number.
    Int(i64),
    /// A broken number.
    Real(f64),
    /// Text.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A moment.
    At(DateTime<Utc>),
    /// A day.
    On(NaiveDate),
    /// A JSON value, its keys in order.
    Json(Value),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Cell {
    /// As JSON: moments and days in ISO notation, bytes in hexadecimal, a JSON value as itself.
    #[must_use]
    pub fn into_json(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => number.into(),
            Self::Real(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
            Self::Text(text) => Value::String(text),
            Self::Bool(is) => Value::Bool(is),
            Self::At(at) => Value::String(moment(at)),
            Self::On(day) => Value::String(day.to_string()),
            Self::Json(value) => value,
            Self::Bytes(bytes) => Value::String(hexadecimal(&bytes)),
        }
    }

    /// As text; nothing is the empty text, and so is a text without a letter.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Json(value) => value.to_string(),
            Self::Text(text) => text,
            other => match other.into_json() {
                Value::String(text) => text,
                value => value.to_string(),
            },
        }
    }

    /// What [`Cell::into_json`] made, read back; `None` when it is no value of this kind.
    #[must_use]
    pub fn from_json(kind: Kind, value: Value) -> Option<Self> {
        if value.is_null() && kind != Kind::Json {
            return Some(Self::Null);
        }
        Some(match (kind, value) {
            (Kind::Json, Value::Null) => Self::Null,
            (Kind::Json, value) => Self::Json(value),
            (Kind::Int, value) => Self::Int(value.as_i64()?),
            (Kind::Real, value) => Self::Real(value.as_f64()?),
            (Kind::Bool, value) => Self::Bool(value.as_bool()?),
            (Kind::Text, Value::String(text)) => Self::Text(text),
            (kind, Value::String(text)) => Self::from_text(kind, &text)?,
            _ => return None,
        })
    }

    /// What [`Cell::into_text`] made, read back; `None` when it is no value of this kind.
    #[must_use]
    pub fn from_text(kind: Kind, text: &str) -> Option<Self> {
        Some(match kind {
            Kind::Text => Self::Text(text.to_owned()),
            Kind::Int => Self::Int(text.parse().ok()?),
            Kind::Real => Self::Real(text.parse().ok()?),
            Kind::Bool => Self::Bool(text.parse().ok()?),
            Kind::At => Self::At(DateTime::parse_from_rfc3339(text).ok()?.to_utc()),
            Kind::On => Self::On(text.parse().ok()?),
            Kind::Json => Self::Json(serde_json::from_str(text).ok()?),
            Kind::Bytes => Self::Bytes(bytes(text)?),
        })
    }

    /// Takes it out of a row.
    pub(super) fn read<'r, R: Row>(row: &'r R, place: usize, kind: Kind) -> sqlx::Result<Self>
    where
        usize: ColumnIndex<R>,
        i64: Decode<'r, R::Database> + Type<R::Database>,
        f64: Decode<'r, R::Database> + Type<R::Database>,
        String: Decode<'r, R::Database> + Type<R::Database>,
        bool: Decode<'r, R::Database> + Type<R::Database>,
        DateTime<Utc>: Decode<'r, R::Database> + Type<R::Database>,
        NaiveDate: Decode<'r, R::Database> + Type<R::Database>,
        Json<Value>: Decode<'r, R::Database> + Type<R::Database>,
        Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
    {
        let cell = match kind {
            Kind::Int => row.try_get::<Option<i64>, _>(place)?.map(Self::Int),
            Kind::Real => row.try_get::<Option<f64>, _>(place)?.map(Self::Real),
            Kind::Text => row.try_get::<Option<String>, _>(place)?.map(Self::Text),
            Kind::Bool => row.try_get::<Option<bool>, _>(place)?.map(Self::Bool),
            Kind::At => row.try_get::<Option<DateTime<Utc>>, _>(place)?.map(Self::At),
            Kind::On => row.try_get::<Option<NaiveDate>, _>(place)?.map(Self::On),
            Kind::Json => {
                row.try_get::<Option<Json<Value>>, _>(place)?.map(|Json(v)| Self::Json(v))
            }
            Kind::Bytes => row.try_get::<Option<Vec<u8>>, _>(place)?.map(Self::Bytes),
        };
        Ok(cell.unwrap_or(Self::Null))
    }

    /// Binds it to a statement, as a value of the column's kind: one engine wants to know what it is that is missing.
    pub(super) fn bind<'q, DB: Database>(&self, kind: Kind, statement: &mut impl Bind<'q, DB>)
    where
        Option<i64>: Encode<'q, DB> + Type<DB>,
        Option<f64>: Encode<'q, DB> + Type<DB>,
        Option<String>: Encode<'q, DB> + Type<DB>,
        Option<bool>: Encode<'q, DB> + Type<DB>,
        Option<DateTime<Utc>>: Encode<'q, DB> + Type<DB>,
        Option<NaiveDate>: Encode<'q, DB> + Type<DB>,
        Option<Json<Value>>: Encode<'q, DB> + Type<DB>,
        Option<Vec<u8>>: Encode<'q, DB> + Type<DB>,
    {
        match self {
            Self::Int(number) => statement.push(Some(*number)),
            Self::Real(number) => statement.push(Some(*number)),
            Self::Text(text) => statement.push(Some(text.clone())),
            Self::Bool(is) => statement.push(Some(*is)),
            Self::At(at) => statement.push(Some(*at)),
            Self::On(day) => statement.push(Some(*day)),
            Self::Json(value) => statement.push(Some(Json(value.clone()))),
            Self::Bytes(bytes) => statement.push(Some(bytes.clone())),
            Self::Null => match kind {
                Kind::Int => statement.push(None::<i64>),
                Kind::Real => statement.push(None::<f64>),
                Kind::Text => statement.push(None::<String>),
                Kind::Bool => statement.push(None::<bool>),
                Kind::At => statement.push(None::<DateTime<Utc>>),
                Kind::On => statement.push(None::<NaiveDate>),
                Kind::Json => statement.push(None::<Json<Value>>),
                Kind::Bytes => statement.push(None::<Vec<u8>>),
            },
        }
    }
}

/// A statement in the making that takes values.
pub(super) trait Bind<'q, DB: Database> {
    /// Adds a value's place, and the value.
    fn push<T: Encode<'q, DB> + Type<DB> + 'q>(&mut self, value: T);
}

/// To the microsecond, which both engines keep.
fn moment(at: DateTime<Utc>) -> String {
    at.trunc_subsecs(6).to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() {
        return None;
    }
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_went_out_comes_back() {
        let at = DateTime::from_timestamp_micros(1_795_424_400_123_456).unwrap();
        for (kind, cell) in [
            (Kind::Int, Cell::Int(-7)),
            (Kind::Real, Cell::Real(0.5)),
            (Kind::Text, Cell::Text("a,\"b\"\n".to_owned())),
            (Kind::Bool, Cell::Bool(true)),
            (Kind::At, Cell::At(at)),
            (Kind::On, Cell::On(at.date_naive())),
            (Kind::Json, Cell::Json(json!({ "a": [1, null, "x"] }))),
            (Kind::Bytes, Cell::Bytes(vec![0, 255, 16])),
        ] {
            assert_eq!(Cell::from_text(kind, &cell.clone().into_text()), Some(cell.clone()));
            assert_eq!(Cell::from_json(kind, cell.clone().into_json()), Some(cell));
            assert_eq!(Cell::from_json(kind, Value::Null), Some(Cell::Null));
        }
        assert_eq!(Cell::from_json(Kind::Int, json!("7")), None);
        assert_eq!(Cell::from_text(Kind::Bytes, "fg"), None);
    }
}
