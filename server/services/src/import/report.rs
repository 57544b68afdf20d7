//! What an import did, row by row where it went wrong.

use std::path::PathBuf;

use domain::money::Cents;
use serde::Serialize;

use super::Kind;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// File by file.
    pub files: Vec<FileReport>,
    /// Rows read, bad ones included.
    pub rows_read: usize,
    /// Rows that made a record.
    pub created: usize,
    /// Rows that changed one.
    pub updated: usize,
    /// Rows that say what is there already.
    pub unchanged: usize,
    /// Rows that could not be taken.
    pub failed: usize,
    /// Why, row by row.
    pub errors: Vec<RowError>,
    /// What was decided on the way, in words.
    pub notes: Vec<String>,
    /// Won by year of closing, as the files say.
    pub won_by_year: Vec<(i32, Cents)>,
    /// Where the bad rows were written, to be mended and imported again.
    pub rejected: Option<PathBuf>,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// Its name.
    pub file: String,
    /// What it holds.
    pub kind: Kind,
    /// Rows read.
    pub rows: usize,
    /// Rows that made a record.
    pub created: usize,
    /// Rows that changed one.
    pub updated: usize,
    /// Rows that say what is there already.
    pub unchanged: usize,
    /// Rows that could not be taken.
    pub failed: usize,
}

/// Why a row could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowError {
    /// The file's name.
    pub file: String,
    /// The line the row begins on.
    pub line: u64,
    /// The column's head.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it and what to do.
    pub message: String,
}

impl std::fmt::Display for RowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}, line {}, {} \"{}\": {}",
            self.file, self.line, self.field, self.value, self.message
        )
    }
}

/// What a row did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Created,
    Updated,
    Unchanged,
    Failed,
}

impl FileReport {
    pub(super) fn new(file: &str, kind: Kind) -> Self {
        Self {
            file: file.to_owned(),
            kind,
            rows: 0,
            created: 0,
            updated: 0,
            unchanged: 0,
            failed: 0,
        }
    }

    pub(super) fn count(&mut self, deed: Deed) {
        self.rows += 1;
        *match deed {
            Deed::Created => &mut self.created,
            Deed::Updated => &mut self.updated,
            Deed::Unchanged => &mut self.unchanged,
            Deed::Failed => &mut self.failed,
        } += 1;
    }
}

impl ImportReport {
    /// Adds the files' figures up.
    pub(super) fn sum_up(&mut self) {
        let sum = |of: fn(&FileReport) -> usize| self.files.iter().map(of).sum();
        (self.rows_read, self.created, self.updated, self.unchanged, self.failed) = (
            sum(|file| file.rows),
            sum(|file| file.created),
            sum(|file| file.updated),
            sum(|file| file.unchanged),
            sum(|file| file.failed),
        );
    }

    /// Whether anything was written.
    #[must_use]
    pub const fn changed_anything(&self) -> bool {
        self.created + self.updated > 0
    }
}
