//! From stored text to the closed sets and figures of the domain.

use std::fmt::Display;

use domain::UnknownWord;
use domain::ratio::Ratio;

use crate::{StoreError, StoreResult};

/// The row that is being read, for the message when it holds something unknown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// The table it stands in.
    pub table: &'static str,
    /// Its key.
    pub id: i64,
}

impl Reading {
    /// A word of a closed set.
    pub(crate) fn word<T>(self, column: &'static str, text: &str) -> StoreResult<T>
    where
        T: for<'a> TryFrom<&'a str, Error = UnknownWord>,
    {
        T::try_from(text).map_err(|error| self.wrong(column, &error))
    }

    /// A word of a closed set, or none.
    pub(crate) fn maybe_word<T>(
        self,
        column: &'static str,
        text: Option<&str>,
    ) -> StoreResult<Option<T>>
    where
        T: for<'a> TryFrom<&'a str, Error = UnknownWord>,
    {
        text.map(|text| self.word(column, text)).transpose()
    }

    /// A share in basis points.
    pub(crate) fn ratio(self, column: &'static str, bp: i64) -> StoreResult<Ratio> {
        i32::try_from(bp).map(Ratio::from_bp).map_err(|error| self.wrong(column, &error))
    }

    /// The error that this column holds something no version of this program writes.
    pub(crate) fn wrong(self, column: &'static str, detail: &dyn Display) -> StoreError {
        StoreError::Inconsistent {
            table: self.table,
            column,
            id: self.id,
            detail: detail.to_string(),
        }
    }
}
