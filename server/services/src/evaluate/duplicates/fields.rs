//! Which columns are compared, and as what.

use std::collections::BTreeSet;

use domain::duplicates::{Field, MOST_FIELDS, guess, numbers_rows};

use super::{Compared, Duplicates, Files};
use crate::evaluate::EvaluateError;
use crate::import::sheet::fold;

/// From this share of values in both files on, a column of keys links the files rather than numbering their rows.
const SHARED_KEYS: f64 = 0.1;

/// The columns to compare, with the cells of both files one after the other; `truth` names columns that give it away.
pub(super) fn choose(
    asked: &Duplicates,
    files: &Files,
    truth: &[String],
    notes: &mut Vec<String>,
) -> Result<(Vec<Field>, Vec<Compared>), EvaluateError> {
    let mut dropped: BTreeSet<String> = truth.iter().map(|title| fold(title)).collect();
    for name in &asked.drop {
        let of = |file: &super::Source| {
            file.column(name, "--drop").map(|place| file.titles().get(place).cloned())
        };
        let title = match (of(&files.left), files.right.as_ref().map(of)) {
            (Ok(title), _) | (Err(_), Some(Ok(title))) => title,
            (Err(error), _) => return Err(error),
        };
        dropped.extend(title.map(|title| fold(&title)));
    }
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (place, title) in files.left.titles().iter().enumerate() {
        let theirs = files.right.as_ref().map(|right| partner(files, right, place, title));
        if theirs == Some(None) {
            notes.push(format!("{title} is in the first file only, and is not compared."));
            continue;
        }
        let second = theirs.flatten().zip(files.right.as_ref());
        let of_right = || second.iter().flat_map(|(place, right)| right.cells(*place));
        let cells: Vec<String> =
            files.left.cells(place).chain(of_right()).map(str::to_owned).collect();
        let kind = guess(title, cells.iter().map(String::as_str));
        let left: BTreeSet<&str> =
            files.left.cells(place).filter(|cell| !cell.is_empty()).collect();
        let in_both = of_right().filter(|cell| left.contains(cell)).count();
        let links = crate::evaluate::cells::share(in_both, left.len()) >= SHARED_KEYS;
        let numbers =
            numbers_rows(title, files.left.cells(place)) && !(files.right.is_some() && links);
        let used = !numbers && !dropped.contains(&fold(title)) && fields.len() < MOST_FIELDS;
        columns.push(Compared { column: title.clone(), kind, used });
        if used {
            fields.push(Field { name: title.clone(), kind, cells });
        }
    }
    if fields.is_empty() {
        return Err(EvaluateError::NothingToMeasure(
            "No column is left to compare: give --drop fewer columns, or files whose columns have the same names.".to_owned(),
        ));
    }
    Ok((fields, columns))
}

/// The column of the second file that holds the same: by its name, or, when no name is the same, by its place.
fn partner(files: &Files, right: &super::Source, place: usize, title: &str) -> Option<usize> {
    let place_of = |name: &str| right.titles().iter().position(|other| plain(other) == plain(name));
    let any = files.left.titles().iter().any(|name| place_of(name).is_some());
    if any { place_of(title) } else { (place < right.titles().len()).then_some(place) }
}

fn plain(title: &str) -> String {
    fold(title).replace('_', "")
}
