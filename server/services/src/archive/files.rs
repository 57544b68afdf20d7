//! The files of an export of everything, written on a thread of their own: to a folder, or packed on their way to
//! somebody.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use domain::forms::FieldErrors;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde_json::Value;
use store::archive::{Cell, Kind, Row, Table};
use tokio::sync::mpsc::{Receiver, Sender};
use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

use super::{FORM, MANIFEST, Manifest, TableFile, beside, cannot};
use crate::ServiceResult;
use crate::export::{Format, guarded};

/// What a cell of a sheet takes.
const SHEET_TEXT: usize = 32_767;
/// What a sheet takes, its heads included.
const SHEET_ROWS: usize = 1_048_576;
/// Bytes of a packed file sent at once.
const PIECE: usize = 64 * 1024;

/// What is written, in its order.
pub(super) enum Piece {
    /// A table begins.
    Table(Table),
    /// Some of its rows.
    Rows(Vec<Row>),
    /// That was all: without it, reading was cut off.
    End,
}

/// Writes what comes, until nothing more does. `path` is only for the words of an error.
pub(super) fn write(
    path: &Path,
    target: io::Result<Target>,
    schema: i64,
    mut received: Receiver<Piece>,
) -> ServiceResult<Manifest> {
    let failed = |error: io::Error| cannot("write", path, &error);
    let mut target = target.map_err(failed)?;
    let format = target.format();
    let mut tables: Vec<(TableFile, Table)> = Vec::new();
    let mut is_whole = false;
    while let Some(piece) = received.blocking_recv() {
        match piece {
            Piece::Table(table) => {
                if !tables.is_empty() {
                    target.end_table().map_err(failed)?;
                }
                let file = match format {
                    Format::Xlsx => table.name.clone(),
                    Format::Csv | Format::Json => format!("{}.{}", table.name, format.as_str()),
                };
                target.begin(&file, &table).map_err(failed)?;
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
            Piece::End => is_whole = true,
        }
    }
    if !is_whole {
        return Err(failed(io::Error::other("reading was cut off")));
    }
    if !tables.is_empty() {
        target.end_table().map_err(failed)?;
    }
    let tables = tables.into_iter().map(|(file, _)| file).collect();
    let format = format.as_str().to_owned();
    let manifest = Manifest { rainmaker_export: FORM, schema, format, tables };
    target.end(&manifest).map_err(failed)?;
    Ok(manifest)
}

fn too_long(table: &str) -> crate::ServiceError {
    let message =
        format!("{table} has more rows than a sheet takes (1,048,575): export as CSV or JSON.");
    FieldErrors::one("format", message).into()
}

/// Where what is written goes.
pub(super) enum Target {
    /// A table's lines, to a file of their own.
    Lines { format: Format, holder: Holder },
    /// A sheet for each table.
    Sheets { path: PathBuf, book: Box<Workbook> },
}

impl Target {
    /// A new folder (CSV, JSON) or file (XLSX).
    pub(super) fn open(path: &Path, format: Format) -> io::Result<Self> {
        if format != Format::Xlsx {
            fs::create_dir_all(path)?;
            let holder = Holder::Folder { path: path.to_owned(), file: None };
            return Ok(Self::Lines { format, holder });
        }
        let mut book = Workbook::new();
        // The moment of writing would make every file another.
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(wrong)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        Ok(Self::Sheets { path: path.to_owned(), book: Box::new(book) })
    }

    const fn format(&self) -> Format {
        match self {
            Self::Lines { format, .. } => *format,
            Self::Sheets { .. } => Format::Xlsx,
        }
    }

    fn begin(&mut self, file: &str, table: &Table) -> io::Result<()> {
        let heads = table.columns.iter().map(|column| column.name.as_str());
        match self {
            Self::Lines { format, holder } => {
                holder.begin(file)?;
                holder.write(&if *format == Format::Csv {
                    csv_lines([heads])?
                } else {
                    b"[".to_vec()
                })
            }
            Self::Sheets { book, .. } => {
                let sheet = book.add_worksheet_with_constant_memory().map_err(wrong)?;
                sheet.set_name(&table.name).map_err(wrong)?;
                sheet.set_freeze_panes(1, 0).map_err(wrong)?;
                for (place, head) in (0_u16..).zip(heads) {
                    sheet.write_string(0, place, head).map_err(wrong)?;
                }
                Ok(())
            }
        }
    }

    fn rows(&mut self, table: &Table, first: usize, rows: Vec<Row>) -> io::Result<()> {
        match self {
            Self::Lines { format: Format::Csv, holder } => {
                let cells = |row: Row| {
                    let cells = table.columns.iter().zip(row);
                    cells.map(|(column, cell)| csv_cell(column.kind, cell))
                };
                holder.write(&csv_lines(rows.into_iter().map(cells))?)
            }
            Self::Lines { holder, .. } => {
                let mut out = Vec::new();
                for (number, row) in (first..).zip(rows) {
                    out.extend(if number == 0 { b"\n".as_slice() } else { b",\n" });
                    out.extend(json_row(table, row));
                }
                holder.write(&out)
            }
            Self::Sheets { book, .. } => {
                let sheet =
                    book.worksheets_mut().last_mut().ok_or_else(|| io::Error::other("no sheet"))?;
                let first = u32::try_from(first + 1).map_err(io::Error::other)?;
                for (number, row) in (first..).zip(rows) {
                    for (place, cell) in (0_u16..).zip(row) {
                        sheet_cell(sheet, number, place, cell).map_err(wrong)?;
                    }
                }
                Ok(())
            }
        }
    }

    fn end_table(&mut self) -> io::Result<()> {
        match self {
            Self::Lines { format: Format::Json, holder } => holder.write(b"\n]\n"),
            Self::Lines { .. } | Self::Sheets { .. } => Ok(()),
        }
    }

    fn end(self, manifest: &Manifest) -> io::Result<()> {
        match self {
            Self::Lines { mut holder, .. } => {
                // Last, so that what has none is known not to be whole.
                holder.begin(MANIFEST)?;
                let mut text = serde_json::to_vec_pretty(manifest)?;
                text.push(b'\n');
                holder.write(&text)?;
                holder.end()
            }
            Self::Sheets { path, mut book } => book.save(path).map_err(wrong),
        }
    }
}

/// What the files of lines are in.
pub(super) enum Holder {
    /// A folder on the disk.
    Folder { path: PathBuf, file: Option<BufWriter<File>> },
    /// One file on its way to somebody.
    Packed(Box<ZipWriter<StreamWriter<Outgoing>>>),
}

impl Holder {
    pub(super) fn packed(send: Sender<ServiceResult<Vec<u8>>>) -> Self {
        Self::Packed(Box::new(ZipWriter::new_stream(Outgoing { send, waiting: Vec::new() })))
    }

    fn begin(&mut self, name: &str) -> io::Result<()> {
        match self {
            Self::Folder { path, file } => {
                if let Some(mut last) = file.take() {
                    last.flush()?;
                }
                *file = Some(BufWriter::new(File::create(beside(path, name))?));
                Ok(())
            }
            Self::Packed(zip) => {
                let options = SimpleFileOptions::default().large_file(true);
                zip.start_file(name, options).map_err(io::Error::other)
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Folder { file: Some(file), .. } => file.write_all(bytes),
            Self::Folder { file: None, .. } => Ok(()),
            Self::Packed(zip) => zip.write_all(bytes),
        }
    }

    fn end(self) -> io::Result<()> {
        match self {
            Self::Folder { file, .. } => file.map_or(Ok(()), |mut file| file.flush()),
            Self::Packed(zip) => zip.finish().map_err(io::Error::other)?.into_inner().flush(),
        }
    }
}

/// Bytes that leave as they are made, as fast as somebody takes them.
pub(super) struct Outgoing {
    send: Sender<ServiceResult<Vec<u8>>>,
    waiting: Vec<u8>,
}

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = std::mem::take(&mut self.waiting);
        if piece.is_empty() {
            return Ok(());
        }
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "nobody takes the file any more");
        self.send.blocking_send(Ok(piece)).map_err(gone)
    }
}

fn csv_lines<R, C>(rows: impl IntoIterator<Item = R>) -> io::Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    let mut file = csv::Writer::from_writer(Vec::new());
    for row in rows {
        file.write_record(row)?;
    }
    file.into_inner().map_err(|error| io::Error::other(error.to_string()))
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
