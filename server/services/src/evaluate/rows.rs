//! Which rows of a file teach and which judge, and what is known of time.

use std::cmp::Ordering;

use domain::learn::{Order, Values};

use super::EvaluateError;
use super::cells::{self, Holds, Read, share};
use super::classify::{Classify, Split, folds};
use super::outcome::Outcome;
use super::source::Source;

/// Fewest rows of which some can teach and some judge.
const FEWEST: usize = 4;
/// A day that lies after the row's own in more than this share of the rows is named.
const OFTEN: f64 = 0.05;

/// Rows that teach one model, and the rows it judges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub learn: Vec<usize>,
    pub judge: Vec<usize>,
    /// After how many rows the next model comes.
    pub horizon: Option<usize>,
}

/// What will be done.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub order: Order,
    /// The column of time or order, which is not learned from.
    pub column: Option<usize>,
    /// The day of each row of the file, where there is a column of days.
    pub days: Option<Vec<f64>>,
    pub parts: Vec<Part>,
    /// How rows were split, as a sentence.
    pub words: String,
}

impl Plan {
    /// Rows that teach before anything is judged; in folds, all of them.
    pub(super) fn teaching(&self) -> Vec<usize> {
        match (self.order, self.parts.first()) {
            (Order::Time, Some(part)) => part.learn.clone(),
            (Order::None, Some(part)) => {
                let mut rows = [part.learn.as_slice(), part.judge.as_slice()].concat();
                rows.sort_unstable();
                rows
            }
            (_, None) => Vec::new(),
        }
    }
}

/// Decides which rows teach and which judge.
pub(super) fn plan(
    source: &Source,
    asked: &Classify,
    outcome: &Outcome,
    notes: &mut Vec<String>,
) -> Result<Plan, EvaluateError> {
    let too_few = || {
        EvaluateError::NothingToMeasure(format!(
            "the file has {} rows with an outcome: too few to learn from some and judge by others",
            outcome.rows.len()
        ))
    };
    if outcome.rows.len() < FEWEST {
        return Err(too_few());
    }
    match &asked.split {
        Split::Folds { folds: count, group_identical } => {
            let fold = folds(source, &outcome.rows, &outcome.yes, *count, *group_identical);
            Ok(folded(&outcome.rows, &fold, *count, *group_identical))
        }
        Split::FileOrder => {
            let (learn, judge) = cut(&outcome.rows, asked.train_share, |_, _| false);
            let words = "the first rows of the file teach, the others judge";
            Ok(ordered(learn, judge, asked.retrain_every, None, None, words.to_owned()))
        }
        Split::IdOrder(name) => {
            let column = source.column(name, "--id-order")?;
            let rows = by_id(source, column, &outcome.rows);
            let (learn, judge) = cut(&rows, asked.train_share, |_, _| false);
            let words = format!("rows with the lower {name} teach, the others judge");
            Ok(ordered(learn, judge, asked.retrain_every, Some(column), None, words))
        }
        Split::Time(name) => by_time(source, asked, outcome, name, notes),
    }
}

fn folded(rows: &[usize], fold: &[usize], count: usize, grouped: bool) -> Plan {
    let pick = |of: &dyn Fn(usize) -> bool| -> Vec<usize> {
        rows.iter().zip(fold).filter(|(_, fold)| of(**fold)).map(|(row, _)| *row).collect()
    };
    let parts = (0..count)
        .map(|one| Part {
            learn: pick(&|of| of != one),
            judge: pick(&|of| of == one),
            horizon: None,
        })
        .filter(|part| !part.judge.is_empty() && !part.learn.is_empty())
        .collect();
    let together = if grouped { ", identical rows together" } else { "" };
    let words = format!("{count} folds{together}: each row is judged by a model of the others");
    Plan { order: Order::None, column: None, days: None, parts, words }
}

fn ordered(
    learn: Vec<usize>,
    judge: Vec<usize>,
    every: Option<usize>,
    column: Option<usize>,
    days: Option<Vec<f64>>,
    words: String,
) -> Plan {
    let (parts, words) = match every {
        None => (vec![Part { learn, judge, horizon: None }], words),
        Some(every) => {
            let mut parts = Vec::new();
            let mut known = learn;
            for block in judge.chunks(every) {
                let part =
                    Part { learn: known.clone(), judge: block.to_vec(), horizon: Some(every) };
                parts.push(part);
                known.extend_from_slice(block);
            }
            (parts, format!("{words}; fitted anew every {every} rows"))
        }
    };
    Plan { order: Order::Time, column, days, parts, words }
}

/// The oldest `share` of the rows and the rest, never within rows that `tie`, as far as both get some.
fn cut(rows: &[usize], share: f64, tie: impl Fn(usize, usize) -> bool) -> (Vec<usize>, Vec<usize>) {
    let wanted = portion(rows.len(), share).clamp(1, rows.len() - 1);
    let is_border = |at: &usize| match (rows.get(at - 1), rows.get(*at)) {
        (Some(before), Some(after)) => !tie(*before, *after),
        _ => false,
    };
    let border = (1..rows.len()).filter(is_border).min_by_key(|at| at.abs_diff(wanted));
    let (learn, judge) = rows.split_at(border.unwrap_or(wanted));
    (learn.to_vec(), judge.to_vec())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a share of a number of rows lies between 0 and that number"
)]
fn portion(rows: usize, share: f64) -> usize {
    (rows as f64 * share).round() as usize
}

fn by_id(source: &Source, column: usize, rows: &[usize]) -> Vec<usize> {
    let number = |row: usize| source.cell(row, column).trim().parse::<f64>().ok();
    let mut keyed: Vec<(Option<f64>, &str, usize)> =
        rows.iter().map(|row| (number(*row), source.cell(*row, column), *row)).collect();
    keyed.sort_by(|a, b| match (a.0, b.0) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        // Of ids such as D-9 and D-10 the shorter is the earlier.
        (None, None) => a.1.len().cmp(&b.1.len()).then(a.1.cmp(b.1)),
    });
    keyed.into_iter().map(|(_, _, row)| row).collect()
}

fn by_time(
    source: &Source,
    asked: &Classify,
    outcome: &Outcome,
    name: &str,
    notes: &mut Vec<String>,
) -> Result<Plan, EvaluateError> {
    let column = source.column(name, "--time")?;
    let cells: Vec<Option<&str>> = source.cells(column).map(cells::filled).collect();
    let is_days = cells::dates(&cells);
    let (days, are_days) = match (is_days, cells::read(source, column).values) {
        (Some(Values::Numbers(days)), _) => (days, true),
        (_, Values::Numbers(numbers)) if asked.test_from.is_none() => (numbers, false),
        _ => {
            let what = format!("{name} holds no days, such as 2024-03-04 or 4.3.2024");
            return Err(EvaluateError::Flag { flag: "--time", what });
        }
    };
    let day = |row: usize| days.get(row).copied().unwrap_or(f64::NAN);
    let mut rows: Vec<usize> =
        outcome.rows.iter().copied().filter(|row| !day(*row).is_nan()).collect();
    if rows.len() < outcome.rows.len() {
        let left = outcome.rows.len() - rows.len();
        notes.push(format!("{left} rows have no day in {name}: they were left out."));
    }
    if rows.len() < FEWEST {
        let text = format!("only {} rows have a day in {name}", rows.len());
        return Err(EvaluateError::NothingToMeasure(text));
    }
    rows.sort_by(|a, b| day(*a).total_cmp(&day(*b)));
    let future =
        rows.iter().filter(|row| day(**row) > cells::day_number(asked.today) + 1.0).count();
    if are_days && future > 0 {
        notes.push(format!("{future} rows have a {name} after today ({}).", asked.today));
    }
    let (learn, judge) = match asked.test_from {
        None => cut(&rows, asked.train_share, |a, b| day(a).total_cmp(&day(b)).is_eq()),
        Some(from) => {
            let border = rows.partition_point(|row| day(*row) < cells::day_number(from) - 0.5);
            let (learn, judge) = rows.split_at(border);
            (learn.to_vec(), judge.to_vec())
        }
    };
    if learn.is_empty() || judge.is_empty() {
        let side = if learn.is_empty() { "before" } else { "from that day on" };
        let what = format!("there is no row {side}: choose a day within those of {name}");
        return Err(EvaluateError::Flag { flag: "--test-from", what });
    }
    let words = asked.test_from.map_or_else(
        || format!("by {name}: the oldest rows teach, the newest judge"),
        |from| format!("by {name}: rows before {from} teach, the others judge"),
    );
    Ok(ordered(learn, judge, asked.retrain_every, Some(column), are_days.then_some(days), words))
}

/// A column's values as they may be learned from: days become days before the row's own day, where it has one.
pub(super) fn relative(title: &str, read: Read, plan: &Plan, notes: &mut Vec<String>) -> Values {
    let (Holds::Date, Values::Numbers(days), Some(own)) = (read.holds, &read.values, &plan.days)
    else {
        if let (Holds::Number, Values::Numbers(numbers)) = (read.holds, &read.values) {
            note_negative(title, numbers, notes);
        }
        return read.values;
    };
    let gaps: Vec<f64> = own.iter().zip(days).map(|(own, day)| own - day).collect();
    let after = gaps.iter().filter(|gap| **gap < -0.5).count();
    if share(after, days.iter().filter(|day| !day.is_nan()).count()) > OFTEN {
        notes.push(format!(
            "{title} lies after the row's own day in {after} rows: leave it out with --drop unless it was known before."
        ));
    }
    Values::numbers(gaps.into_iter().map(|gap| (!gap.is_nan()).then_some(gap)))
}

fn note_negative(title: &str, numbers: &[f64], notes: &mut Vec<String>) {
    let is_amount = ["amount", "price", "value", "revenue", "sales"]
        .iter()
        .any(|word| title.to_lowercase().contains(word));
    let below = numbers.iter().filter(|number| **number < 0.0).count();
    if is_amount && below > 0 {
        notes.push(format!("{title} is below zero in {below} rows: they were taken as they are."));
    }
}
