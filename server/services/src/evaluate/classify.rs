//! `rainmaker evaluate classify`: the learner on any file with a yes-or-no outcome.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use domain::learn::baseline::{NaiveBayes, base_rate};
use domain::learn::metrics::{self, Bin, Grade, Metrics};
use domain::learn::{Column, Model, Order, Settings, Table, Trained, find_leaks, learn, split};
use serde::Serialize;

use super::cells::{self, Holds, share};
use super::source::Source;
use super::{EvaluateError, outcome, rows};

/// What to measure.
#[derive(Clone, Debug)]
pub struct Classify {
    /// The file.
    pub csv: PathBuf,
    /// The column with the outcome.
    pub outcome: String,
    /// Which outcome is a yes; `None`: the one that is called so (won, yes, true, 1), else the rarer.
    pub positive: Option<String>,
    /// Which rows teach and which judge.
    pub split: Split,
    /// Columns to leave out.
    pub drop: Vec<String>,
    /// The share of rows, oldest first, that teaches, unless `test_from` is given.
    pub train_share: f64,
    /// The first day of the rows that judge.
    pub test_from: Option<NaiveDate>,
    /// Fit anew after this many judged rows, on everything before them.
    pub retrain_every: Option<usize>,
    /// Today: later days are named.
    pub today: NaiveDate,
}

/// Which rows teach and which judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Split {
    /// The rows as they stand in the file, oldest first.
    FileOrder,
    /// By the days in this column, oldest first.
    Time(String),
    /// By the numbers or names in this column, lowest first.
    IdOrder(String),
    /// Each row is judged once, by a model fitted on the other folds.
    Folds {
        /// How many.
        folds: usize,
        /// Whether rows of which every cell is the same stay in one fold.
        group_identical: bool,
    },
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Classification {
    /// The file.
    pub file: String,
    /// The column with the outcome.
    pub outcome: String,
    /// Which outcome is a yes.
    pub positive: String,
    /// How rows were split, as a sentence.
    pub split: String,
    /// Rows that taught the (last) model.
    pub train_rows: usize,
    /// Rows that were judged.
    pub n: usize,
    /// The share of yes among the judged rows.
    pub base_rate: f64,
    /// The share of yes among the rows that taught.
    pub train_base_rate: f64,
    /// The learner's figures.
    #[serde(flatten)]
    pub figures: Metrics,
    /// Log loss of the share of yes among all rows that taught.
    pub base_rate_log_loss: f64,
    /// Brier score of the same.
    pub base_rate_brier: f64,
    /// Log loss of the share of yes among the newest 1,000 rows that taught; none where order means nothing.
    pub base_rate_of_last_1000_log_loss: Option<f64>,
    /// The usual open formula on the same rows.
    pub naive_bayes: Metrics,
    /// What the learner turned out to be; the last one, where it was fitted more than once.
    pub model: String,
    /// How many models were fitted.
    pub fits: usize,
    /// What is known of the last one's training.
    pub trained: Trained,
    /// Quarters by chance.
    pub grades: Vec<Grade>,
    /// Ten bins by chance.
    pub reliability: Vec<Bin>,
    /// Columns that give the outcome away; they were left out.
    pub leaks: Vec<Named>,
    /// What each column holds.
    pub columns: Vec<ColumnReport>,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// A column with a sentence about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The column.
    pub column: String,
    /// The sentence.
    pub why: String,
}

/// What a column holds.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnReport {
    /// The column.
    pub column: String,
    /// What it holds.
    pub holds: Holds,
    /// Whether the learner saw it.
    pub used: bool,
    /// Rows in which it has nothing.
    pub missing: usize,
    /// Different values.
    pub distinct: usize,
}

/// Measures the learner on a file.
///
/// # Errors
/// When the file cannot be read, a column is not there, or nothing can be measured on it: the text says what to change.
pub fn classify(asked: &Classify) -> Result<Classification, EvaluateError> {
    check(asked)?;
    let source = Source::open(&asked.csv)?;
    let mut notes = Vec::new();
    let outcome = outcome::read(&source, &asked.outcome, asked.positive.as_deref(), &mut notes)?;
    let plan = rows::plan(&source, asked, &outcome, &mut notes)?;
    let (table, columns) = table(&source, asked, &outcome, &plan, &mut notes)?;
    let teaching = plan.teaching();
    let leaks: Vec<Named> = find_leaks(&table, &outcome.yes, &teaching)
        .into_iter()
        .map(|leak| Named { column: leak.column, why: leak.why })
        .collect();
    let named: Vec<String> = leaks.iter().map(|leak| leak.column.clone()).collect();
    let table = table.without(&named);
    let measured = measure(&table, &outcome.yes, &plan);
    let columns = columns.into_iter().map(|column| ColumnReport {
        used: column.used && !named.contains(&column.column),
        ..column
    });
    Ok(measured.report(asked, outcome, &plan, leaks, columns.collect(), notes))
}

fn check(asked: &Classify) -> Result<(), EvaluateError> {
    let wrong = |flag, what: &str| Err(EvaluateError::Flag { flag, what: what.to_owned() });
    if !(asked.train_share > 0.0 && asked.train_share < 1.0) {
        return wrong("--train-share", "give a share between 0 and 1, such as 0.7");
    }
    if asked.retrain_every == Some(0) {
        return wrong("--retrain-every", "give a number of rows from 1 on");
    }
    match &asked.split {
        Split::Folds { folds: 0 | 1, .. } => wrong("--folds", "give a number from 2 on"),
        Split::Folds { .. } if asked.test_from.is_some() || asked.retrain_every.is_some() => {
            wrong("--folds", "folds know no time: leave --test-from and --retrain-every out")
        }
        Split::FileOrder | Split::IdOrder(_) if asked.test_from.is_some() => {
            wrong("--test-from", "name the column of days with --time")
        }
        _ => Ok(()),
    }
}

/// The columns the learner may see.
fn table(
    source: &Source,
    asked: &Classify,
    outcome: &outcome::Outcome,
    plan: &rows::Plan,
    notes: &mut Vec<String>,
) -> Result<(Table, Vec<ColumnReport>), EvaluateError> {
    let mut dropped = vec![outcome.column];
    dropped.extend(plan.column);
    for name in asked.drop.iter().filter(|name| !name.trim().is_empty()) {
        dropped.push(source.column(name, "--drop")?);
    }
    let mut columns = Vec::new();
    let mut reports = Vec::new();
    for (place, title) in source.titles().iter().enumerate() {
        if dropped.contains(&place) {
            continue;
        }
        let read = cells::read(source, place);
        let used = matches!(read.holds, Holds::Number | Holds::Date | Holds::Category);
        reports.push(ColumnReport {
            column: title.clone(),
            holds: read.holds,
            used,
            missing: read.missing,
            distinct: read.distinct,
        });
        if used {
            let values = rows::relative(title, read, plan, notes);
            columns.push(Column { name: title.clone(), values });
        }
    }
    if columns.is_empty() {
        notes.push("No column is left that says anything: everyone gets the base rate.".to_owned());
    }
    let table =
        Table::new(columns).map_err(|error| EvaluateError::NothingToMeasure(error.to_string()))?;
    Ok((table, reports))
}

/// Judged rows with each model's chance for them.
#[derive(Default)]
struct Measured {
    learner: Vec<(f64, bool)>,
    bayes: Vec<(f64, bool)>,
    base: Vec<(f64, bool)>,
    recent: Vec<(f64, bool)>,
    last: Option<Model>,
    fits: usize,
}

fn measure(table: &Table, yes: &[bool], plan: &rows::Plan) -> Measured {
    let mut measured = Measured::default();
    for (seed, part) in (0..).zip(&plan.parts) {
        let settings = Settings { order: plan.order, horizon: part.horizon, seed };
        let model = learn(table, yes, &part.learn, settings);
        let chances = model.chances(table, &part.judge);
        let bayes = NaiveBayes::fit(table, yes, &part.learn);
        let base = base_rate(yes, &part.learn);
        let newest = part.learn.len().saturating_sub(1_000);
        let recent = base_rate(yes, part.learn.get(newest..).unwrap_or_default());
        for (row, chance) in part.judge.iter().zip(chances) {
            let truth = yes.get(*row) == Some(&true);
            measured.learner.push((chance, truth));
            measured.bayes.push((bayes.chance(table, *row), truth));
            measured.base.push((base, truth));
            measured.recent.push((recent, truth));
        }
        measured.fits += 1;
        measured.last = Some(model);
    }
    measured
}

impl Measured {
    fn report(
        self,
        asked: &Classify,
        outcome: outcome::Outcome,
        plan: &rows::Plan,
        leaks: Vec<Named>,
        columns: Vec<ColumnReport>,
        mut notes: Vec<String>,
    ) -> Classification {
        let base = metrics::measure(&self.base);
        let (model, trained) = self.last.map_or((String::new(), Trained::default()), |model| {
            (model.kind().label().to_owned(), model.trained().clone())
        });
        notes.extend(trained.notes.iter().cloned());
        let rate = |rows: &[usize]| {
            let yes = rows.iter().filter(|row| outcome.yes.get(**row) == Some(&true)).count();
            share(yes, rows.len())
        };
        let taught = plan.parts.last().map_or(0, |part| part.learn.len());
        let yes = self.learner.iter().filter(|case| case.1).count();
        Classification {
            file: asked.csv.display().to_string(),
            outcome: outcome.name,
            positive: outcome.positive,
            split: plan.words.clone(),
            train_rows: taught,
            n: self.learner.len(),
            base_rate: share(yes, self.learner.len()),
            train_base_rate: rate(&plan.teaching()),
            figures: metrics::measure(&self.learner),
            base_rate_log_loss: base.log_loss,
            base_rate_brier: base.brier,
            base_rate_of_last_1000_log_loss: (plan.order == Order::Time)
                .then(|| metrics::measure(&self.recent).log_loss),
            naive_bayes: metrics::measure(&self.bayes),
            model,
            fits: self.fits,
            trained,
            grades: metrics::grades(&self.learner),
            reliability: metrics::reliability(&self.learner),
            leaks,
            columns,
            notes,
        }
    }
}

/// Rows by fold, for [`rows::plan`].
pub(super) fn folds(
    source: &Source,
    kept: &[usize],
    yes: &[bool],
    folds: usize,
    group_identical: bool,
) -> Vec<usize> {
    let outcomes: Vec<bool> = kept.iter().map(|row| yes.get(*row) == Some(&true)).collect();
    let mut known: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
    let keys: Vec<u64> = (0..)
        .zip(kept)
        .map(|(place, row)| {
            if !group_identical {
                return place;
            }
            let cells =
                (0..source.titles().len()).map(|column| source.cell(*row, column)).collect();
            *known.entry(cells).or_insert(place)
        })
        .collect();
    split::folds(&outcomes, &keys, folds, 0)
}
