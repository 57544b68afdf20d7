//! Four emotions against people's labels, and the model learned anew.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::Path;

use domain::text::emotion::{Emotion, Labelled, emotions, train};
use serde::Serialize;

use super::figures::{Hits, count};
use super::rows::{Read, Rows};
use crate::evaluate::{EvaluateError, TextTable};

/// The labels of `GoEmotions`, in the order of their numbers.
const LABELS: [&str; 28] = [
    "admiration",
    "amusement",
    "anger",
    "annoyance",
    "approval",
    "caring",
    "confusion",
    "curiosity",
    "desire",
    "disappointment",
    "disapproval",
    "disgust",
    "embarrassment",
    "excitement",
    "fear",
    "gratitude",
    "grief",
    "joy",
    "love",
    "nervousness",
    "optimism",
    "pride",
    "realization",
    "relief",
    "remorse",
    "sadness",
    "surprise",
    "neutral",
];

/// How well emotions are found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Rows with a text and labels.
    pub n: usize,
    /// Rows without.
    pub skipped: usize,
    /// The mean of the four F1s.
    pub macro_f1: f64,
    /// Each emotion by its name.
    pub classes: BTreeMap<&'static str, Class>,
}

/// How well one emotion is found.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Class {
    /// Texts that show it.
    pub n: usize,
    /// The share of those found that show it.
    pub precision: f64,
    /// The share of those that show it that are found.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// Judges each text of a file; `labels` has a label a line, `out` is where to write what was found in each.
///
/// # Errors
/// When a file cannot be read or written, or has no labels.
pub fn run(tsv: &Path, labels: Option<&Path>, out: Option<&Path>) -> Result<Report, EvaluateError> {
    let read = read(tsv, labels)?;
    let mut hits = vec![Hits::default(); Emotion::ALL.len()];
    let mut lines = "text\tshows\tfound\n".to_owned();
    for row in &read.rows {
        let found: Vec<Emotion> =
            emotions(&row.text).into_iter().map(|felt| felt.emotion).collect();
        for (hits, emotion) in hits.iter_mut().zip(Emotion::ALL) {
            hits.add(found.contains(emotion), row.emotions.contains(emotion));
        }
        let _ = writeln!(lines, "{}\t{}\t{}", row.text, words(&row.emotions), words(&found));
    }
    if let Some(path) = out {
        super::write(path, lines.as_bytes())?;
    }
    let classes: BTreeMap<_, _> = Emotion::ALL
        .iter()
        .zip(hits)
        .map(|(emotion, hits)| {
            let (precision, recall, f1) = (hits.precision(), hits.recall(), hits.f1());
            (emotion.as_str(), Class { n: hits.so, precision, recall, f1 })
        })
        .collect();
    Ok(Report {
        n: read.rows.len(),
        skipped: read.skipped,
        macro_f1: classes.values().map(|class| class.f1).sum::<f64>() / count(classes.len()),
        classes,
    })
}

/// Learns the model from a labelled file and writes it; gives the number of texts and of bytes.
///
/// # Errors
/// When a file cannot be read or written, or has no labels.
pub fn learn(
    tsv: &Path,
    labels: Option<&Path>,
    out: &Path,
) -> Result<(usize, usize), EvaluateError> {
    let read = read(tsv, labels)?;
    let bytes = train(&read.rows);
    super::write(out, &bytes)?;
    Ok((read.rows.len(), bytes.len()))
}

fn words(emotions: &[Emotion]) -> String {
    emotions.iter().map(|emotion| emotion.as_str()).collect::<Vec<_>>().join(",")
}

fn read(tsv: &Path, labels: Option<&Path>) -> Result<Read<Labelled>, EvaluateError> {
    let labels = match labels {
        Some(path) => names(path)?,
        None => LABELS.map(str::to_owned).to_vec(),
    };
    let rows = Rows::open(tsv)?;
    let columns = (0..).zip(rows.titles());
    let named: Vec<(usize, String)> = columns
        .map(|(column, title)| (column, title.trim().to_lowercase()))
        .filter(|(_, title)| is_known(title, &labels))
        .collect();
    // A column for each label, or one for all of them.
    if named.len() > 1 {
        let wanted: Vec<usize> = named.iter().map(|(column, _)| *column).collect();
        let read = rows.marked(&wanted)?;
        let name = |column: usize| named.iter().find(|(known, _)| *known == column);
        let labelled = |(text, set): (String, Vec<usize>)| {
            let set = set.into_iter().filter_map(name).map(|(_, title)| title.as_str());
            Labelled { text, emotions: shown(&set.collect::<Vec<_>>()) }
        };
        let rows = read.rows.into_iter().map(labelled).collect();
        return Ok(Read { rows, skipped: read.skipped });
    }
    let read =
        rows.answers("labels (their numbers, or their names)", |cell| parse(cell, &labels))?;
    let rows = read.rows.into_iter().map(|(text, emotions)| Labelled { text, emotions }).collect();
    Ok(Read { rows, skipped: read.skipped })
}

fn names(path: &Path) -> Result<Vec<String>, EvaluateError> {
    let text = super::read(path)?;
    let names: Vec<String> = text.lines().map(|line| line.trim().to_lowercase()).collect();
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Err(super::file(path, "the file is empty: give a label a line"));
    }
    Ok(names)
}

/// The emotions that a cell's labels stand for; nothing when something in it is no label.
fn parse(cell: &str, labels: &[String]) -> Option<Vec<Emotion>> {
    let parts =
        cell.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '-');
    let mut found = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        let name = match part.parse::<usize>() {
            Ok(number) => labels.get(number)?.clone(),
            Err(_) => part.to_lowercase(),
        };
        if !is_known(&name, labels) {
            return None;
        }
        found.push(name);
    }
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    (!found.is_empty()).then(|| shown(&found))
}

fn is_known(name: &str, labels: &[String]) -> bool {
    labels.iter().any(|label| label == name) || Emotion::try_from(name).is_ok()
}

/// The emotions of some labels, which may be their own names.
fn shown(labels: &[&str]) -> Vec<Emotion> {
    let shows = |emotion: &&Emotion| {
        labels.iter().any(|label| emotion.labels().contains(label) || emotion.as_str() == *label)
    };
    Emotion::ALL.iter().filter(shows).copied().collect()
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = TextTable::new(["emotion", "texts", "precision", "recall", "F1"]);
        for emotion in Emotion::ALL {
            let Some(class) = self.classes.get(emotion.as_str()) else { continue };
            let [precision, recall, f1] =
                [class.precision, class.recall, class.f1].map(|value| format!("{value:.4}"));
            table.push([emotion.to_string(), class.n.to_string(), precision, recall, f1]);
        }
        write!(
            out,
            "{} texts, {} rows left out\n{table}\nmacro F1 {:.4}",
            self.n, self.skipped, self.macro_f1
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_by_number_and_by_name() {
        let labels = LABELS.map(str::to_owned);
        for cell in
            ["2,7", "[2, 7]", "anger,curiosity", "['anger' 'curiosity']", "frustrated; Interested"]
        {
            assert_eq!(
                parse(cell, &labels),
                Some(vec![Emotion::Frustrated, Emotion::Interested]),
                "{cell}"
            );
        }
        assert_eq!(parse("27", &labels), Some(Vec::new()));
        assert_eq!(parse("28", &labels), None);
        assert_eq!(parse("a text", &labels), None);
    }
}
