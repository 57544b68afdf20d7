//! Sentiment against people's ratings.

use std::fmt::{self, Write as _};
use std::path::Path;

use domain::text::tone;
use domain::text::vader::polarity;
use serde::Serialize;

use super::figures::{error_on_scale, pearson, spearman};
use super::rows::{Pair, Rows};
use crate::evaluate::{EvaluateError, TextTable};

/// How well sentiment follows ratings.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Rows with a text and a rating.
    pub n: usize,
    /// Rows without.
    pub skipped: usize,
    /// VADER over the text as one sentence.
    #[serde(flatten)]
    pub vader: Agreement,
    /// The tone that pages show: the same rules with a longer lexicon, averaged over sentences.
    pub tone: Agreement,
}

/// How well figures follow ratings.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Agreement {
    /// Pearson's correlation.
    pub pearson: f64,
    /// Spearman's correlation.
    pub spearman: f64,
    /// Mean distance from the rating, on its scale, after the straight line that fits best.
    pub mae: f64,
}

/// Judges each text of a file; `out` is where to write the figures of each.
///
/// # Errors
/// When a file cannot be read or written, or has no ratings.
pub fn run(tsv: &Path, out: Option<&Path>) -> Result<Report, EvaluateError> {
    let read =
        Rows::open(tsv)?.pairs(&["rating", "sentiment", "valence", "score", "stars", "mean"])?;
    let rated: Vec<f64> = read.rows.iter().map(|row| row.figure).collect();
    let judged: Vec<_> = read.rows.iter().map(|row| polarity(&row.text)).collect();
    let whole: Vec<f64> = judged.iter().map(|polarity| polarity.compound).collect();
    let cut: Vec<f64> = read.rows.iter().map(|row| tone(&row.text).compound).collect();
    if let Some(path) = out {
        let mut lines = "id\trating\tneg\tneu\tpos\tcompound\ttone\n".to_owned();
        for ((Pair { id, figure, .. }, polarity), cut) in read.rows.iter().zip(&judged).zip(&cut) {
            let _ = writeln!(
                lines,
                "{id}\t{figure}\t{:.3}\t{:.3}\t{:.3}\t{:.4}\t{cut:.4}",
                polarity.neg, polarity.neu, polarity.pos, polarity.compound
            );
        }
        super::write(path, lines.as_bytes())?;
    }
    Ok(Report {
        n: rated.len(),
        skipped: read.skipped,
        vader: Agreement::of(&whole, &rated),
        tone: Agreement::of(&cut, &rated),
    })
}

impl Agreement {
    fn of(judged: &[f64], rated: &[f64]) -> Self {
        Self {
            pearson: pearson(judged, rated),
            spearman: spearman(judged, rated),
            mae: error_on_scale(judged, rated),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = TextTable::new(["sentiment", "Pearson r", "Spearman r", "mean error"]);
        for (name, one) in [("VADER", self.vader), ("tone, as pages show it", self.tone)] {
            let [r, rank, error] =
                [one.pearson, one.spearman, one.mae].map(|value| format!("{value:.4}"));
            table.push([name.to_owned(), r, rank, error]);
        }
        write!(out, "{} texts, {} rows left out\n{table}", self.n, self.skipped)
    }
}
