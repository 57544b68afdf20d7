//! `rainmaker evaluate series`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use services::evaluate::series::{self, Given, Settings};

use super::Format;

pub const EXAMPLES: &str = "\
Examples:
  rainmaker evaluate series --csv m3_monthly.csv
  rainmaker evaluate series --csv sales.csv --horizon 6 --period 12 --format json
  rainmaker evaluate series --csv sales.csv --forecasts forecasts.csv

One series a row: a column `id`, and the values, the oldest first, in one column `values` (separated by spaces) or each
in a column of its own. Columns `horizon` and `period` (12 or monthly, 4 or quarterly, ...) are used where there are
such, else the flags, else what fits. The last values of each series are held back, forecast and compared.";

/// Flags of the measurement.
#[derive(Clone, Debug, Args)]
pub struct Flags {
    /// The file with one series a row
    #[arg(long)]
    csv: PathBuf,
    /// How many of the last values to hold back and forecast
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1000))]
    horizon: Option<u16>,
    /// After how many values the season begins anew; 1 for none
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1000))]
    period: Option<u16>,
    /// Write the forecasts and their ranges to this CSV file
    #[arg(long)]
    forecasts: Option<PathBuf>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Measures and prints.
///
/// # Errors
/// When the report cannot be written as JSON.
pub fn run(flags: Flags) -> Result<ExitCode> {
    let given =
        Given { horizon: flags.horizon.map(usize::from), period: flags.period.map(usize::from) };
    let settings = Settings { csv: flags.csv, given, forecasts: flags.forecasts };
    super::answer(series::run(&settings), flags.format)
}
