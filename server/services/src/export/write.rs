//! The files themselves: lines that leave as they are made, and a workbook that is whole before it leaves.

use std::fs::File;
use std::io::{Read as _, Seek as _};

use domain::access::Scope;
use domain::forms::FieldErrors;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook, Worksheet, XlsxError};
use serde_json::Value;
use store::Tx;
use tokio::sync::mpsc::{Receiver, channel};

use super::field::{Field, number};
use super::lists::List;
use super::{Format, WAITING, failed};
use crate::{ServiceError, ServiceResult};

/// Spreadsheets on Windows take a file without it for one of their own old alphabets.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// What a sheet takes, its heads included.
const SHEET_ROWS: usize = 1_048_576;
/// Bytes of a workbook sent at once.
const PIECE: usize = 64 * 1024;

type Rows = Vec<Vec<Field>>;

/// A file of lines in the making.
pub(super) enum Lines {
    Csv { begun: bool },
    Json { begun: bool },
}

impl Lines {
    /// `None` for a format that is no lines.
    pub(super) const fn of(format: Format) -> Option<Self> {
        match format {
            Format::Csv => Some(Self::Csv { begun: false }),
            Format::Json => Some(Self::Json { begun: false }),
            Format::Xlsx => None,
        }
    }

    /// The piece with these rows, and with the heads before the first.
    pub(super) fn page(&mut self, columns: &[&str], rows: Rows) -> ServiceResult<Vec<u8>> {
        match self {
            Self::Csv { begun } => {
                let mut out = head(*begun);
                csv_lines(&mut out, columns, rows, begun).map_err(|error| failed(&error))?;
                Ok(out)
            }
            Self::Json { begun } => Ok(json_lines(columns, rows, begun)),
        }
    }

    /// The piece after the last row.
    pub(super) fn end(&mut self, columns: &[&str]) -> Vec<u8> {
        match self {
            Self::Csv { begun: true } => Vec::new(),
            Self::Csv { .. } => self.page(columns, Vec::new()).unwrap_or_default(),
            Self::Json { begun: true } => b"\n]\n".to_vec(),
            Self::Json { .. } => b"[]\n".to_vec(),
        }
    }
}

fn head(begun: bool) -> Vec<u8> {
    if begun { Vec::new() } else { BYTE_ORDER_MARK.to_vec() }
}

fn csv_lines(
    out: &mut Vec<u8>,
    columns: &[&str],
    rows: Rows,
    begun: &mut bool,
) -> Result<(), csv::Error> {
    let mut file = csv::Writer::from_writer(out);
    if !*begun {
        file.write_record(columns)?;
    }
    *begun = true;
    for row in rows {
        file.write_record(row.into_iter().map(Field::into_text))?;
    }
    Ok(file.flush()?)
}

fn json_lines(columns: &[&str], rows: Rows, begun: &mut bool) -> Vec<u8> {
    let mut out = Vec::new();
    for row in rows {
        out.extend(if *begun { b",\n".as_slice() } else { b"[\n" });
        *begun = true;
        out.push(b'{');
        for (place, (column, field)) in columns.iter().zip(row).enumerate() {
            if place > 0 {
                out.push(b',');
            }
            // Written by hand, so that the fields stand in the order of the columns.
            out.extend(Value::from(*column).to_string().bytes());
            out.push(b':');
            out.extend(field.into_json().to_string().bytes());
        }
        out.push(b'}');
    }
    out
}

/// Writes the whole list into a workbook on the disk, and then hands it on.
pub(super) async fn sheet(
    mut tx: Tx,
    scope: Scope,
    mut list: List,
    first: Rows,
) -> ServiceResult<Receiver<ServiceResult<Vec<u8>>>> {
    let (send, pages) = channel(WAITING);
    let (name, columns) = (list.name(), list.columns());
    let thread = tokio::task::spawn_blocking(move || workbook(name, columns, pages));
    let mut page = first;
    while !page.is_empty() {
        if send.send(page).await.is_err() {
            break;
        }
        page = list.next(&mut tx, &scope).await?;
    }
    drop((send, tx));
    let file = thread
        .await
        .map_err(|error| ServiceError::Internal(format!("writing a workbook: {error}")))??;
    Ok(pieces(file))
}

fn workbook(name: &str, columns: &[&str], mut pages: Receiver<Rows>) -> ServiceResult<File> {
    let mut book = Workbook::new();
    let wrong = |error: XlsxError| failed(&error);
    let sheet = book.add_worksheet_with_constant_memory().map_err(wrong)?;
    let styles = Styles::new();
    sheet.set_name(name).and_then(|sheet| sheet.set_freeze_panes(1, 0)).map_err(wrong)?;
    for (place, column) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(0, place, *column, &styles.head).map_err(wrong)?;
    }
    let mut number = 1_u32;
    while let Some(rows) = pages.blocking_recv() {
        for row in rows {
            if usize::try_from(number).is_ok_and(|number| number >= SHEET_ROWS) {
                return Err(too_long());
            }
            for (place, field) in (0_u16..).zip(row) {
                styles.write(sheet, number, place, field).map_err(wrong)?;
            }
            number += 1;
        }
    }
    let mut file = tempfile::tempfile().map_err(|error| failed(&error))?;
    book.save_to_writer(&mut file).map_err(wrong)?;
    file.rewind().map_err(|error| failed(&error))?;
    Ok(file)
}

fn too_long() -> ServiceError {
    let message = "This list is longer than a sheet takes (1,048,575 rows): choose CSV, or narrow the filter.";
    FieldErrors::one("format", message).into()
}

/// How cells look.
struct Styles {
    head: Style,
    money: Style,
    day: Style,
    moment: Style,
}

impl Styles {
    fn new() -> Self {
        Self {
            head: Style::new().set_bold(),
            money: Style::new().set_num_format("#,##0.00"),
            day: Style::new().set_num_format("yyyy-mm-dd"),
            moment: Style::new().set_num_format("yyyy-mm-dd hh:mm"),
        }
    }

    /// Text is written as text, so nothing in it runs.
    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        place: u16,
        field: Field,
    ) -> Result<(), XlsxError> {
        match field {
            Field::Empty => return Ok(()),
            Field::Text(text) => sheet.write_string(row, place, text),
            // Whole numbers of a list are scores and ids, which a sheet keeps exactly.
            Field::Int(number) => match i32::try_from(number) {
                Ok(number) => sheet.write_number(row, place, number),
                Err(_) => sheet.write_string(row, place, number.to_string()),
            },
            Field::Money(amount) => {
                let amount = number(amount).unwrap_or_default();
                sheet.write_number_with_format(row, place, amount, &self.money)
            }
            Field::Real(figure) => sheet.write_number(row, place, figure),
            Field::Bool(is) => sheet.write_boolean(row, place, is),
            Field::Day(day) => {
                let day = ExcelDateTime::parse_from_str(&day.to_string())?;
                sheet.write_datetime_with_format(row, place, &day, &self.day)
            }
            Field::Moment(at) => {
                let at = ExcelDateTime::from_timestamp(at.timestamp())?;
                sheet.write_datetime_with_format(row, place, &at, &self.moment)
            }
        }
        .map(drop)
    }
}

/// A file's content, read on a thread of its own.
pub(crate) fn pieces(mut file: File) -> Receiver<ServiceResult<Vec<u8>>> {
    let (send, pieces) = channel(WAITING);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).map(|bytes| {
                piece.truncate(bytes);
                piece
            });
            match read {
                Ok(piece) if piece.is_empty() => return,
                Ok(piece) => {
                    if send.blocking_send(Ok(piece)).is_err() {
                        return;
                    }
                }
                Err(error) => {
                    // Nobody is left to tell when this fails too.
                    let _ = send.blocking_send(Err(failed(&error)));
                    return;
                }
            }
        }
    });
    pieces
}
