//! `rainmaker evaluate churn`: who will not buy again within a horizon, from a file of purchases.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use chrono::{Datelike, Days, NaiveDate};
use domain::churn::{FACTS, Moments, Purchase, moments};
use domain::learn::baseline::{NaiveBayes, base_rate};
use domain::learn::metrics::{self, Bin, Grade, Metrics};
use domain::learn::{Order, Settings, Trained, Values, learn};
use serde::Serialize;

use super::EvaluateError;
use super::cells::{self, share};
use super::classify_text::{grades_table, percent};
use super::source::Source;
use super::table::TextTable;

/// Days, at most so many, on which customers are looked at to learn from.
const MOMENTS: i32 = 8;
/// Rows that teach, at most: fewer days are taken where there are many customers.
const MOST_ROWS: usize = 300_000;

/// What columns of amounts are called, most telling first.
const AMOUNTS: [&str; 11] = [
    "amount", "total", "revenue", "sales", "value", "turnover", "spend", "gross", "net", "paid",
    "price",
];

/// What to measure.
#[derive(Clone, Debug)]
pub struct Churn {
    /// The file of purchases.
    pub transactions: PathBuf,
    /// The day on which customers are judged; nothing after it is seen.
    pub as_of: NaiveDate,
    /// Days from then on in which a customer buys or is gone.
    pub horizon: u16,
    /// Names of the columns, where they cannot be guessed.
    pub columns: Columns,
}

/// Names of the columns; `None`: guessed by what they are called.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Who bought.
    pub customer: Option<String>,
    /// When.
    pub date: Option<String>,
    /// For how much.
    pub amount: Option<String>,
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct ChurnReport {
    /// The file.
    pub file: String,
    /// The columns that were read: customer, date, amount.
    pub columns: Vec<String>,
    /// The day on which customers are judged.
    pub as_of: NaiveDate,
    /// The horizon in days.
    pub horizon: u16,
    /// Purchases read.
    pub purchases: usize,
    /// Customers judged: all who had bought by that day.
    pub n: usize,
    /// The share of them who bought nothing within the horizon.
    pub base_rate: f64,
    /// Rows that taught: customers on earlier days.
    pub train_rows: usize,
    /// The earlier days.
    pub train_days: Vec<NaiveDate>,
    /// The learner's figures.
    #[serde(flatten)]
    pub figures: Metrics,
    /// Log loss of the share that was gone on earlier days.
    pub base_rate_log_loss: f64,
    /// The usual open formula on the same facts.
    pub naive_bayes: Metrics,
    /// AUC of the days since the last purchase alone.
    pub recency_auc: f64,
    /// AUC of the silence over the usual gap alone.
    pub silence_auc: f64,
    /// What the learner turned out to be.
    pub model: String,
    /// What is known of its training.
    pub trained: Trained,
    /// Quarters by chance.
    pub grades: Vec<Grade>,
    /// Ten bins by chance.
    pub reliability: Vec<Bin>,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// Measures.
///
/// # Errors
/// When the file cannot be read, its columns cannot be told, or its days do not reach from two horizons before the day
/// to one after it.
pub fn churn(asked: &Churn) -> Result<ChurnReport, EvaluateError> {
    if asked.horizon == 0 {
        return Err(flag("--horizon", "give a number of days from 1 on".to_owned()));
    }
    let source = Source::open(&asked.transactions)?;
    let mut notes = Vec::new();
    let (purchases, columns) = read(&source, &asked.columns, &mut notes)?;
    let (as_of, horizon) = (asked.as_of.num_days_from_ce(), i32::from(asked.horizon));
    reach(&purchases, asked, &mut notes)?;
    let days = teaching_days(&purchases, as_of, horizon, asked)?;
    let uneven =
        |error: domain::learn::UnevenTable| EvaluateError::NothingToMeasure(error.to_string());
    let then = [days.as_slice(), &[as_of]].concat();
    let all = moments(&purchases, &then, horizon).map_err(uneven)?;
    let border = all.days.partition_point(|day| *day < as_of);
    let (taught, judged): (Vec<usize>, Vec<usize>) =
        (0..all.days.len()).partition(|row| *row < border);
    let settings = Settings { order: Order::Time, horizon: Some(judged.len()), seed: 0 };
    let model = learn(&all.table, &all.gone, &taught, settings);
    let bayes = NaiveBayes::fit(&all.table, &all.gone, &taught);
    let truth = |row: &usize| all.gone.get(*row) == Some(&true);
    let chances = model.chances(&all.table, &judged);
    let cases: Vec<(f64, bool)> = chances.into_iter().zip(judged.iter().map(truth)).collect();
    let by_bayes: Vec<(f64, bool)> =
        judged.iter().map(|row| (bayes.chance(&all.table, *row), truth(row))).collect();
    let base = base_rate(&all.gone, &taught);
    let by_base: Vec<(f64, bool)> = judged.iter().map(|row| (base, truth(row))).collect();
    notes.extend(model.trained().notes.iter().cloned());
    Ok(ChurnReport {
        file: asked.transactions.display().to_string(),
        columns,
        as_of: asked.as_of,
        horizon: asked.horizon,
        purchases: purchases.len(),
        n: judged.len(),
        base_rate: share(cases.iter().filter(|case| case.1).count(), cases.len()),
        train_rows: taught.len(),
        train_days: days
            .iter()
            .filter_map(|day| NaiveDate::from_num_days_from_ce_opt(*day))
            .collect(),
        figures: metrics::measure(&cases),
        base_rate_log_loss: metrics::measure(&by_base).log_loss,
        naive_bayes: metrics::measure(&by_bayes),
        recency_auc: metrics::auc(&by_fact(&all, 0, &judged)),
        silence_auc: metrics::auc(&by_fact(&all, 1, &judged)),
        model: model.kind().label().to_owned(),
        trained: model.trained().clone(),
        grades: metrics::grades(&cases),
        reliability: metrics::reliability(&cases),
        notes,
    })
}

fn flag(flag: &'static str, what: String) -> EvaluateError {
    EvaluateError::Flag { flag, what }
}

/// A fact as a ranking; where there is none, it ranks lowest.
fn by_fact(all: &Moments, fact: usize, rows: &[usize]) -> Vec<(f64, bool)> {
    let numbers = match all.table.columns().get(fact).map(|column| &column.values) {
        Some(Values::Numbers(numbers)) => numbers.as_slice(),
        _ => &[],
    };
    let number = |row: usize| numbers.get(row).copied().filter(|n| !n.is_nan()).unwrap_or(-1.0);
    rows.iter().map(|row| (number(*row), all.gone.get(*row) == Some(&true))).collect()
}

/// The purchases of the file; rows without customer or day are left out.
fn read(
    source: &Source,
    named: &Columns,
    notes: &mut Vec<String>,
) -> Result<(Vec<Purchase>, Vec<String>), EvaluateError> {
    let find = |name: &Option<String>, option: &'static str, words: &[&str]| match name {
        Some(name) => source.column(name, option),
        None => source.column_like(words).ok_or_else(|| {
            let known = source.titles().join(", ");
            flag(option, format!("name the column: none is called so. There are: {known}"))
        }),
    };
    let customer_words = [
        "customer_id",
        "customerid",
        "customer",
        "client_id",
        "client",
        "account_id",
        "account",
        "user_id",
        "user",
        "company",
        "buyer",
        "member",
    ];
    let date_words = [
        "date",
        "invoicedate",
        "purchased_at",
        "ordered_at",
        "day",
        "timestamp",
        "time",
        "created",
    ];
    let customer = find(&named.customer, "--customer", &customer_words)?;
    let date = find(&named.date, "--date", &date_words)?;
    let amount = match &named.amount {
        Some(name) => Some(source.column(name, "--amount")?),
        None => AMOUNTS
            .iter()
            .filter_map(|word| source.column_like(&[word]))
            .find(|column| ![customer, date].contains(column) && holds_numbers(source, *column)),
    };
    let title = |column: usize| source.titles().get(column).cloned().unwrap_or_default();
    let days: Vec<Option<&str>> = source.cells(date).map(cells::filled).collect();
    let Some(Values::Numbers(days)) = cells::dates(&days) else {
        return Err(flag("--date", format!("{} holds no days, such as 2024-03-04", title(date))));
    };
    let amounts = amount.map(|amount| amounts(source, amount, named.amount.is_none(), notes));
    let mut codes: BTreeMap<&str, u32> = BTreeMap::new();
    let mut purchases = Vec::new();
    let (mut left_out, mut without_amount, mut below) = (0, 0, 0);
    for (row, (who, day)) in source.cells(customer).zip(&days).enumerate() {
        let (Some(who), false) = (cells::filled(who), day.is_nan()) else {
            left_out += 1;
            continue;
        };
        let next = u32::try_from(codes.len()).unwrap_or(u32::MAX);
        let customer = *codes.entry(who).or_insert(next);
        let amount = amounts.as_ref().and_then(|amounts| amounts.get(row).copied());
        let given = amount.filter(|amount| !amount.is_nan());
        without_amount += usize::from(amounts.is_some() && given.is_none());
        below += usize::from(given.is_some_and(|amount| amount < 0.0));
        purchases.push(Purchase { customer, day: whole(*day), amount: given.unwrap_or(0.0) });
    }
    let mut note = |count: usize, text: &str| {
        if count > 0 {
            notes.push(format!("{count} rows {text}"));
        }
    };
    note(left_out, "have no customer or no day: they were left out.");
    note(without_amount, "have no amount: they count as purchases of nothing.");
    note(below, "have an amount below zero: they are what was given back, not purchases.");
    if amounts.is_none() {
        notes
            .push("No column of amounts was found: purchases are counted, not weighed.".to_owned());
    }
    if purchases.is_empty() {
        return Err(EvaluateError::NothingToMeasure("no row has a customer and a day".to_owned()));
    }
    let columns = [Some(customer), Some(date), amount].into_iter().flatten().map(title).collect();
    Ok((purchases, columns))
}

fn holds_numbers(source: &Source, column: usize) -> bool {
    matches!(cells::read(source, column).values, Values::Numbers(_))
}

/// The amounts of a column; what is called a price is multiplied with the quantity, where there is one.
fn amounts(source: &Source, column: usize, guessed: bool, notes: &mut Vec<String>) -> Vec<f64> {
    let numbers = |column: usize| match cells::read(source, column).values {
        Values::Numbers(numbers) => numbers,
        Values::Words { codes, .. } => vec![f64::NAN; codes.len()],
    };
    let name = |column: usize| source.titles().get(column).map_or("", String::as_str);
    let is_price = name(column).to_lowercase().contains("price");
    let quantity = source.column_like(&["quantity", "qty", "units"]);
    let quantity = quantity.filter(|quantity| guessed && is_price && *quantity != column);
    let Some(quantity) = quantity.filter(|quantity| holds_numbers(source, *quantity)) else {
        return numbers(column);
    };
    notes.push(format!("The amount is {} times {}.", name(quantity), name(column)));
    numbers(column).into_iter().zip(numbers(quantity)).map(|(price, count)| price * count).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "days of our era in any century fit")]
fn whole(day: f64) -> i32 {
    day.floor() as i32
}

/// Whether the file reaches beyond the day, and to the end of the horizon.
fn reach(
    purchases: &[Purchase],
    asked: &Churn,
    notes: &mut Vec<String>,
) -> Result<(), EvaluateError> {
    let last = purchases.iter().map(|purchase| purchase.day).max().unwrap_or(0);
    let last = NaiveDate::from_num_days_from_ce_opt(last).unwrap_or(asked.as_of);
    if last <= asked.as_of {
        return Err(flag(
            "--as-of",
            format!(
                "the last purchase is of {last}: choose an earlier day, so that what followed is known"
            ),
        ));
    }
    let end = asked.as_of + Days::new(u64::from(asked.horizon));
    if last < end {
        notes.push(format!(
            "The last purchase is of {last}, before the horizon ends ({end}): some may count as gone who would have come back."
        ));
    }
    Ok(())
}

/// Earlier days to learn from: each a whole horizon before the day at least, so that its outcome was known by then.
fn teaching_days(
    purchases: &[Purchase],
    as_of: i32,
    horizon: i32,
    asked: &Churn,
) -> Result<Vec<i32>, EvaluateError> {
    let first = purchases.iter().map(|purchase| purchase.day).min().unwrap_or(as_of);
    let customers = purchases
        .iter()
        .map(|purchase| purchase.customer)
        .max()
        .map_or(0, |most| most as usize + 1);
    let most = i32::try_from(MOST_ROWS / customers.max(1)).unwrap_or(MOMENTS).clamp(1, MOMENTS);
    let step = (horizon / 2).max(1);
    // The first horizon of a file shows everybody as new.
    let days: Vec<i32> = (0..most)
        .map(|back| as_of - horizon - back * step)
        .filter(|day| *day >= first + horizon.min((as_of - first) / 3))
        .rev()
        .collect();
    if days.is_empty() {
        let begins = NaiveDate::from_num_days_from_ce_opt(first).unwrap_or(asked.as_of);
        let what = format!(
            "the first purchase is of {begins}: too late to learn from horizons of {horizon} days that ended by {}. Choose a later day or a shorter horizon",
            asked.as_of
        );
        return Err(flag("--as-of", what));
    }
    Ok(days)
}

impl fmt::Display for ChurnReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.file, self.columns.join(", "))?;
        writeln!(
            f,
            "{} customers as of {}: {} bought nothing within {} days; {} rows of {} earlier days taught; {}",
            self.n,
            self.as_of,
            percent(self.base_rate),
            self.horizon,
            self.train_rows,
            self.train_days.len(),
            self.model
        )?;
        let mut table =
            TextTable::new(["", "AUC", "log loss", "Brier", "ECE", "lift of top tenth"]);
        for (name, m) in [("learner", &self.figures), ("naive Bayes", &self.naive_bayes)] {
            let [auc, loss, brier, ece] =
                [m.auc, m.log_loss, m.brier, m.ece].map(|x| format!("{x:.4}"));
            table.push([
                name.to_owned(),
                auc,
                loss,
                brier,
                ece,
                format!("{:.2}", m.lift_top_tenth),
            ]);
        }
        let none = String::new;
        let base = format!("{:.4}", self.base_rate_log_loss);
        table.push(["base rate".to_owned(), none(), base, none(), none(), none()]);
        for (name, auc) in [(FACTS[0], self.recency_auc), (FACTS[1], self.silence_auc)] {
            table.push([name.to_owned(), format!("{auc:.4}"), none(), none(), none(), none()]);
        }
        write!(f, "\n{table}\n\n{}", grades_table(&self.grades))?;
        for note in &self.notes {
            write!(f, "\nNote: {note}")?;
        }
        Ok(())
    }
}
