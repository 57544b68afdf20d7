//! Formality against people's ratings, and the model learned anew.

use std::fmt::{self, Write as _};
use std::path::Path;

use domain::text::formality::{Rated, held_out, score, train};
use serde::Serialize;

use super::figures::{error_on_scale, pearson, spearman};
use super::rows::{Pair, Rows};
use crate::evaluate::{EvaluateError, TextTable};

/// How well formality follows ratings.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Rows with a sentence and a rating.
    pub n: usize,
    /// Rows without.
    pub skipped: usize,
    /// Parts of the file that were held back in turn; none when the model in the program judged.
    pub folds: Option<usize>,
    /// Spearman's correlation.
    pub spearman: f64,
    /// Pearson's correlation.
    pub pearson: f64,
    /// Mean distance from the rating, on its scale, after the straight line that fits best.
    pub mae: f64,
}

/// Judges each sentence of a file: by the model in the program or, with `folds`, by models learned from the other parts of
/// the file. `out` is where to write the score of each.
///
/// # Errors
/// When a file cannot be read or written, has no ratings, or fewer than there are folds.
pub fn run(tsv: &Path, folds: Option<usize>, out: Option<&Path>) -> Result<Report, EvaluateError> {
    let (rows, skipped) = read(tsv)?;
    let rated: Vec<f64> = rows.iter().map(|row| row.figure).collect();
    let judged: Vec<f64> = match folds {
        None => rows.iter().map(|row| score(&row.text)).collect(),
        Some(folds) => {
            let judged = held_out(&sentences(&rows), folds);
            if judged.is_empty() {
                let what = format!(
                    "{} rows cannot be held back in {folds} parts: use from 2 parts to as many as there are rows.",
                    rows.len()
                );
                return Err(EvaluateError::Flag { flag: "--folds", what });
            }
            judged
        }
    };
    if let Some(path) = out {
        let mut lines = "id\trating\tscore\n".to_owned();
        for (Pair { id, figure, .. }, score) in rows.iter().zip(&judged) {
            let _ = writeln!(lines, "{id}\t{figure}\t{score:.4}");
        }
        super::write(path, lines.as_bytes())?;
    }
    Ok(Report {
        n: rated.len(),
        skipped,
        folds,
        spearman: spearman(&judged, &rated),
        pearson: pearson(&judged, &rated),
        mae: error_on_scale(&judged, &rated),
    })
}

/// Learns the model from a rated file and writes it; gives the number of sentences and of bytes.
///
/// # Errors
/// When a file cannot be read or written, or has no ratings.
pub fn learn(tsv: &Path, out: &Path) -> Result<(usize, usize), EvaluateError> {
    let (rows, _) = read(tsv)?;
    let bytes = train(&sentences(&rows));
    super::write(out, &bytes)?;
    Ok((rows.len(), bytes.len()))
}

fn read(tsv: &Path) -> Result<(Vec<Pair>, usize), EvaluateError> {
    let read = Rows::open(tsv)?.pairs(&["formality", "score", "rating", "mean"])?;
    Ok((read.rows, read.skipped))
}

fn sentences(rows: &[Pair]) -> Vec<Rated> {
    rows.iter().map(|row| Rated { text: row.text.clone(), score: row.figure }).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = self.folds.map_or("the model in the program".to_owned(), |folds| {
            format!("models of the other parts, {folds} parts")
        });
        let mut table = TextTable::new(["formality by", "Spearman r", "Pearson r", "mean error"]);
        let [rank, r, error] =
            [self.spearman, self.pearson, self.mae].map(|value| format!("{value:.4}"));
        table.push([by, rank, r, error]);
        write!(out, "{} sentences, {} rows left out\n{table}", self.n, self.skipped)
    }
}
