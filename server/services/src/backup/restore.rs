//! Bringing a backup back.

use std::path::{Path, PathBuf};

use domain::forms::FieldErrors;
use serde_json::Value;
use store::archive::{self, Cell, Row, Schema, Table};
use store::{Db, Tx};
use tokio::sync::mpsc::channel;

use super::file::Summary;
use super::reader::{self, Piece};
use super::{blocking, damaged};
use crate::import::Progress;
use crate::{ServiceError, ServiceResult};

/// Batches on their way from the file.
const WAITING: usize = 8;

/// Brings everything in the file into an empty place, of either engine, and the schema up to date. All of it or
/// nothing. The file must have been found whole by [`super::check`].
///
/// # Errors
/// `Invalid` when the place is not empty or its schema is newer than the file's.
pub async fn restore(
    db: &Db,
    file: PathBuf,
    found: &Summary,
    progress: impl Fn(Progress),
) -> ServiceResult<Summary> {
    prepare(db, found.header.schema).await?;
    let mut tx = db.write().await?;
    let schema = Schema::read(&mut tx).await?;
    if let Some(planned) = schema.table(archive::PLANNED) {
        archive::clear(&mut tx, planned).await?;
    }
    archive::begin_restore(&mut tx, &schema).await?;
    let (send, mut received) = channel(WAITING);
    let path = file.clone();
    let reading = tokio::spawn(blocking(move || {
        reader::read(&path, |piece| {
            send.blocking_send(piece)
                .map_err(|_| ServiceError::Internal("a restore was given up".to_owned()))
        })
    }));
    let mut into = None;
    let mut done = 0;
    while let Some(piece) = received.recv().await {
        match piece {
            Piece::Table { name, columns } => {
                into = Some(Target::find(&file, &schema, &name, &columns)?);
            }
            Piece::Rows(rows) => {
                done += rows.len();
                if let Some(into) = &into {
                    into.put(&mut tx, &file, rows).await?;
                }
                progress(Progress {
                    what: "rows",
                    done,
                    total: usize::try_from(found.rows()).ok(),
                });
            }
        }
    }
    let read = reading
        .await
        .map_err(|error| ServiceError::Internal(format!("reading a backup: {error}")))??;
    archive::end_restore(&mut tx, &schema).await?;
    tx.commit().await?;
    db.migrate().await?;
    Ok(read)
}

/// Makes sure that nothing is lost, and gives the place the schema of the file.
async fn prepare(db: &Db, version: i64) -> ServiceResult<()> {
    let mut tx = db.read().await?;
    let present = Schema::read(&mut tx).await?;
    if let Some(table) = archive::occupied(&mut tx, &present).await? {
        return Err(refused(&format!(
            "There is data in this database already ({table}). Restore into an empty one."
        )));
    }
    drop(tx);
    if present.version > version {
        return Err(refused(
            "This empty database has a newer schema than the backup. Restore into a database that is not made yet; \
             it is brought up to date afterwards.",
        ));
    }
    Ok(db.migrate_to(version).await?)
}

fn refused(message: &str) -> ServiceError {
    FieldErrors::one("database", message).into()
}

/// The table that rows go to, and where in the file's rows each of its columns stands.
struct Target {
    table: Table,
    places: Vec<usize>,
}

impl Target {
    fn find(file: &Path, schema: &Schema, name: &str, columns: &[String]) -> ServiceResult<Self> {
        let unknown =
            |what: &str| damaged(file, &format!("{what} of {name} is not known to its version"));
        let table = schema.table(name).ok_or_else(|| unknown("the table"))?.clone();
        let places: Option<Vec<usize>> = table
            .columns
            .iter()
            .map(|column| columns.iter().position(|known| *known == column.name))
            .collect();
        let places = places.filter(|places| places.len() == columns.len());
        Ok(Self { table, places: places.ok_or_else(|| unknown("a column"))? })
    }

    async fn put(&self, tx: &mut Tx, file: &Path, rows: Vec<Vec<Value>>) -> ServiceResult<()> {
        let cells: Option<Vec<Row>> = rows.into_iter().map(|row| self.cells(row)).collect();
        let cells = cells.ok_or_else(|| {
            damaged(file, &format!("a row of {} does not fit its columns", self.table.name))
        })?;
        Ok(archive::insert(tx, &self.table, &cells).await?)
    }

    fn cells(&self, mut row: Vec<Value>) -> Option<Row> {
        let columns = self.table.columns.iter().zip(&self.places);
        columns
            .map(|(column, place)| Cell::from_json(column.kind, row.get_mut(*place)?.take()))
            .collect()
    }
}
