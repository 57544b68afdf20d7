//! Writing a backup: the database is read on one thread while another compresses and writes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use store::archive::{Row, Table};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use super::file::{Header, Mark, Sum, Summary, TableSum, lines};
use super::{failed, unfinished};
use crate::{ServiceError, ServiceResult};

/// Pages on their way to the writing thread.
const WAITING: usize = 8;

enum Piece {
    Table {
        name: String,
        columns: Vec<String>,
    },
    Rows {
        lines: Vec<u8>,
        rows: usize,
    },
    /// Without it the file is thrown away.
    Whole,
}

/// A backup that is being written.
pub(super) struct Writer {
    pieces: Sender<Piece>,
    thread: JoinHandle<ServiceResult<Summary>>,
}

impl Writer {
    /// Begins the file.
    pub(super) fn start(path: PathBuf, header: Header) -> Self {
        let (pieces, received) = channel(WAITING);
        let thread = tokio::task::spawn_blocking(move || write(&path, header, received));
        Self { pieces, thread }
    }

    /// Begins a table.
    pub(super) async fn table(&mut self, table: &Table) -> ServiceResult<()> {
        let columns = table.columns.iter().map(|column| column.name.clone()).collect();
        self.send(Piece::Table { name: table.name.clone(), columns }).await
    }

    /// Adds rows to the table begun last.
    pub(super) async fn rows(&mut self, rows: Vec<Row>) -> ServiceResult<()> {
        let count = rows.len();
        self.send(Piece::Rows { lines: lines(rows), rows: count }).await
    }

    /// Ends the file; only now it gets its name.
    pub(super) async fn finish(mut self) -> ServiceResult<Summary> {
        self.send(Piece::Whole).await?;
        self.end().await
    }

    /// A thread that takes no more has failed, and says why.
    async fn send(&mut self, piece: Piece) -> ServiceResult<()> {
        if self.pieces.send(piece).await.is_ok() {
            return Ok(());
        }
        self.end().await.map(drop)
    }

    async fn end(&mut self) -> ServiceResult<Summary> {
        (&mut self.thread)
            .await
            .map_err(|error| ServiceError::Internal(format!("writing a backup: {error}")))?
    }
}

fn write(path: &Path, header: Header, received: Receiver<Piece>) -> ServiceResult<Summary> {
    let part = unfinished(path);
    let written = write_part(&part, &header, received).and_then(|tables| {
        fs::rename(&part, path)?;
        Ok(Summary { header, tables, bytes: fs::metadata(path)?.len() })
    });
    written.map_err(|error| {
        // What is left over of it helps nobody.
        let _ = fs::remove_file(&part);
        failed("write", path, &error)
    })
}

fn write_part(
    part: &Path,
    header: &Header,
    mut received: Receiver<Piece>,
) -> io::Result<Vec<TableSum>> {
    let mut out = GzEncoder::new(BufWriter::new(private(part)?), Compression::fast());
    line(&mut out, header)?;
    let mut tables = Vec::new();
    let mut present: Option<(String, Sum)> = None;
    while let Some(piece) = received.blocking_recv() {
        match piece {
            Piece::Table { name, columns } => {
                end_table(&mut out, present.take(), &mut tables)?;
                line(&mut out, &Mark::Begin { table: name.clone(), columns })?;
                present = Some((name, Sum::default()));
            }
            Piece::Rows { lines, rows } => {
                out.write_all(&lines)?;
                if let Some((_, sum)) = &mut present {
                    sum.add(&lines, rows);
                }
            }
            Piece::Whole => {
                end_table(&mut out, present.take(), &mut tables)?;
                line(&mut out, &Mark::Last { tables: tables.len() })?;
                let file = out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.sync_all()?;
                return Ok(tables);
            }
        }
    }
    Err(io::Error::other("it was given up"))
}

fn end_table(
    out: &mut impl Write,
    present: Option<(String, Sum)>,
    tables: &mut Vec<TableSum>,
) -> io::Result<()> {
    let Some((name, sum)) = present else { return Ok(()) };
    let sum = sum.finish(&name);
    line(out, &Mark::End { rows: sum.rows, sha256: sum.sha256.clone() })?;
    tables.push(sum);
    Ok(())
}

fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// A new file that only its owner may read.
fn private(path: &Path) -> io::Result<File> {
    let _ = fs::remove_file(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
