//! Counting what became of each row, and keeping what is to be said about it.

use std::collections::{BTreeMap, HashMap};

use super::files::Source;
use super::report::{Deed, FileReport, RowError};
use super::rows::Reading;

/// A row that could be read.
#[derive(Debug)]
pub(super) struct Row<'a, T> {
    pub reading: Reading<'a>,
    pub value: T,
}

/// What became of the rows so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub files: Vec<FileReport>,
    pub errors: Vec<RowError>,
    /// File, column, as written, read as: in how many rows.
    meant: BTreeMap<(String, &'static str, String, String), usize>,
    pub notes: Vec<String>,
}

impl Tally {
    pub(super) fn new(notes: Vec<String>) -> Self {
        Self { notes, ..Self::default() }
    }

    /// Reads every row of a file. Those that cannot be read, or repeat an earlier row's key, are bad rows.
    pub(super) fn read<'a, T>(
        &mut self,
        source: &'a Source,
        head: &str,
        read: impl Fn(Reading<'a>) -> Result<T, RowError>,
        key: impl Fn(&T) -> &str,
    ) -> Vec<Row<'a, T>> {
        let mut good = Vec::with_capacity(source.sheet.rows.len());
        let mut seen: HashMap<String, u64> = HashMap::new();
        self.files.push(FileReport::new(&source.name, source.kind));
        for row in &source.sheet.rows {
            let reading = Reading { source, row };
            let read = read(reading).and_then(|value| match seen.get(key(&value)) {
                Some(line) => {
                    let message = format!("line {line} has the same: keep one of the two");
                    Err(reading.wrong(head, key(&value), message))
                }
                None => Ok(value),
            });
            match read {
                Ok(value) => {
                    seen.insert(key(&value).to_owned(), row.line);
                    good.push(Row { reading, value });
                }
                Err(error) => self.fail(error),
            }
        }
        good
    }

    /// Counts what a row did.
    pub(super) fn count(&mut self, file: &str, deed: Deed) {
        if let Some(report) = self.files.iter_mut().find(|report| report.file == file) {
            report.count(deed);
        }
    }

    /// Counts a bad row.
    pub(super) fn fail(&mut self, error: RowError) {
        self.count(&error.file, Deed::Failed);
        self.errors.push(error);
    }

    /// Notes that a name was read as another.
    pub(super) fn meant(&mut self, file: &str, head: &'static str, written: &str, known: &str) {
        let what = (file.to_owned(), head, written.to_owned(), known.to_owned());
        *self.meant.entry(what).or_default() += 1;
    }

    /// The names that were read as others, in words.
    pub(super) fn meanings(&self) -> Vec<String> {
        self.meant
            .iter()
            .map(|((file, head, written, known), rows)| {
                format!("{file}: {head} \"{written}\" was read as \"{known}\" in {rows} rows")
            })
            .collect()
    }
}
