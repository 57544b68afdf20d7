//! What stands in a backup: a header, then for each table its name and columns, its rows, and what they sum up to, and
//! at last how many tables there were. A file that was cut off lacks that.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::archive::Row;

/// The version of the file's own form.
pub const FORM: i64 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the file's own form.
    pub rainmaker_backup: i64,
    /// The newest migration of the database it was taken from.
    pub schema: i64,
    /// When it was taken.
    pub at: DateTime<Utc>,
}

impl Header {
    /// Of a backup taken now.
    #[must_use]
    pub const fn new(schema: i64, at: DateTime<Utc>) -> Self {
        Self { rainmaker_backup: FORM, schema, at }
    }
}

/// How many rows a table has, and their checksum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSum {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 over the lines of its rows, in hexadecimal.
    pub sha256: String,
}

/// What a whole backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its first line.
    pub header: Header,
    /// Its tables in their order.
    pub tables: Vec<TableSum>,
    /// How large the file is.
    pub bytes: u64,
}

impl Summary {
    /// The rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// A line that is no row. Rows are arrays, so the first sign of a line tells them apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Mark {
    /// A table begins.
    Begin { table: String, columns: Vec<String> },
    /// A table ends.
    End { rows: u64, sha256: String },
    /// The file ends.
    Last { tables: usize },
}

/// The lines of rows, each with its end.
pub(super) fn lines(rows: Vec<Row>) -> Vec<u8> {
    let mut lines = Vec::with_capacity(rows.len() * 256);
    for row in rows {
        let line = Value::Array(row.into_iter().map(store::archive::Cell::into_json).collect());
        // Writing a JSON value to memory does not fail.
        let _ = serde_json::to_writer(&mut lines, &line);
        lines.push(b'\n');
    }
    lines
}

/// Sums up a table's rows as they come.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    hash: Sha256,
    rows: u64,
}

impl Sum {
    /// Adds the lines of so many rows.
    pub(super) fn add(&mut self, lines: &[u8], rows: usize) {
        self.hash.update(lines);
        self.rows += u64::try_from(rows).unwrap_or(u64::MAX);
    }

    /// Of the table of this name.
    pub(super) fn finish(self, table: &str) -> TableSum {
        let digest = self.hash.finalize();
        let sha256 = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        TableSum {
            table: table.to_owned(),
            rows: self.rows,
            sha256: sha256.filter_map(|digit| char::from_digit(digit.into(), 16)).collect(),
        }
    }
}
