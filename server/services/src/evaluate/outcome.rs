//! The column with the outcome: which of its words is a yes.

use std::collections::BTreeMap;

use super::EvaluateError;
use super::cells::filled;
use super::source::Source;

/// What people call a yes, most telling first.
const YES: [&str; 16] = [
    "won",
    "closed won",
    "win",
    "yes",
    "y",
    "true",
    "t",
    "1",
    "converted",
    "success",
    "positive",
    "ja",
    "si",
    "oui",
    "purchased",
    "subscribed",
];
/// What people call a no.
const NO: [&str; 14] = [
    "lost",
    "closed lost",
    "loss",
    "no",
    "n",
    "false",
    "f",
    "0",
    "not converted",
    "failure",
    "negative",
    "nein",
    "non",
    "-1",
];
/// So many different outcomes are named in an error.
const NAMED: usize = 8;

/// The outcome of each row.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// The column's place.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// The word that is a yes.
    pub positive: String,
    /// For each row of the file; rows without outcome are not in `rows`.
    pub yes: Vec<bool>,
    /// The rows that have one.
    pub rows: Vec<usize>,
}

/// Reads the outcomes. Notes say what was left out and what was guessed.
pub(super) fn read(
    source: &Source,
    name: &str,
    positive: Option<&str>,
    notes: &mut Vec<String>,
) -> Result<Outcome, EvaluateError> {
    let column = source.column(name, "--outcome")?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for cell in source.cells(column).filter_map(filled) {
        *counts.entry(fold(cell)).or_default() += 1;
    }
    let positive = match positive {
        Some(word) => given(word, &counts, name)?,
        None => guessed(&counts, name, notes)?,
    };
    let negatives = negatives(&counts, &positive);
    let mut outcome = Outcome {
        column,
        name: source.titles().get(column).cloned().unwrap_or_default(),
        positive: String::new(),
        yes: Vec::with_capacity(source.rows()),
        rows: Vec::new(),
    };
    let (mut empty, mut open) = (0, 0);
    for (row, cell) in source.cells(column).enumerate() {
        let word = filled(cell).map(fold);
        let yes = word.as_deref() == Some(positive.as_str());
        outcome.yes.push(yes);
        match word {
            None => empty += 1,
            Some(word) if yes || negatives.contains(&word) => {
                outcome.rows.push(row);
                if yes && outcome.positive.is_empty() {
                    cell.trim().clone_into(&mut outcome.positive);
                }
            }
            Some(_) => open += 1,
        }
    }
    if empty > 0 {
        notes.push(format!("{empty} rows have no {name}: they were left out."));
    }
    if open > 0 {
        notes.push(format!(
            "{open} rows are neither {positive} nor {}: they were left out as still open. Name --positive to count all others as a no.",
            negatives.join(" nor ")
        ));
    }
    both(&outcome)?;
    Ok(outcome)
}

/// One word for all ways to write it: in lower case, 1.0 as 1.
fn fold(cell: &str) -> String {
    let word = cell.trim().to_lowercase();
    match word.parse::<f64>() {
        Ok(number) if number.is_finite() => number.to_string(),
        _ => word,
    }
}

fn given(
    word: &str,
    counts: &BTreeMap<String, usize>,
    name: &str,
) -> Result<String, EvaluateError> {
    let folded = fold(word);
    if counts.contains_key(&folded) {
        return Ok(folded);
    }
    Err(EvaluateError::Flag {
        flag: "--positive",
        what: format!("no row has {word} in {name}; there are: {}", list(counts)),
    })
}

fn guessed(
    counts: &BTreeMap<String, usize>,
    name: &str,
    notes: &mut Vec<String>,
) -> Result<String, EvaluateError> {
    match (counts.len(), called(&YES, counts), called(&NO, counts)) {
        (0, ..) => Err(EvaluateError::NothingToMeasure(format!(
            "{name} is empty in every row: there is no outcome to learn"
        ))),
        (1, ..) => Err(EvaluateError::NothingToMeasure(format!(
            "{name} is {} in every row: with one outcome there is nothing to learn or to measure",
            list(counts)
        ))),
        (2, Some(yes), _) | (_, Some(yes), Some(_)) => Ok(yes.to_owned()),
        (2, None, Some(no)) => {
            Ok(counts.keys().find(|word| *word != no).cloned().unwrap_or_default())
        }
        (2, None, None) => {
            let rarer = counts.iter().min_by_key(|(_, count)| **count);
            let word = rarer.map(|(word, _)| word.clone()).unwrap_or_default();
            notes.push(format!(
                "{word}, the rarer outcome, was taken as a yes: name another with --positive."
            ));
            Ok(word)
        }
        _ => Err(EvaluateError::Flag {
            flag: "--positive",
            what: format!(
                "{name} has {} different values ({}): say which is a yes",
                counts.len(),
                list(counts)
            ),
        }),
    }
}

fn called<'a>(words: &[&'a str], counts: &BTreeMap<String, usize>) -> Option<&'a str> {
    words.iter().copied().find(|word| counts.contains_key(*word))
}

/// What counts as a no: what is called so where something else is neither, else everything but the yes.
fn negatives(counts: &BTreeMap<String, usize>, positive: &str) -> Vec<String> {
    let others = || counts.keys().filter(|word| *word != positive).cloned();
    let called: Vec<String> = others().filter(|word| NO.contains(&word.as_str())).collect();
    if called.is_empty() || !YES.contains(&positive) { others().collect() } else { called }
}

fn list(counts: &BTreeMap<String, usize>) -> String {
    let mut words: Vec<&str> = counts.keys().map(String::as_str).take(NAMED).collect();
    if counts.len() > NAMED {
        words.push("...");
    }
    words.join(", ")
}

fn both(outcome: &Outcome) -> Result<(), EvaluateError> {
    let yes = outcome.rows.iter().filter(|row| outcome.yes.get(**row) == Some(&true)).count();
    if yes == 0 || yes == outcome.rows.len() {
        let kind = if yes == 0 { "no row is" } else { "every row is" };
        return Err(EvaluateError::NothingToMeasure(format!(
            "{kind} a yes in {}: with one outcome there is nothing to learn or to measure",
            outcome.name
        )));
    }
    Ok(())
}
