//! From a file's bytes to a table: a CSV in whatever encoding, or the first sheet of an Excel workbook that has rows.

use std::fmt::Write as _;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use sha2::{Digest as _, Sha256};

use crate::import::files::refuse;
use crate::import::sheet::{Sheet, SheetRow};
use crate::import::text;
use crate::{ServiceError, ServiceResult};

/// The largest file taken, in bytes.
pub const LARGEST_FILE: usize = 64 * 1024 * 1024;

/// How every workbook begins: it is a ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";

/// A file's rows, and how it is written.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub sheet: Sheet,
    /// In words: "CSV, semicolon".
    pub format: String,
}

/// Reads a file without holding others up.
///
/// # Errors
/// `Invalid` when it is no table: what is wrong with it, and where.
pub(super) async fn read(name: String, bytes: Vec<u8>) -> ServiceResult<Table> {
    tokio::task::spawn_blocking(move || of_bytes(&name, &bytes))
        .await
        .map_err(|error| ServiceError::Internal(format!("reading a file: {error}")))?
}

fn of_bytes(name: &str, bytes: &[u8]) -> ServiceResult<Table> {
    if bytes.len() > LARGEST_FILE {
        let most = LARGEST_FILE / 1024 / 1024;
        return Err(refuse(&format!(
            "{name} is larger than {most} MB. Split it, and import the parts."
        )));
    }
    if bytes.starts_with(ZIP) {
        let sheet = workbook(bytes).map_err(|error| refuse(&format!("{name}: {error}")))?;
        return Ok(Table { sheet, format: "Excel workbook".to_owned() });
    }
    let text = text::decode(bytes).map_err(|error| refuse(&format!("{name}: {error}.")))?;
    let sheet = Sheet::read(&text).map_err(|error| refuse(&format!("{name}, {error}.")))?;
    let separator = match sheet.separator {
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "pipe",
        _ => "comma",
    };
    Ok(Table { sheet, format: format!("CSV, {separator}") })
}

fn workbook(bytes: &[u8]) -> Result<Sheet, String> {
    let failed = |error: calamine::XlsxError| {
        format!(
            "this is no Excel workbook that can be read ({error}). Save it as .xlsx or CSV again."
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(failed)?;
        let Some((first, _)) = range.start() else { continue };
        let rows = (u64::from(first) + 1..)
            .zip(range.rows())
            .map(|(line, cells)| SheetRow { line, cells: cells.iter().map(shown).collect() })
            .collect();
        return Sheet::of_rows(rows, ',').map_err(|error| error.to_string());
    }
    Err("no sheet of this workbook has a row.".to_owned())
}

/// A cell as it would stand in a CSV: days as 2024-03-04, so that none can be read in two ways.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.trim().to_owned()
        }
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date,
                _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
            }
        }
    }
}

/// SHA-256 in hexadecimal digits.
pub(super) fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What files with the same columns have in common.
pub(super) fn signature<T: AsRef<str>>(titles: &[T]) -> String {
    let heads: Vec<&str> = titles.iter().map(AsRef::as_ref).collect();
    fingerprint(heads.join("\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTime, ExcelDateTimeType};

    use super::*;

    #[test]
    fn a_cell_of_a_workbook_is_as_it_would_stand_in_a_csv() {
        let moment =
            |value| Data::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false));
        for (cell, text) in [
            (Data::String(" Ana ".to_owned()), "Ana"),
            (Data::Float(1_250.5), "1250.5"),
            (Data::Float(12.0), "12"),
            (Data::Int(7), "7"),
            (Data::Bool(true), "true"),
            (moment(45_355.0), "2024-03-04"),
            (moment(45_355.5), "2024-03-04 12:00:00"),
            (Data::Error(CellErrorType::Div0), ""),
            (Data::Empty, ""),
        ] {
            assert_eq!(shown(&cell), text, "{cell:?}");
        }
    }

    #[test]
    fn a_broken_workbook_is_refused_in_words() {
        let refused = of_bytes("x.xlsx", b"PK\x03\x04 nothing").unwrap_err().to_string();
        assert!(refused.contains("x.xlsx: this is no Excel workbook"), "{refused}");
    }
}
