//! `rainmaker evaluate duplicates`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use services::evaluate::{self, Duplicates};

use super::{Format, answer};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker evaluate duplicates --left people.csv --truth cluster
  rainmaker evaluate duplicates --left people.csv --truth rec_id --truth-pattern 'rec-{}-'
  rainmaker evaluate duplicates --left people.csv --truth pairs.csv --id unique_id --drop notes
  rainmaker evaluate duplicates --left shop.csv --right supplier.csv --truth mapping.csv --format json

Each file names its columns in the first line; what they hold is guessed from names and cells. The truth is a column of
which records of one thing share the value, or a file: two columns that name records (and perhaps one that says yes or
no), or one that names each record and one with its group. It is used to measure, never to learn.";

/// Flags of `duplicates`.
#[derive(Clone, Debug, Args)]
pub struct Flags {
    /// The records
    #[arg(long)]
    left: PathBuf,
    /// A second file, to be linked with the first
    #[arg(long)]
    right: Option<PathBuf>,
    /// A column of the records, or a file of pairs or groups
    #[arg(long)]
    truth: String,
    /// What of that column records of one thing share: text with {} for it
    #[arg(long)]
    truth_pattern: Option<String>,
    /// The column that a file of pairs or groups names the first file's records by [default: the one that fits best]
    #[arg(long)]
    id: Option<String>,
    /// Columns to leave out
    #[arg(long, value_delimiter = ',')]
    drop: Vec<String>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Measures and prints.
pub fn run(flags: Flags) -> Result<ExitCode> {
    let asked = Duplicates {
        left: flags.left,
        right: flags.right,
        truth: flags.truth,
        truth_pattern: flags.truth_pattern,
        id: flags.id,
        drop: flags.drop,
    };
    answer(evaluate::duplicates(&asked), flags.format)
}
