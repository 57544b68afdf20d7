//! `rainmaker evaluate classify`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;
use services::Clock;
use services::evaluate::{self, Classify, Split};

use super::{Format, answer};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker evaluate classify --csv deals.csv --outcome stage --positive Won --time closed_on --test-from 2024-10-01
  rainmaker evaluate classify --csv leads.csv --outcome converted --drop duration,notes --retrain-every 1000
  rainmaker evaluate classify --csv deals.csv --outcome Status --folds 10 --group-identical --format json

The first line of the file names the columns; separator and encoding are found out. Columns hold numbers, days or words,
or nothing. The oldest rows teach and the newest judge: by --time, by --id-order, or as they stand in the file. Leave out
what was not known before the outcome with --drop.";

/// Flags of `classify`.
#[derive(Clone, Debug, Args)]
pub struct Flags {
    /// The file
    #[arg(long)]
    csv: PathBuf,
    /// The column with the outcome
    #[arg(long)]
    outcome: String,
    /// The outcome that is a yes [default: the one called won, yes, true or 1, else the rarer]
    #[arg(long)]
    positive: Option<String>,
    /// The column of days to order rows by
    #[arg(long, conflicts_with_all = ["id_order", "folds"])]
    time: Option<String>,
    /// The column of numbers or names to order rows by
    #[arg(long, conflicts_with = "folds")]
    id_order: Option<String>,
    /// Judge every row by a model of the other folds, where order means nothing
    #[arg(long)]
    folds: Option<usize>,
    /// Keep rows of which every cell is the same in one fold
    #[arg(long, requires = "folds")]
    group_identical: bool,
    /// Columns to leave out
    #[arg(long, value_delimiter = ',')]
    drop: Vec<String>,
    /// The share of rows that teaches, oldest first
    #[arg(long, default_value_t = 0.7, conflicts_with_all = ["test_from", "folds"])]
    train_share: f64,
    /// The first day of the rows that judge
    #[arg(long, requires = "time")]
    test_from: Option<NaiveDate>,
    /// Fit anew after so many judged rows, on everything before them
    #[arg(long, conflicts_with = "folds")]
    retrain_every: Option<usize>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Measures and prints.
pub fn run(flags: Flags) -> Result<ExitCode> {
    let split = match (flags.time, flags.id_order, flags.folds) {
        (Some(column), ..) => Split::Time(column),
        (_, Some(column), _) => Split::IdOrder(column),
        (_, _, Some(folds)) => Split::Folds { folds, group_identical: flags.group_identical },
        (None, None, None) => Split::FileOrder,
    };
    let asked = Classify {
        csv: flags.csv,
        outcome: flags.outcome,
        positive: flags.positive,
        split,
        drop: flags.drop,
        train_share: flags.train_share,
        test_from: flags.test_from,
        retrain_every: flags.retrain_every,
        today: Clock::System.now().date_naive(),
    };
    answer(evaluate::classify(&asked), flags.format)
}
