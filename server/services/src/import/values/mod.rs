//! What stands in a cell: days, numbers, mail addresses and phone numbers, in the notations people use.
//!
//! Pure. Where one notation can mean two things, nothing here guesses: the column as a whole settles it
//! ([`day::settle`], [`number::settle`]), or a person is asked.

pub(crate) mod day;
pub(super) mod email;
pub(crate) mod number;
pub(super) mod phone;

/// What a column's values say about how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Settled<T> {
    /// No value can be read in two ways.
    Clear,
    /// Some can, and another value of the column shows which way is meant.
    By(T),
    /// Some can, such as this one, and nothing in the column shows which way is meant.
    Open(String),
}
