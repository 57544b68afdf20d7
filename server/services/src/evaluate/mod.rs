//! `rainmaker evaluate`: the product's own models, measured on files that anyone brings.
//!
//! Each reads a file, calls the same `domain` code that serves the pages, and gives a report that prints as a table and
//! serialises as JSON. Nothing here touches the database, and nothing is drawn by lot.

mod cells;
mod churn;
#[cfg(test)]
mod churn_tests;
mod classify;
#[cfg(test)]
mod classify_tests;
mod classify_text;
mod duplicates;
mod outcome;
pub mod pipeline;
mod rows;
pub mod series;
mod source;
mod table;
pub mod text;

use std::path::PathBuf;

pub use cells::Holds;
pub use churn::{Churn, ChurnReport, Columns as ChurnColumns, churn};
pub use classify::{Classification, Classify, ColumnReport, Named, Split, classify};
pub use duplicates::{Compared, Duplicates, Duplication, duplicates};
pub use source::Source;
pub use table::TextTable;

/// Why nothing was measured. The text names the file, the field and what to do.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// The file cannot be read.
    #[error("{path}: {cause}", path = path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The file has no such column.
    #[error("{flag} {name}: the file has no such column. It has: {known}")]
    NoColumn {
        /// The flag that named it.
        flag: &'static str,
        /// The name.
        name: String,
        /// The columns there are.
        known: String,
    },
    /// A flag cannot be meant as given; the text says why and what to give instead.
    #[error("{flag}: {what}")]
    Flag {
        /// The flag.
        flag: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// The file holds nothing that can be measured; the text says what is missing.
    #[error("{0}")]
    NothingToMeasure(String),
}
