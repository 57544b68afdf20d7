//! An export of everything, brought into an empty installation of either engine.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use domain::access::Action;
use domain::forms::FieldErrors;
use domain::ids::UnitId;
use domain::journal::Actor;
use serde_json::Value;
use store::archive::{self, Cell, Column, Kind, Row, Schema, Table};
use store::bulk::Load;
use store::{Db, Tx};
use tokio::sync::mpsc::{Receiver, channel};

use super::face::{entity, face};
use super::{FORM, MANIFEST, Manifest, TABLES, TableFile, WAITING, beside, cannot};
use crate::export::unguarded;
use crate::import::Progress;
use crate::{Ctx, ServiceError, ServiceResult, live};

/// Rows handed on at once.
const BATCH: usize = 1_000;

/// What came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// The unit of the journal that all of it belongs to.
    pub unit: UnitId,
    /// What the export said it holds, which is what came in.
    pub manifest: Manifest,
}

/// Whether this is the folder of an export of everything.
#[must_use]
pub fn is_export(path: &Path) -> bool {
    beside(path, MANIFEST).is_file()
}

/// Brings an export in: every record with its own key, as one unit of the journal. All of it or nothing.
///
/// # Errors
/// `Invalid` when the installation is not empty, or a file is not what the export said.
pub async fn bring(
    ctx: &Ctx,
    folder: &Path,
    progress: impl Fn(Progress),
) -> ServiceResult<Brought> {
    ctx.require(Action::Import)?;
    let manifest = read_manifest(folder)?;
    let mut tx = ctx.db().read().await?;
    let schema = Schema::read(&mut tx).await?;
    refuse_unless_empty(&mut tx, &schema).await?;
    drop(tx);
    let actor = Actor::Import(ctx.actor().user());
    let mut load = Load::begin(ctx.db(), "Imported everything", actor, ctx.now()).await?;
    archive::begin_restore(&mut load.tx, &schema).await?;
    let mut done = 0;
    for file in &manifest.tables {
        let table = target(folder, &schema, file)?;
        let mut batches = read(folder.join(&file.file), manifest.format == "csv", table.clone());
        let mut rows = 0;
        while let Some(batch) = batches.recv().await {
            let batch = batch?;
            rows += batch.len();
            done += batch.len();
            put(&mut load, &table, &batch).await?;
            progress(Progress { what: "rows", done, total: Some(manifest.rows()) });
        }
        if rows != file.rows {
            return Err(wrong(folder, file, &format!("it has {rows} rows, not {}", file.rows)));
        }
    }
    store::rollups::rebuild(&mut load.tx).await?;
    archive::end_restore(&mut load.tx, &schema).await?;
    let unit = load.commit().await?;
    live::tell_everything(ctx.host()).await;
    Ok(Brought { unit, manifest })
}

fn read_manifest(folder: &Path) -> ServiceResult<Manifest> {
    let path = beside(folder, MANIFEST);
    let text = fs::read(&path).map_err(|error| cannot("read", &path, &error))?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|error| refused(&format!("{} cannot be read: {error}.", path.display())))?;
    if manifest.rainmaker_export > FORM || manifest.schema > Db::newest_version() {
        return Err(refused(
            "This export was made by a newer version of this program: import it with that one.",
        ));
    }
    if !["csv", "json"].contains(&manifest.format.as_str()) {
        return Err(refused(
            "Only exports as CSV or JSON can be imported: export again in one of them.",
        ));
    }
    Ok(manifest)
}

async fn refuse_unless_empty(tx: &mut Tx, schema: &Schema) -> ServiceResult<()> {
    if let Some(table) = archive::occupied(tx, schema).await? {
        return Err(refused(&format!(
            "There is data in this installation already ({table}). An export of everything keeps its records' numbers, \
             so it needs an empty one: name another with --database-url."
        )));
    }
    Ok(())
}

/// The table with the columns that the file has; the others keep what they are when nothing is said.
fn target(folder: &Path, schema: &Schema, file: &TableFile) -> ServiceResult<Table> {
    let unknown =
        || wrong(folder, file, "it has a table or a column that this version does not know");
    let is_plain = Path::new(&file.file).file_name().is_some_and(|name| name == file.file.as_str());
    if !is_plain || !TABLES.contains(&file.table.as_str()) {
        return Err(unknown());
    }
    let table = schema.table(&file.table).ok_or_else(unknown)?.only(&file.columns);
    let names: Vec<&String> = table.columns.iter().map(|column| &column.name).collect();
    if names != file.columns.iter().collect::<Vec<_>>() {
        return Err(unknown());
    }
    Ok(table)
}

async fn put(load: &mut Load, table: &Table, rows: &[Row]) -> ServiceResult<()> {
    archive::insert(&mut load.tx, table, rows).await?;
    if let Some(entity) = entity(&table.name) {
        let faces: Vec<(i64, Value)> = rows.iter().filter_map(|row| face(table, row)).collect();
        let records: Vec<(i64, &Value)> = faces.iter().map(|(id, face)| (*id, face)).collect();
        load.created(entity, &records).await?;
    }
    Ok(())
}

/// Reads a file on a thread of its own.
fn read(path: PathBuf, is_csv: bool, table: Table) -> Receiver<ServiceResult<Vec<Row>>> {
    let (send, received) = channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let taker = send.clone();
        let take = move |rows| taker.blocking_send(Ok(rows)).is_ok();
        let read =
            if is_csv { csv_rows(&path, &table, take) } else { json_rows(&path, &table, take) };
        if let Err(error) = read {
            // Nobody waits for it any more when this fails.
            let _ = send.blocking_send(Err(error));
        }
    });
    received
}

fn csv_rows(
    path: &Path,
    table: &Table,
    mut take: impl FnMut(Vec<Row>) -> bool,
) -> ServiceResult<()> {
    let mut file = csv::Reader::from_path(path).map_err(|error| cannot("read", path, &error))?;
    let mut batch = Vec::with_capacity(BATCH);
    for record in file.records() {
        let record = record.map_err(|error| cannot("read", path, &error))?;
        let cells = table.columns.iter().zip(&record);
        let row: Option<Row> = cells.map(|(column, cell)| csv_cell(column, cell)).collect();
        let line = record.position().map_or(0, csv::Position::line);
        batch.push(row.ok_or_else(|| no_row(path, line))?);
        if batch.len() == BATCH && !take(std::mem::take(&mut batch)) {
            return Ok(());
        }
    }
    take(batch);
    Ok(())
}

/// An empty cell is nothing where the column may hold nothing, and the empty text elsewhere.
fn csv_cell(column: &Column, cell: &str) -> Option<Cell> {
    if cell.is_empty() && column.nullable {
        return Some(Cell::Null);
    }
    let is_guarded = matches!(column.kind, Kind::Text | Kind::Json);
    Cell::from_text(column.kind, if is_guarded { unguarded(cell) } else { cell })
}

/// One object to a line, as it was written.
fn json_rows(
    path: &Path,
    table: &Table,
    mut take: impl FnMut(Vec<Row>) -> bool,
) -> ServiceResult<()> {
    let file = File::open(path).map_err(|error| cannot("read", path, &error))?;
    let mut batch = Vec::with_capacity(BATCH);
    for (number, line) in (1_u64..).zip(BufReader::new(file).lines()) {
        let line = line.map_err(|error| cannot("read", path, &error))?;
        let line = line.trim_end_matches(',');
        if matches!(line, "[" | "]" | "") {
            continue;
        }
        let mut object: Value = serde_json::from_str(line).map_err(|_| no_row(path, number))?;
        let row: Option<Row> = table
            .columns
            .iter()
            .map(|column| Cell::from_json(column.kind, object.get_mut(&column.name)?.take()))
            .collect();
        batch.push(row.ok_or_else(|| no_row(path, number))?);
        if batch.len() == BATCH && !take(std::mem::take(&mut batch)) {
            return Ok(());
        }
    }
    take(batch);
    Ok(())
}

fn no_row(path: &Path, line: u64) -> ServiceError {
    refused(&format!(
        "{} line {line} does not fit the columns of its table. Nothing was changed; take the export's own files.",
        path.display()
    ))
}

fn wrong(folder: &Path, file: &TableFile, why: &str) -> ServiceError {
    refused(&format!(
        "{} is not what the export says: {why}. Nothing was changed; take the export's own files.",
        folder.join(&file.file).display()
    ))
}

fn refused(message: &str) -> ServiceError {
    FieldErrors::one("import", message).into()
}
