//! `rainmaker evaluate pipeline`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use domain::outlook;
use services::evaluate::pipeline::{self, Settings};

use super::{Format, answer};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker evaluate pipeline --cases deals.csv --window month
  rainmaker evaluate pipeline --cases deals.csv --events stages.csv --window 28d --every 7d --from 2025-01-01
  rainmaker evaluate pipeline --cases deals.csv --map created=engage_date --won Booked --window quarter --format json

Cases: one deal a row with an id, the days it was created and closed, amount, status, owner and product. Events: the case,
a time, and the stage or activity. Columns are known by their titles; --map says otherwise. On the first morning of every
period each way to forecast is asked with what was known then, and compared with what came.";

/// Flags of `pipeline`.
#[derive(Clone, Debug, Args)]
pub struct Flags {
    /// The file of deals
    #[arg(long)]
    cases: PathBuf,
    /// The file of their stages or activities
    #[arg(long)]
    events: Option<PathBuf>,
    /// How long a period is: days as 28d, or month, or quarter
    #[arg(long, default_value = "month", value_parser = window)]
    window: outlook::Step,
    /// Begin a period every so many days, as 7d, instead of one after the other
    #[arg(long, value_parser = days)]
    every: Option<i64>,
    /// The first day a period may begin
    #[arg(long)]
    from: Option<NaiveDate>,
    /// The day after the last that a period may hold
    #[arg(long)]
    to: Option<NaiveDate>,
    /// Which column is a field: id, created, amount, closed, status, owner, product; case, time, stage
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair)]
    map: Vec<(String, String)>,
    /// A further column that was known from the start of each deal
    #[arg(long, value_name = "COLUMN")]
    feature: Vec<String>,
    /// A status that means won
    #[arg(long)]
    won: Vec<String>,
    /// A status that means lost
    #[arg(long)]
    lost: Vec<String>,
    /// Whether amounts were known while deals were open
    #[arg(long, value_enum, default_value_t)]
    amounts: Amounts,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How amounts are understood.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Amounts {
    /// Written at the end where lost deals have none
    #[default]
    Auto,
    /// Known while the deal was open
    Estimated,
    /// Written at the end
    Final,
}

/// Measures and prints.
///
/// # Errors
/// When the report cannot be written.
pub fn run(flags: Flags) -> Result<ExitCode> {
    let amounts = match flags.amounts {
        Amounts::Auto => None,
        Amounts::Estimated => Some(outlook::Amounts::Estimated),
        Amounts::Final => Some(outlook::Amounts::Final),
    };
    let settings = Settings {
        cases: flags.cases,
        events: flags.events,
        map: flags.map,
        features: flags.feature,
        won: flags.won,
        lost: flags.lost,
        amounts,
        window: flags.window,
        every: flags.every,
        from: flags.from,
        to: flags.to,
    };
    answer(pipeline::pipeline(&settings), flags.format)
}

fn window(text: &str) -> Result<outlook::Step, String> {
    match text.trim().to_lowercase().as_str() {
        "month" | "1m" => Ok(outlook::Step::Month),
        "quarter" | "1q" => Ok(outlook::Step::Quarter),
        other => days(other).map(outlook::Step::Days),
    }
}

fn days(text: &str) -> Result<i64, String> {
    let number = text.trim().trim_end_matches(['d', 'D']);
    let days = number.parse::<i64>().ok().filter(|days| (1..=366).contains(days));
    days.ok_or_else(|| "give days from 1d to 366d, or for --window month or quarter".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("write it as field=column")?;
    Ok((field.trim().to_lowercase(), column.trim().to_owned()))
}
