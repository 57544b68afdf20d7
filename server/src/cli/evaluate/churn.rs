//! `rainmaker evaluate churn`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;
use services::evaluate::{self, Churn, ChurnColumns};

use super::{Format, answer};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker evaluate churn --transactions orders.csv --as-of 2024-09-30 --horizon 90
  rainmaker evaluate churn --transactions orders.csv --as-of 2024-09-30 --horizon 60 --customer buyer --format json

One row of the file is one purchase: who, when and, where there is one, for how much; the columns are known by their
names. Customers are judged as they were on the day, by a model of earlier days of the same file: what came after the
day is seen only to say who was right. A customer is gone who buys nothing within the horizon.";

/// Flags of `churn`.
#[derive(Clone, Debug, Args)]
pub struct Flags {
    /// The file of purchases
    #[arg(long)]
    transactions: PathBuf,
    /// The day on which customers are judged
    #[arg(long)]
    as_of: NaiveDate,
    /// Days from then on in which a customer buys or is gone
    #[arg(long)]
    horizon: u16,
    /// The column of customers [default: by its name]
    #[arg(long)]
    customer: Option<String>,
    /// The column of days [default: by its name]
    #[arg(long)]
    date: Option<String>,
    /// The column of amounts [default: by its name]
    #[arg(long)]
    amount: Option<String>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Measures and prints.
pub fn run(flags: Flags) -> Result<ExitCode> {
    let columns = ChurnColumns { customer: flags.customer, date: flags.date, amount: flags.amount };
    let asked = Churn {
        transactions: flags.transactions,
        as_of: flags.as_of,
        horizon: flags.horizon,
        columns,
    };
    answer(evaluate::churn(&asked), flags.format)
}
