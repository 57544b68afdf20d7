//! One file that holds everything: taken while the site is served, and brought back into an empty place.
//!
//! The file is compressed lines of JSON, the same from either engine ([`file`]). What is in it is one consistent
//! picture, since it is read in one transaction. It holds password hashes, so only its owner may read it.

mod compare;
mod file;
mod reader;
mod restore;
mod scheduled;
mod writer;

use std::path::{Path, PathBuf};

use domain::access::Action;
use domain::forms::FieldErrors;
use store::Tx;
use store::archive::{self, Row, Schema, Table};

pub use compare::{Difference, compare};
pub use file::{Header, Summary, TableSum};
pub use reader::check;
pub use restore::restore;
pub(crate) use scheduled::{JOB, take};
pub use scheduled::{Policy, Taken, plan, taken};

use crate::import::Progress;
use crate::{Ctx, ServiceError, ServiceResult};
use writer::Writer;

/// Rows read at once.
const PAGE: usize = 1_000;

/// Writes everything to a new file.
///
/// # Errors
/// `Invalid` when the file is there already or cannot be written; then no file is left.
pub async fn backup(ctx: &Ctx, path: &Path, progress: impl Fn(Progress)) -> ServiceResult<Summary> {
    ctx.require(Action::ExportAll)?;
    if path.exists() {
        let message = format!("{} is there already: name a new file.", path.display());
        return Err(FieldErrors::one("file", message).into());
    }
    let mut tx = ctx.db().read().await?;
    let schema = Schema::read(&mut tx).await?;
    let header = Header::new(schema.version, ctx.now());
    let mut writer = Writer::start(path.to_owned(), header);
    let mut done = 0;
    for table in &schema.tables {
        writer.table(table).await?;
        let mut pages = Pages::new(table);
        while let Some(rows) = pages.next(&mut tx).await? {
            done += rows.len();
            writer.rows(rows).await?;
            progress(Progress { what: "rows", done, total: None });
        }
    }
    drop(tx);
    writer.finish().await
}

/// The rows of a table, page by page.
pub(crate) struct Pages<'a> {
    table: &'a Table,
    last: Option<Row>,
    is_done: bool,
}

impl<'a> Pages<'a> {
    pub(crate) const fn new(table: &'a Table) -> Self {
        Self { table, last: None, is_done: false }
    }

    /// The next rows; `None` after the last.
    pub(crate) async fn next(&mut self, tx: &mut Tx) -> ServiceResult<Option<Vec<Row>>> {
        if self.is_done {
            return Ok(None);
        }
        let rows = archive::page(tx, self.table, self.last.as_ref(), PAGE).await?;
        self.is_done = rows.len() < PAGE;
        self.last = rows.last().cloned();
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }
}

/// A file cannot be written or read.
fn failed(doing: &str, path: &Path, error: &dyn std::fmt::Display) -> ServiceError {
    let message = format!(
        "Cannot {doing} {}: {error}. Check the folder, its rights and free space.",
        path.display()
    );
    FieldErrors::one("file", message).into()
}

/// The file is no backup, or no longer whole.
fn damaged(path: &Path, why: &str) -> ServiceError {
    let message = format!(
        "{} is no whole backup: {why}. Nothing was changed; take another backup file.",
        path.display()
    );
    FieldErrors::one("file", message).into()
}

/// Blocking work, and its answer.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> ServiceResult<T> + Send + 'static,
) -> ServiceResult<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ServiceError::Internal(format!("a backup's thread: {error}")))?
}

/// The name a file has until it is whole.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}
