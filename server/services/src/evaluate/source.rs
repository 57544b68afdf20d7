//! A delimited file, opened for measuring: its columns by name, its cells by row.

use std::path::Path;

use super::EvaluateError;
use crate::import::{sheet, text};

/// A file's table; titles are unique and never empty.
#[derive(Clone, Debug)]
pub struct Source {
    titles: Vec<String>,
    sheet: sheet::Sheet,
}

impl Source {
    /// Reads a file: any of the usual encodings and separators, the first line names the columns.
    ///
    /// # Errors
    /// [`EvaluateError::File`] when it is not there, is no text, breaks off within quotes, or holds no row.
    pub fn open(path: &Path) -> Result<Self, EvaluateError> {
        let fail = |cause: String| EvaluateError::File { path: path.to_owned(), cause };
        let bytes = std::fs::read(path).map_err(|error| fail(error.to_string()))?;
        let text = text::decode(&bytes).map_err(|error| fail(error.to_string()))?;
        let sheet = sheet::Sheet::read(&text).map_err(|error| fail(error.to_string()))?;
        if sheet.rows.is_empty() {
            return Err(fail("the file names its columns and has no rows".to_owned()));
        }
        Ok(Self { titles: unique(&sheet.titles), sheet })
    }

    /// The names of the columns, as written; a second column of the same name gets a number behind it.
    #[must_use]
    pub fn titles(&self) -> &[String] {
        &self.titles
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.sheet.rows.len()
    }

    /// The place of a column by its name, in whatever case and with spaces or underscores; `flag` is what asked for it.
    ///
    /// # Errors
    /// [`EvaluateError::NoColumn`], which lists the columns there are.
    pub fn column(&self, name: &str, flag: &'static str) -> Result<usize, EvaluateError> {
        let folded = sheet::fold(name);
        let exact = self.titles.iter().position(|title| title == name.trim());
        let place =
            exact.or_else(|| self.titles.iter().position(|title| sheet::fold(title) == folded));
        place.ok_or_else(|| EvaluateError::NoColumn {
            flag,
            name: name.to_owned(),
            known: self.titles.join(", "),
        })
    }

    /// The first column whose folded name is, or contains, one of these words; earlier words are preferred.
    #[must_use]
    pub fn column_like(&self, words: &[&str]) -> Option<usize> {
        let folded: Vec<String> = self.titles.iter().map(|title| sheet::fold(title)).collect();
        let exact = |word: &&str| folded.iter().position(|title| title == *word);
        let within = |word: &&str| folded.iter().position(|title| title.contains(*word));
        words.iter().find_map(exact).or_else(|| words.iter().find_map(within))
    }

    /// The cells of a column; where a row is too short the cell is empty.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.sheet.rows.iter().map(move |row| row.cells.get(column).map_or("", String::as_str))
    }

    /// A cell; empty where there is none.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let row = self.sheet.rows.get(row);
        row.and_then(|row| row.cells.get(column)).map_or("", String::as_str)
    }

    /// The line of the file on which a row begins.
    #[must_use]
    pub fn line(&self, row: usize) -> u64 {
        self.sheet.rows.get(row).map_or(0, |row| row.line)
    }
}

fn unique(titles: &[String]) -> Vec<String> {
    let mut named: Vec<String> = Vec::with_capacity(titles.len());
    for (place, title) in (1..).zip(titles) {
        let name = if title.is_empty() { format!("column {place}") } else { title.clone() };
        let taken = named.contains(&name);
        named.push(if taken { format!("{name} ({place})") } else { name });
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(bytes: &[u8]) -> Result<Source, EvaluateError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.csv");
        std::fs::write(&path, bytes).unwrap();
        Source::open(&path)
    }

    #[test]
    fn columns_are_found_as_people_write_them() {
        let source = open(b"Deal Stage;x;x;\nWon;1;2;3\nLost;1\n").unwrap();
        assert_eq!(source.titles(), ["Deal Stage", "x", "x (3)", "column 4"]);
        assert_eq!(source.column("deal_stage", "--outcome").unwrap(), 0);
        assert_eq!(source.cells(2).collect::<Vec<_>>(), ["2", ""]);
        assert_eq!((source.cell(1, 0), source.cell(9, 9), source.line(1)), ("Lost", "", 3));
        let error = source.column("stage", "--outcome").unwrap_err().to_string();
        assert_eq!(
            error,
            "--outcome stage: the file has no such column. It has: Deal Stage, x, x (3), column 4"
        );
    }

    #[test]
    fn what_is_no_table_is_said() {
        for (bytes, said) in [
            (&b""[..], "the file is empty"),
            (b"a,b\n", "has no rows"),
            (b"a\n\"b\n", "line 2"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text file"),
        ] {
            let error = open(bytes).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        assert!(
            Source::open(Path::new("/nowhere/x.csv")).unwrap_err().to_string().contains("x.csv")
        );
    }
}
