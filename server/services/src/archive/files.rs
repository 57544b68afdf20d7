//! The files of an export of everything, written on a thread of their own.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek as _, Write};
use std::path::Path;

use domain::forms::FieldErrors;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde_json::Value;
use store::archive::{Cell, Kind, Row, Table};
use tokio::sync::mpsc::Receiver;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{FORM, MANIFEST, Manifest, TableFile, beside, cannot};
use crate::ServiceResult;
use crate::export::{Format, guarded};

/// What a cell of a sheet takes.
const SHEET_TEXT: usize = 32_767;
/// What a sheet takes, its heads included.
const SHEET_ROWS: usize = 1_048_576;

/// What is written, in its order.
pub(super) enum Piece {
    /// A table begins.
    Table(Table),
    /// Some of its rows.
    Rows(Vec<Row>),
}

/// Writes what comes, until nothing more does.
pub(super) fn write(
    path: &Path,
    format: Format,
    schema: i64,
    mut received: Receiver<Piece>,
) -> ServiceResult<Manifest> {
    let failed = |error: io::Error| cannot("write", path, &error);
    let mut target = Target::open(path, format).map_err(failed)?;
    let mut tables: Vec<(TableFile, Table)> = Vec::new();
    while let Some(piece) = received.blocking_recv() {
        match piece {
            Piece::Table(table) => {
                target.begin(path, &table).map_err(failed)?;
                let file = match format {
                    Format::Xlsx => table.name.clone(),
                    Format::Csv | Format::Json => format!("{}.{}", table.name, format.as_str()),
                };
                let columns = table.columns.iter().map(|column| column.name.clone()).collect();
                tables
                    .push((TableFile { table: table.name.clone(), file, rows: 0, columns }, table));
            }
            Piece::Rows(rows) => {
                let Some((file, table)) = tables.last_mut() else { continue };
                if format == Format::Xlsx && file.rows + rows.len() >= SHEET_ROWS {
                    return Err(too_long(&table.name));
                }
                let first = file.rows;
                file.rows += rows.len();
                target.rows(table, first, rows).map_err(failed)?;
            }
        }
    }
    let tables = tables.into_iter().map(|(file, _)| file).collect();
    let format = format.as_str().to_owned();
    let manifest = Manifest { rainmaker_export: FORM, schema, format, tables };
    target.end(path, &manifest).map_err(failed)?;
    Ok(manifest)
}

fn too_long(table: &str) -> crate::ServiceError {
    let message =
        format!("{table} has more rows than a sheet takes (1,048,575): export as CSV or JSON.");
    FieldErrors::one("format", message).into()
}

enum Target {
    Csv(Option<Box<csv::Writer<BufWriter<File>>>>),
    Json(Option<BufWriter<File>>),
    Sheets(Box<Workbook>),
}

impl Target {
    fn open(path: &Path, format: Format) -> io::Result<Self> {
        if format != Format::Xlsx {
            fs::create_dir_all(path)?;
        }
        Ok(match format {
            Format::Csv => Self::Csv(None),
            Format::Json => Self::Json(None),
            Format::Xlsx => {
                let mut book = Workbook::new();
                // The moment of writing would make every file another.
                let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(wrong)?;
                book.set_properties(&DocProperties::new().set_creation_datetime(&made));
                Self::Sheets(Box::new(book))
            }
        })
    }

    fn begin(&mut self, folder: &Path, table: &Table) -> io::Result<()> {
        let heads = table.columns.iter().map(|column| column.name.as_str());
        self.end_table()?;
        match self {
            Self::Csv(present) => {
                let file = File::create(beside(folder, &format!("{}.csv", table.name)))?;
                let mut file = csv::Writer::from_writer(BufWriter::new(file));
                file.write_record(heads)?;
                *present = Some(Box::new(file));
            }
            Self::Json(present) => {
                let file = File::create(beside(folder, &format!("{}.json", table.name)))?;
                let mut file = BufWriter::new(file);
                file.write_all(b"[")?;
                *present = Some(file);
            }
            Self::Sheets(book) => {
                let sheet = book.add_worksheet_with_constant_memory().map_err(wrong)?;
                sheet.set_name(&table.name).map_err(wrong)?;
                sheet.set_freeze_panes(1, 0).map_err(wrong)?;
                for (place, head) in (0_u16..).zip(heads) {
                    sheet.write_string(0, place, head).map_err(wrong)?;
                }
            }
        }
        Ok(())
    }

    fn rows(&mut self, table: &Table, first: usize, rows: Vec<Row>) -> io::Result<()> {
        match self {
            Self::Csv(Some(file)) => {
                for row in rows {
                    let cells = table.columns.iter().zip(row);
                    file.write_record(cells.map(|(column, cell)| csv_cell(column.kind, cell)))?;
                }
            }
            Self::Json(Some(file)) => {
                for (number, row) in (first..).zip(rows) {
                    file.write_all(if number == 0 { b"\n" } else { b",\n" })?;
                    file.write_all(&json_row(table, row))?;
                }
            }
            Self::Sheets(book) => {
                let sheet =
                    book.worksheets_mut().last_mut().ok_or_else(|| io::Error::other("no sheet"))?;
                let first = u32::try_from(first + 1).map_err(io::Error::other)?;
                for (number, row) in (first..).zip(rows) {
                    for (place, cell) in (0_u16..).zip(row) {
                        sheet_cell(sheet, number, place, cell).map_err(wrong)?;
                    }
                }
            }
            Self::Csv(None) | Self::Json(None) => {}
        }
        Ok(())
    }

    fn end_table(&mut self) -> io::Result<()> {
        match self {
            Self::Csv(present) => present.take().map_or(Ok(()), |mut file| file.flush()),
            Self::Json(present) => present.take().map_or(Ok(()), |mut file| {
                file.write_all(b"\n]\n")?;
                file.flush()
            }),
            Self::Sheets(_) => Ok(()),
        }
    }

    fn end(mut self, path: &Path, manifest: &Manifest) -> io::Result<()> {
        self.end_table()?;
        if let Self::Sheets(mut book) = self {
            return book.save(path).map_err(wrong);
        }
        // Last, so that a folder without it is known not to be whole.
        let mut file = BufWriter::new(File::create(beside(path, MANIFEST))?);
        serde_json::to_writer_pretty(&mut file, manifest)?;
        file.write_all(b"\n")?;
        file.flush()
    }
}

fn wrong(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

/// Only text can be taken for a formula.
fn csv_cell(kind: Kind, cell: Cell) -> String {
    let text = cell.into_text();
    if matches!(kind, Kind::Text | Kind::Json) { guarded(&text) } else { text }
}

/// An object whose fields stand in the order of the columns.
fn json_row(table: &Table, row: Row) -> Vec<u8> {
    let mut out = vec![b'{'];
    for (place, (column, cell)) in table.columns.iter().zip(row).enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend(Value::from(column.name.as_str()).to_string().bytes());
        out.push(b':');
        out.extend(cell.into_json().to_string().bytes());
    }
    out.push(b'}');
    out
}

fn sheet_cell(
    sheet: &mut rust_xlsxwriter::Worksheet,
    row: u32,
    place: u16,
    cell: Cell,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Null => return Ok(()),
        Cell::Bool(is) => sheet.write_boolean(row, place, is),
        Cell::Real(number) => sheet.write_number(row, place, number),
        // A sheet keeps fifteen digits of a number.
        Cell::Int(number) => match i32::try_from(number) {
            Ok(number) => sheet.write_number(row, place, number),
            Err(_) => sheet.write_string(row, place, number.to_string()),
        },
        other => {
            let text = other.into_text();
            let text: String = text.chars().take(SHEET_TEXT).collect();
            sheet.write_string(row, place, text)
        }
    }
    .map(drop)
}

/// The folder's files in one, in the order of their names.
pub(super) fn packed(folder: &Path) -> io::Result<File> {
    let mut names: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<io::Result<_>>()?;
    names.sort();
    let mut zip = ZipWriter::new(tempfile::tempfile()?);
    for name in names {
        let options = SimpleFileOptions::default().large_file(true);
        zip.start_file(name.to_string_lossy(), options).map_err(io::Error::other)?;
        io::copy(&mut File::open(folder.join(&name))?, &mut zip)?;
    }
    let mut file = zip.finish().map_err(io::Error::other)?;
    file.rewind()?;
    Ok(file)
}
