//! Reading a backup, and finding out whether it is whole.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use domain::forms::FieldErrors;
use flate2::read::GzDecoder;
use serde_json::Value;
use store::Db;

use super::file::{FORM, Header, Mark, Sum, Summary, TableSum};
use super::{blocking, damaged, failed};
use crate::{ServiceError, ServiceResult};

/// Rows handed on at once.
const BATCH: usize = 1_000;

/// What a backup is made of, in its order.
pub(super) enum Piece {
    /// A table begins.
    Table { name: String, columns: Vec<String> },
    /// Some of its rows.
    Rows(Vec<Vec<Value>>),
}

/// Reads the whole file and compares it with the checksums in it.
///
/// # Errors
/// `Invalid` when it is damaged, no backup, or of a newer version.
pub async fn check(path: PathBuf) -> ServiceResult<Summary> {
    blocking(move || read(&path, |_| Ok(()))).await
}

/// Reads the file and hands on what is in it. What was handed on holds only when this ends well.
pub(super) fn read(
    path: &Path,
    mut take: impl FnMut(Piece) -> ServiceResult<()>,
) -> ServiceResult<Summary> {
    let file = File::open(path).map_err(|error| failed("read", path, &error))?;
    let bytes = file.metadata().map_err(|error| failed("read", path, &error))?.len();
    let mut lines = Lines {
        path,
        input: BufReader::new(GzDecoder::new(BufReader::new(file))),
        line: Vec::new(),
    };
    let header = header(&mut lines)?;
    let mut tables: Vec<TableSum> = Vec::new();
    loop {
        match lines.mark()? {
            Mark::Begin { table, columns } => {
                take(Piece::Table { name: table.clone(), columns })?;
                tables.push(rows(&mut lines, &table, &mut take)?);
            }
            Mark::Last { tables: count } if count == tables.len() => {
                // Reading to the end checks what the compression says of the whole.
                return if lines.next()? {
                    Err(damaged(path, "something follows its end"))
                } else {
                    Ok(Summary { header, tables, bytes })
                };
            }
            Mark::Last { .. } | Mark::End { .. } => {
                return Err(damaged(path, "its tables are not all there"));
            }
        }
    }
}

fn header(lines: &mut Lines<'_>) -> ServiceResult<Header> {
    let header: Header =
        if lines.next()? { serde_json::from_slice(&lines.line).ok() } else { None }
            .ok_or_else(|| damaged(lines.path, "it does not begin as one"))?;
    if header.rainmaker_backup > FORM || header.schema > Db::newest_version() {
        let message = format!(
            "{} was made by a newer version of this program: restore it with that one.",
            lines.path.display()
        );
        return Err(FieldErrors::one("file", message).into());
    }
    Ok(header)
}

/// The rows of one table, up to its end.
fn rows(
    lines: &mut Lines<'_>,
    table: &str,
    take: &mut impl FnMut(Piece) -> ServiceResult<()>,
) -> ServiceResult<TableSum> {
    let mut sum = Sum::default();
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        if !lines.next()? {
            return Err(lines.cut_off());
        }
        if lines.line.first() != Some(&b'[') {
            break;
        }
        sum.add(&lines.line, 1);
        batch.push(lines.parsed()?);
        if batch.len() == BATCH {
            take(Piece::Rows(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))))?;
        }
    }
    let Mark::End { rows, sha256 } = lines.parsed()? else {
        return Err(damaged(lines.path, &format!("the table {table} has no end")));
    };
    let found = sum.finish(table);
    if found.rows != rows || found.sha256 != sha256 {
        return Err(damaged(
            lines.path,
            &format!("the rows of {table} do not match their checksum"),
        ));
    }
    take(Piece::Rows(batch))?;
    Ok(found)
}

struct Lines<'a> {
    path: &'a Path,
    input: BufReader<GzDecoder<BufReader<File>>>,
    line: Vec<u8>,
}

impl Lines<'_> {
    /// Reads the next line; `false` at the end.
    fn next(&mut self) -> ServiceResult<bool> {
        self.line.clear();
        let read = self.input.read_until(b'\n', &mut self.line);
        read.map(|bytes| bytes > 0).map_err(|error| damaged(self.path, &error.to_string()))
    }

    fn mark(&mut self) -> ServiceResult<Mark> {
        if self.next()? { self.parsed() } else { Err(self.cut_off()) }
    }

    fn parsed<T: serde::de::DeserializeOwned>(&self) -> ServiceResult<T> {
        serde_json::from_slice(&self.line)
            .map_err(|error| damaged(self.path, &format!("a line cannot be read ({error})")))
    }

    fn cut_off(&self) -> ServiceError {
        damaged(self.path, "it was cut off")
    }
}
