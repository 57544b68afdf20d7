//! Which records are one, as the truth has it: a column, a part of a column, a file of pairs or a file of groups.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::{Duplicates, Files, Source};
use crate::evaluate::EvaluateError;
use crate::evaluate::cells::share;

/// A column of a file names records when this share of its cells is among their names.
const NAMES: f64 = 0.5;

/// The truth.
pub(super) struct Truth {
    /// Pairs of records, the second file's counted on from the first's.
    pub pairs: Vec<(u32, u32)>,
    /// The only pairs that are judged, where the truth says of each whether it is one.
    pub judged: Option<BTreeSet<(u32, u32)>>,
    /// Columns of the records that would give it away.
    pub columns: Vec<String>,
}

fn flag(what: impl Into<String>) -> EvaluateError {
    EvaluateError::Flag { flag: "--truth", what: what.into() }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Reads the truth.
pub(super) fn read(
    asked: &Duplicates,
    files: &Files,
    notes: &mut Vec<String>,
) -> Result<Truth, EvaluateError> {
    if let Ok(place) = files.left.column(&asked.truth, "--truth") {
        return of_column(asked, files, place, notes);
    }
    let path = Path::new(&asked.truth);
    if !path.is_file() {
        let known = files.left.titles().join(", ");
        return Err(flag(format!(
            "{} is neither a column of the first file ({known}) nor a file.",
            asked.truth
        )));
    }
    of_file(asked, files, &Source::open(path)?, notes)
}

fn of_column(
    asked: &Duplicates,
    files: &Files,
    place: usize,
    notes: &mut Vec<String>,
) -> Result<Truth, EvaluateError> {
    let title = files.left.titles().get(place).cloned().unwrap_or_default();
    let mut cells: Vec<&str> = files.left.cells(place).collect();
    if let Some(right) = &files.right {
        let theirs = right.column(&title, "--truth")?;
        cells.extend(right.cells(theirs));
    }
    let keys: Vec<Option<String>> = match &asked.truth_pattern {
        Some(pattern) => {
            let (before, after) = pattern.split_once("{}").ok_or_else(|| EvaluateError::Flag {
                flag: "--truth-pattern",
                what: format!(
                    "{pattern} has no {{}} for what records of one thing share, as in rec-{{}}-"
                ),
            })?;
            cells.iter().map(|cell| cut(cell, before, after)).collect()
        }
        None if repeats(cells.iter().copied()) => cells.iter().map(|cell| whole(cell)).collect(),
        None => {
            notes.push(format!("No two cells of {title} are the same: the first number in each was taken for the truth."));
            cells.iter().map(|cell| first_number(cell)).collect()
        }
    };
    if !repeats(keys.iter().flatten().map(String::as_str)) {
        return Err(flag(format!(
            "no two records share a value of {title}. Name another column, a file of pairs, or what they share with --truth-pattern.",
        )));
    }
    let pairs = pairs_of(files, (0..).zip(keys).filter_map(|(record, key)| Some((key?, record))));
    Ok(Truth { pairs, judged: None, columns: vec![title] })
}

fn whole(cell: &str) -> Option<String> {
    Some(cell.trim().to_owned()).filter(|cell| !cell.is_empty())
}

fn cut(cell: &str, before: &str, after: &str) -> Option<String> {
    let rest = cell.trim().strip_prefix(before)?;
    let key = if after.is_empty() { rest } else { rest.split_once(after)?.0 };
    Some(key.to_owned())
}

fn first_number(cell: &str) -> Option<String> {
    let digits: String = cell
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    Some(digits).filter(|digits| !digits.is_empty())
}

fn repeats<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = BTreeSet::new();
    cells.filter(|cell| !cell.is_empty()).any(|cell| !seen.insert(cell))
}

/// Every pair of records with the same key that may be compared.
fn pairs_of(files: &Files, keys: impl Iterator<Item = (String, u32)>) -> Vec<(u32, u32)> {
    let mut groups: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (key, record) in keys {
        groups.entry(key).or_default().push(record);
    }
    let split = files.right.as_ref().map(|_| number(files.left.rows()));
    let mut pairs = Vec::new();
    for group in groups.values() {
        for (at, a) in group.iter().enumerate() {
            let across = |b: &&u32| split.is_none_or(|split| (*a < split) != (**b < split));
            pairs.extend(group.iter().skip(at + 1).filter(across).map(|b| (*a, *b)));
        }
    }
    pairs
}

/// The records of a file by the names that a column gives them.
struct Names<'a> {
    title: String,
    of: HashMap<&'a str, u32>,
}

impl<'a> Names<'a> {
    fn of(file: &'a Source, place: usize, from: usize) -> Self {
        let of =
            file.cells(place).zip(from..).map(|(cell, row)| (cell.trim(), number(row))).collect();
        Self { title: file.titles().get(place).cloned().unwrap_or_default(), of }
    }

    /// The share of a column's cells that name a record.
    fn fit(&self, truth: &Source, place: usize) -> f64 {
        let known = truth.cells(place).filter(|cell| self.of.contains_key(cell.trim())).count();
        share(known, truth.rows())
    }
}

/// The columns that may name the records of a file: the one asked for, or all in which no two cells are the same.
fn names<'a>(
    asked: &Duplicates,
    file: &'a Source,
    from: usize,
) -> Result<Vec<Names<'a>>, EvaluateError> {
    if let Some(id) = &asked.id {
        return Ok(vec![Names::of(file, file.column(id, "--id")?, from)]);
    }
    let unique = |place: &usize| !repeats(file.cells(*place));
    Ok((0..file.titles().len()).filter(unique).map(|place| Names::of(file, place, from)).collect())
}

/// The names and the column of the truth that fit best.
fn best<'n, 'a>(
    names: &'n [Names<'a>],
    truth: &Source,
    but: Option<usize>,
) -> Option<(&'n Names<'a>, usize)> {
    let mut best: Option<(f64, &Names, usize)> = None;
    for place in (0..truth.titles().len()).filter(|place| Some(*place) != but) {
        for own in names {
            let fit = own.fit(truth, place);
            if fit >= NAMES && best.is_none_or(|(most, ..)| fit > most) {
                best = Some((fit, own, place));
            }
        }
    }
    best.map(|(_, own, place)| (own, place))
}

fn of_file(
    asked: &Duplicates,
    files: &Files,
    truth: &Source,
    notes: &mut Vec<String>,
) -> Result<Truth, EvaluateError> {
    let left = names(asked, &files.left, 0)?;
    let right = match &files.right {
        Some(right) => names(&Duplicates { id: None, ..asked.clone() }, right, files.left.rows())?,
        None => Vec::new(),
    };
    let nothing = || {
        flag(format!(
            "{} has no two columns that name records, and no column of groups beside one that does. Name the column of \
             the records with --id.",
            asked.truth
        ))
    };
    let (own, first) = best(&left, truth, None).ok_or_else(nothing)?;
    if files.right.is_none() && names_each_once(truth, first, files.left.rows()) {
        let group = (0..truth.titles().len()).find(|place| *place != first).ok_or_else(nothing)?;
        let keys = truth.cells(group).zip(truth.cells(first));
        let keys = keys.filter_map(|(key, name)| Some((whole(key)?, *own.of.get(name.trim())?)));
        return Ok(Truth {
            pairs: pairs_of(files, keys),
            judged: None,
            columns: vec![own.title.clone()],
        });
    }
    let others = if files.right.is_some() { &right } else { &left };
    let (other, second) = best(others, truth, Some(first)).ok_or_else(nothing)?;
    let columns = vec![own.title.clone(), other.title.clone()];
    let verdicts = verdicts(truth, [first, second]);
    let (mut pairs, mut judged, mut strange) = (Vec::new(), BTreeSet::new(), 0_usize);
    for row in 0..truth.rows() {
        let a = own.of.get(truth.cell(row, first).trim());
        let b = other.of.get(truth.cell(row, second).trim());
        let Some((a, b)) = a.zip(b) else {
            strange += 1;
            continue;
        };
        let pair = (*a.min(b), *a.max(b));
        judged.insert(pair);
        if verdicts.as_ref().is_none_or(|verdicts| verdicts.get(row).copied().unwrap_or(false)) {
            pairs.push(pair);
        }
    }
    if strange > 0 {
        notes.push(format!(
            "{strange} rows of the truth name records that are not there, and were left out."
        ));
    }
    let all_true = verdicts.is_none_or(|verdicts| verdicts.into_iter().all(|same| same));
    if !all_true {
        notes.push(format!(
            "Judged on the {} pairs of which the truth says whether they are one.",
            judged.len()
        ));
    }
    Ok(Truth { pairs, judged: Some(judged).filter(|_| !all_true), columns })
}

/// A file of groups names each record once.
fn names_each_once(truth: &Source, place: usize, rows: usize) -> bool {
    let grouped = truth.titles().iter().any(|title| {
        let title = title.to_lowercase();
        ["cluster", "group", "entity", "person", "ident"].iter().any(|word| title.contains(word))
    });
    !repeats(truth.cells(place)) && (truth.rows() == rows || (grouped && truth.titles().len() == 2))
}

/// What a third column says of each pair, where it holds nothing but yes and no, or figures from 0 to 1.
fn verdicts(truth: &Source, ids: [usize; 2]) -> Option<Vec<bool>> {
    (0..truth.titles().len()).filter(|place| !ids.contains(place)).find_map(|place| {
        truth.cells(place).map(|cell| verdict(cell.trim())).collect::<Option<Vec<bool>>>()
    })
}

fn verdict(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "match" | "same" => Some(true),
        "false" | "f" | "no" | "n" | "non-match" | "nonmatch" | "different" => Some(false),
        other => other
            .parse::<f64>()
            .ok()
            .filter(|figure| (0.0..=1.0).contains(figure))
            .map(|figure| figure >= 0.5),
    }
}
