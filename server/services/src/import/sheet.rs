//! A table from the text of a CSV file: separators, quotes and lines as they come.

use csv::{ReaderBuilder, StringRecord};

use crate::export::unguarded;

/// What separates fields, most usual first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// A table with its heads; rows may have too few or too many cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// The heads, as written.
    pub titles: Vec<String>,
    /// The heads, folded: "Deal Stage" is `deal_stage`.
    pub heads: Vec<String>,
    /// What separates fields, for writing rows back.
    pub separator: char,
    pub rows: Vec<SheetRow>,
}

/// A row with the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetRow {
    pub line: u64,
    pub cells: Vec<String>,
}

/// Why a text is no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    /// Nothing in it.
    #[error("the file is empty: the first line must name the columns")]
    Empty,
    /// A quote without its end.
    #[error(
        "line {0}: a quote is opened here and never closed. Close it, or double it (\"\") if it is part of the text"
    )]
    OpenQuote(u64),
    /// Anything else the reader says.
    #[error("line {line}: {what}")]
    Other { line: u64, what: String },
}

impl Sheet {
    /// Reads a table.
    pub(crate) fn read(text: &str) -> Result<Self, Broken> {
        let (text, skipped, given) = without_hint(text);
        let separator = given.unwrap_or_else(|| sniff(text));
        if let Some(line) = open_quote(text, separator) {
            return Err(Broken::OpenQuote(line + skipped));
        }
        let delimiter = u8::try_from(separator).unwrap_or(b',');
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 + skipped };
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| Broken::Other {
                line: error.position().map_or(0, csv::Position::line) + skipped,
                what: error.to_string(),
            })?;
            rows.push(SheetRow { line: lines.of(&record), cells: cells(&record) });
        }
        Self::of_rows(rows, separator)
    }

    /// A table of rows of which the first that is not empty has the heads.
    pub(crate) fn of_rows(mut rows: Vec<SheetRow>, separator: char) -> Result<Self, Broken> {
        rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
        if rows.is_empty() {
            return Err(Broken::Empty);
        }
        let titles = rows.remove(0).cells;
        let heads = titles.iter().map(|head| fold(head)).collect();
        Ok(Self { titles, heads, separator, rows })
    }

    /// The place of a column.
    pub(crate) fn column(&self, head: &str) -> Option<usize> {
        self.heads.iter().position(|known| known == head)
    }
}

/// Counts lines up to where a record begins. The reader's own count stops before the second half of a `\r\n` and
/// before empty lines.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, record: &StringRecord) -> u64 {
        let given = record.position().map_or(0, csv::Position::byte);
        let begins = usize::try_from(given).unwrap_or(self.at).max(self.at);
        let rest = self.text.get(begins..).unwrap_or_default();
        let gap = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.get(self.at..begins + gap).unwrap_or_default();
        self.line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.at = begins + gap;
        self.line
    }
}

/// Without what keeps spreadsheets from running a cell: the text is what was meant.
fn cells(record: &StringRecord) -> Vec<String> {
    record.iter().map(|cell| unguarded(cell.trim()).trim().to_owned()).collect()
}

/// "Deal Stage" and "deal-stage" are both `deal_stage`.
pub(crate) fn fold(head: &str) -> String {
    let folded: String = head
        .trim()
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '_' })
        .collect();
    folded.to_lowercase()
}

/// The first line may say `sep=;`, as some spreadsheets write it.
fn without_hint(text: &str) -> (&str, u64, Option<char>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut hint = first.trim_end().strip_prefix("sep=").unwrap_or_default().chars();
    match (hint.next(), hint.next()) {
        (Some(separator), None) => (rest, 1, Some(separator)),
        _ => (text, 0, None),
    }
}

/// How many rows are looked at to tell the separator.
const SNIFFED: usize = 50;

/// The separator that cuts the rows into as many cells as the head; of several, the one that makes most of them.
fn sniff(text: &str) -> char {
    let fit = |separator: char| {
        let mut reader = ReaderBuilder::new()
            .delimiter(u8::try_from(separator).unwrap_or(b','))
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let widths: Vec<usize> = reader
            .records()
            .take(SNIFFED)
            .filter_map(Result::ok)
            .filter(|record| record.iter().any(|cell| !cell.trim().is_empty()))
            .map(|record| record.len())
            .collect();
        let head = widths.first().copied().unwrap_or(0);
        let same = widths.iter().filter(|width| **width == head).count();
        if head < 2 { (0, 0) } else { (same * 100 / widths.len(), head) }
    };
    // The first of equals wins, so that a file of one column is read as comma-separated.
    SEPARATORS.into_iter().rev().max_by_key(|separator| fit(*separator)).unwrap_or(',')
}

/// The line on which a quote is opened that nothing closes. A quote inside a field that does not begin with one is
/// plain text, as the reader takes it.
fn open_quote(text: &str, separator: char) -> Option<u64> {
    let mut line = 1;
    let mut opened = None;
    let mut at_start = true;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (opened, letter) {
            (Some(_), '"') if letters.peek() == Some(&'"') => {
                letters.next();
            }
            (Some(_), '"') => opened = None,
            (None, '"') if at_start => opened = Some(line),
            _ => {}
        }
        at_start = letter == separator || letter == '\n' || letter == '\r';
        line += u64::from(letter == '\n');
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        Sheet::read(text).unwrap().rows.into_iter().map(|row| (row.line, row.cells)).collect()
    }

    fn strings(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn a_line_break_within_quotes_is_text_and_lines_are_still_counted() {
        let text = "name,note\r\n\"Ana \"\"A\"\"\",\"one\ntwo\"\r\nBo,x\r\n";
        let expected = vec![(2, strings(&["Ana \"A\"", "one\ntwo"])), (4, strings(&["Bo", "x"]))];
        assert_eq!(rows(text), expected);
        assert_eq!(rows("sep=;\n\na;b\n\n1;2\n")[0].0, 5);
    }

    #[test]
    fn the_separator_is_found_or_given() {
        for text in ["a;b\n1,5;2\n", "sep=;\na;b\n1,5;2\n", "a\tb\n1,5\t2\n", "a|b\n1,5|2\n"] {
            let sheet = Sheet::read(text).unwrap();
            assert_eq!(sheet.heads, ["a", "b"], "{text:?}");
            assert_eq!(sheet.rows[0].cells, ["1,5", "2"], "{text:?}");
        }
    }

    #[test]
    fn an_open_quote_is_named_by_its_line() {
        assert_eq!(Sheet::read("a,b\n1,2\n3,\"x\n4,5\n"), Err(Broken::OpenQuote(3)));
        assert_eq!(rows("a,b\n5\" pipe,2\n")[0].1, ["5\" pipe", "2"]);
        assert_eq!(Sheet::read(" \n\n"), Err(Broken::Empty));
    }

    proptest::proptest! {
        /// Whatever stands in the cells, with whatever separator and line ends it is written, it is read back.
        #[test]
        fn a_table_is_read_back_as_it_was_written(
            cells in proptest::collection::vec("[a-z ,;|\t\"\n0-9.]{0,12}", 12),
            separator in proptest::sample::select(SEPARATORS.to_vec()),
            crlf in proptest::bool::ANY,
        ) {
            let mut writer = csv::WriterBuilder::new()
                .delimiter(u8::try_from(separator).unwrap())
                .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
                .quote_style(csv::QuoteStyle::NonNumeric)
                .from_writer(Vec::new());
            writer.write_record(["first", "second", "third"]).unwrap();
            for row in cells.chunks(3) {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let sheet = Sheet::read(&text).unwrap();
            let read: Vec<Vec<String>> = sheet.rows.into_iter().map(|row| row.cells).collect();
            let written: Vec<Vec<String>> = cells
                .chunks(3)
                .map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>())
                .filter(|row| row.iter().any(|cell| !cell.is_empty()))
                .collect();
            proptest::prop_assert_eq!(sheet.separator, separator);
            proptest::prop_assert_eq!(read, written);
        }
    }

    #[test]
    fn heads_are_folded() {
        assert_eq!(
            Sheet::read("Deal Stage,close-date\n1,2\n").unwrap().heads,
            ["deal_stage", "close_date"]
        );
    }
}
