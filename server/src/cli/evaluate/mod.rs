//! `rainmaker evaluate`: the models, measured on files that anyone brings. Needs no database.

mod churn;
mod classify;
mod duplicates;
mod pipeline;
mod series;
mod text;

use std::fmt::Display;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use serde::Serialize;
use services::evaluate::EvaluateError;

use crate::console;

pub const EXAMPLES: &str = "\
Examples:
  rainmaker evaluate classify --csv deals.csv --outcome stage --time closed_on
  rainmaker evaluate duplicates --left people.csv --truth cluster
  rainmaker evaluate pipeline --cases deals.csv --window month
  rainmaker evaluate series --csv sales.csv
  rainmaker evaluate text sentiment --tsv reviews.tsv
  rainmaker evaluate churn --transactions orders.csv --as-of 2024-09-30 --horizon 90
  rainmaker evaluate classify --help

Each measures one of the product's models on a file of yours, beside the usual ways. Nothing is stored. Ends with exit
code 0 when something was measured, 2 when the file or a flag does not allow it.";

/// What to measure.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// The learner behind scores and chances, on any table with a yes-or-no outcome
    #[command(after_help = classify::EXAMPLES)]
    Classify(classify::Flags),
    /// The search for duplicates, in one file or between two
    #[command(after_help = duplicates::EXAMPLES)]
    Duplicates(duplicates::Flags),
    /// Chances of deals and forecasts of periods, as they would have been on past mornings
    #[command(after_help = pipeline::EXAMPLES)]
    Pipeline(pipeline::Flags),
    /// Forecasts of series of figures: the last values of each are held back and compared
    #[command(after_help = series::EXAMPLES)]
    Series(series::Flags),
    /// What is read from texts: sentiment, emotions, formality
    #[command(after_help = text::EXAMPLES)]
    Text {
        #[command(subcommand)]
        command: text::Command,
    },
    /// Customers who will not buy again within a horizon
    #[command(after_help = churn::EXAMPLES)]
    Churn(churn::Flags),
}

/// How the report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON object; shares from 0 to 1
    Json,
}

/// Measures and prints.
///
/// # Errors
/// When the report cannot be written.
pub fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Classify(flags) => classify::run(flags),
        Command::Duplicates(flags) => duplicates::run(flags),
        Command::Pipeline(flags) => pipeline::run(flags),
        Command::Series(flags) => series::run(flags),
        Command::Text { command } => text::run(command),
        Command::Churn(flags) => churn::run(flags),
    }
}

/// Prints a report, or why there is none.
fn answer<R: Serialize + Display>(
    report: Result<R, EvaluateError>,
    format: Format,
) -> Result<ExitCode> {
    match (report, format) {
        (Ok(report), Format::Table) => console::say(report),
        (Ok(report), Format::Json) => console::say(serde_json::to_string_pretty(&report)?),
        (Err(error), _) => {
            console::note(format!("error: {error}"));
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}
