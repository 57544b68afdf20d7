//! A file with a text a row, with or without titles: which column is the text, which the figure.

use std::path::{Path, PathBuf};

use super::super::EvaluateError;
use super::{file, read};
use crate::import::sheet::Sheet;

/// The share of cells that has to be of a kind for the column to be.
const MOST: f64 = 0.9;
/// How many rows are looked at to guess.
const LOOKED_AT: usize = 2_000;

/// A file's rows, the titles still among them.
pub(super) struct Rows {
    path: PathBuf,
    cells: Vec<Vec<String>>,
    columns: usize,
}

/// A text and a figure.
pub(super) struct Pair {
    /// The first column that is neither, or the row's number.
    pub id: String,
    pub text: String,
    pub figure: f64,
}

/// What was read, and how many rows had no text or no figure.
pub(super) struct Read<T> {
    pub rows: Vec<T>,
    pub skipped: usize,
}

impl Rows {
    /// Opens a file. Where every line has the same number of tabs, a quotation mark is a quotation mark.
    pub(super) fn open(path: &Path) -> Result<Self, EvaluateError> {
        let text = read(path)?;
        let rows = if let Some(rows) = tabbed(&text) {
            rows
        } else {
            let sheet = Sheet::read(&text).map_err(|error| file(path, error.to_string()))?;
            let rows = sheet.rows.into_iter().map(|row| row.cells);
            std::iter::once(sheet.titles).chain(rows).collect()
        };
        let columns = rows.iter().take(LOOKED_AT).map(Vec::len).max().unwrap_or_default();
        if columns < 2 {
            return Err(file(
                path,
                "the file has one column: a text and its answer are needed, separated by a tab.",
            ));
        }
        Ok(Self { path: path.to_owned(), cells: rows, columns })
    }

    /// Texts with the figure that stands beside each.
    pub(super) fn pairs(self, titles: &[&str]) -> Result<Read<Pair>, EvaluateError> {
        let text = self.text(|_| true)?;
        let Some(figure) = self.figure(text, titles) else {
            return Err(file(
                &self.path,
                "no column beside the text holds numbers; give each text its rating.",
            ));
        };
        let id = (0..self.columns).find(|column| *column != text && *column != figure);
        let has_titles = number(self.cell(0, figure)).is_none();
        let mut read = Read { rows: Vec::new(), skipped: 0 };
        for place in usize::from(has_titles)..self.cells.len() {
            let (words, value) = (self.cell(place, text).trim(), number(self.cell(place, figure)));
            match value.filter(|_| !words.is_empty()) {
                Some(figure) => read.rows.push(Pair {
                    id: id.map_or_else(
                        || (place + 1).to_string(),
                        |id| self.cell(place, id).to_owned(),
                    ),
                    text: words.to_owned(),
                    figure,
                }),
                None => read.skipped += 1,
            }
        }
        if read.rows.is_empty() {
            return Err(file(&self.path, "no row has a text and a number"));
        }
        Ok(read)
    }

    /// Texts with the answers that `parse` finds beside each, whichever column they stand in.
    pub(super) fn answers<T>(
        self,
        what: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Read<(String, T)>, EvaluateError> {
        let parses = |column: usize| self.share(column, |cell| parse(cell).is_some());
        let answer = (0..self.columns)
            .filter(|column| parses(*column) >= MOST)
            .max_by(|one, other| parses(*one).total_cmp(&parses(*other)).then(other.cmp(one)));
        let Some(answer) = answer else {
            return Err(file(&self.path, format!("no column holds {what}")));
        };
        let text = self.text(|column| column != answer)?;
        let has_titles = parse(self.cell(0, answer)).is_none();
        let mut read = Read { rows: Vec::new(), skipped: 0 };
        for place in usize::from(has_titles)..self.cells.len() {
            let words = self.cell(place, text).trim();
            match parse(self.cell(place, answer)).filter(|_| !words.is_empty()) {
                Some(answer) => read.rows.push((words.to_owned(), answer)),
                None => read.skipped += 1,
            }
        }
        if read.rows.is_empty() {
            return Err(file(&self.path, format!("no row has a text and {what}")));
        }
        Ok(read)
    }

    /// The titles and cells, for files with a column for each answer.
    pub(super) fn titles(&self) -> &[String] {
        self.cells.first().map(Vec::as_slice).unwrap_or_default()
    }

    /// The rows as texts with the columns of `wanted` that are set (1, true, yes).
    pub(super) fn marked(
        self,
        wanted: &[usize],
    ) -> Result<Read<(String, Vec<usize>)>, EvaluateError> {
        let text = self.text(|column| !wanted.contains(&column))?;
        let is_set = |cell: &str| {
            matches!(cell.trim().to_lowercase().as_str(), "1" | "1.0" | "true" | "yes")
        };
        let mut read = Read { rows: Vec::new(), skipped: 0 };
        for place in 1..self.cells.len() {
            let words = self.cell(place, text).trim();
            if words.is_empty() {
                read.skipped += 1;
                continue;
            }
            let set = wanted.iter().copied().filter(|column| is_set(self.cell(place, *column)));
            read.rows.push((words.to_owned(), set.collect()));
        }
        Ok(read)
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        self.cells.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }

    /// The share of filled cells that hold, without the first row, which may be titles.
    fn share(&self, column: usize, holds: impl Fn(&str) -> bool) -> f64 {
        let from = usize::from(self.cells.len() > 1);
        let places = from..self.cells.len().min(LOOKED_AT);
        let cells =
            places.map(|place| self.cell(place, column)).filter(|cell| !cell.trim().is_empty());
        let (filled, held) = cells.fold((0_u32, 0_u32), |(filled, held), cell| {
            (filled + 1, held + u32::from(holds(cell)))
        });
        if filled == 0 { 0.0 } else { f64::from(held) / f64::from(filled) }
    }

    /// The column with the longest cells that are no numbers.
    fn text(&self, may: impl Fn(usize) -> bool) -> Result<usize, EvaluateError> {
        let letters = |column: usize| -> usize {
            let rows = self.cells.iter().take(LOOKED_AT);
            let cells = rows.filter_map(|row| row.get(column));
            cells.filter(|cell| is_text(cell)).map(String::len).sum()
        };
        (0..self.columns)
            .filter(|column| may(*column))
            .filter(|column| letters(*column) > 0)
            .max_by_key(|column| (letters(*column), usize::MAX - column))
            .ok_or_else(|| file(&self.path, "no column holds texts"))
    }

    /// The column of numbers: by its title, else the first that does not merely count the rows.
    fn figure(&self, text: usize, titles: &[&str]) -> Option<usize> {
        let numbers: Vec<usize> = (0..self.columns)
            .filter(|column| *column != text)
            .filter(|column| self.share(*column, |cell| number(cell).is_some()) >= MOST)
            .collect();
        let title = |column: &usize| self.cell(0, *column).trim().to_lowercase();
        let named = |wanted: &str| numbers.iter().find(|column| title(column).contains(wanted));
        let named = titles.iter().find_map(|wanted| named(wanted));
        named
            .or_else(|| numbers.iter().find(|column| !self.counts(**column)))
            .or(numbers.first())
            .copied()
    }

    /// Whether a column goes up row by row in whole numbers, as row numbers do.
    fn counts(&self, column: usize) -> bool {
        let cells =
            (0..self.cells.len().min(LOOKED_AT)).filter_map(|row| number(self.cell(row, column)));
        let values: Vec<f64> = cells.collect();
        values.len() > 2
            && values.iter().all(|value| value.fract() == 0.0)
            && values.windows(2).all(|pair| pair.first() < pair.last())
    }
}

/// Whether a cell says something in words: a list of numbers is longer than many a sentence.
fn is_text(cell: &str) -> bool {
    let letters = cell.chars().filter(|letter| letter.is_alphabetic()).count();
    letters * 2 > cell.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// The cells of a text whose lines have all but always the same number of tabs.
fn tabbed(text: &str) -> Option<Vec<Vec<String>>> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let tabs = lines().next()?.matches('\t').count();
    let same = lines().filter(|line| line.matches('\t').count() == tabs).count();
    if tabs == 0 || same * 50 < lines().count() * 49 {
        return None;
    }
    Some(lines().map(|line| line.split('\t').map(unquoted).collect()).collect())
}

/// A cell that a program put into quotation marks, without them.
fn unquoted(cell: &str) -> String {
    let cell = cell.trim();
    let inner = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.replace("\"\"", "").contains('"') => inner.replace("\"\"", "\""),
        _ => cell.to_owned(),
    }
}

/// A finite number, with a point or a comma.
fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let plain = if cell.contains('.') { cell.to_owned() } else { cell.replace(',', ".") };
    let plain = plain.replace('\u{2212}', "-");
    plain.parse::<f64>().ok().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Rows {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("texts.tsv");
        std::fs::write(&path, text).unwrap();
        Rows::open(&path).unwrap()
    }

    #[test]
    fn columns_are_found_whatever_their_order() {
        for text in [
            "1_1\t-0.9\tno picture at all\n1_2\t1,5\t\"quite\" nice\n",
            "text\trating\nno picture at all\t-0.9\n\"\"\"quite\"\" nice\"\t1.5\n",
            "n,text,rating\n1,no picture at all,-0.9\n2,\"\"\"quite\"\" nice\",1.5\n",
            "-0.9\t0.1\t[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\tno picture at all\n1.5\t0.2\t[0]\t\"quite\" nice\n",
        ] {
            let read = rows(text).pairs(&["rating"]).unwrap();
            let pairs: Vec<_> =
                read.rows.iter().map(|pair| (pair.text.as_str(), pair.figure)).collect();
            assert_eq!(pairs, [("no picture at all", -0.9), ("\"quite\" nice", 1.5)], "{text}");
        }
    }

    #[test]
    fn rows_without_an_answer_are_counted() {
        let read = rows("good\t1\nbad\t\n\t2\nfine\t3\n").pairs(&[]).unwrap();
        assert_eq!((read.rows.len(), read.skipped), (2, 2));
    }

    #[test]
    fn one_column_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("texts.tsv");
        std::fs::write(&path, "only text\nmore text\n").unwrap();
        assert!(Rows::open(&path).is_err());
        assert!(rows("some text\tmore\nother text\tless\n").pairs(&[]).is_err());
    }
}
