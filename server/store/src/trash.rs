//! What is in the trash, whatever kind of record it is.

use chrono::{DateTime, Utc};

/// A record with whether it is in the trash.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<T> {
    /// The record.
    pub record: T,
    /// Since when it is in the trash.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// How many records one statement reads by their keys: far below the variables an engine takes.
pub(crate) const AT_ONCE: usize = 500;

/// Adds `(1, 2, 3)` to a statement, each key bound.
macro_rules! push_keys {
    ($query:expr, $keys:expr) => {{
        let mut list = $query.separated(", ");
        list.push_unseparated("(");
        for key in $keys {
            list.push_bind(*key);
        }
        list.push_unseparated(")");
    }};
}
pub(crate) use push_keys;
