//! Everything as files that other programs read, and back again into an empty installation.
//!
//! One file for each table of what people work with, in the order of its keys: two exports of one state are equal to
//! the byte. Left out on purpose: passwords, sessions, the journal and what is computed from the rest. A backup has it
//! all.

mod bring;
mod face;
mod files;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use domain::access::Action;
use domain::forms::FieldErrors;
use serde::{Deserialize, Serialize};
use store::archive::{Cell, Row, Schema, Table};
use tokio::sync::mpsc::channel;

pub use bring::{Brought, bring, is_export};

use crate::backup::Pages;
use crate::export::{Download, Format, pieces};
use crate::import::Progress;
use crate::{Ctx, ServiceError, ServiceResult};
use files::{Holder, Piece, Target};

/// The file that says what the others are.
const MANIFEST: &str = "rainmaker-export.json";
/// The version of the files' own form.
const FORM: i64 = 1;
/// Pages on their way to the writing thread.
const WAITING: usize = 4;

/// What is exported, by table.
const TABLES: &[&str] = &[
    "app_user",
    "batch",
    "campaign",
    "campaign_cost",
    "comment",
    "company",
    "discount_request",
    "enrolment",
    "forecast_call",
    "forecast_scenario",
    "forecast_snapshot",
    "interaction",
    "lead",
    "lead_score_history",
    "learner",
    "opportunity",
    "opportunity_product",
    "opportunity_stage_history",
    "opportunity_version",
    "pin",
    "pipeline",
    "pipeline_version",
    "product",
    "quota",
    "rep_performance_metric",
    "setting",
    "stage",
    "task",
    "team",
    "team_reach",
    "touch",
    "trainer",
    "web_form",
    "web_form_entry",
];

/// Secrets, and references to what is not exported.
const LEFT_OUT: &[(&str, &str)] = &[
    ("app_user", "password_hash"),
    ("lead_score_history", "journal_id"),
    ("opportunity_stage_history", "journal_id"),
    ("opportunity_version", "journal_id"),
    ("web_form", "secret"),
];

/// The settings that are an installation's own and no secret; another is not exported unless it stands here.
const SETTINGS: &[&str] =
    &["forecast", "ideal_customer", "installation", "queue", "scoring", "win"];

/// What an export holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the files' own form.
    pub rainmaker_export: i64,
    /// The newest migration of the database it was taken from.
    pub schema: i64,
    /// `csv` or `json`.
    pub format: String,
    /// The tables: what is referred to stands before what refers to it.
    pub tables: Vec<TableFile>,
}

impl Manifest {
    /// The rows of all tables.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// One table's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    /// The table.
    pub table: String,
    /// Its file's name.
    pub file: String,
    /// Its rows.
    pub rows: usize,
    /// Its columns.
    pub columns: Vec<String>,
}

/// Writes everything into a new folder (CSV, JSON) or file (XLSX).
///
/// # Errors
/// `Invalid` when something is there already or it cannot be written.
pub async fn export(
    ctx: &Ctx,
    path: &Path,
    format: Format,
    progress: impl Fn(Progress),
) -> ServiceResult<Manifest> {
    ctx.require(Action::ExportAll)?;
    refuse_used(path)?;
    let place = path.to_owned();
    write(ctx, path, move || Target::open(&place, format), progress).await
}

/// Reads every table in one transaction, and has them written on a thread of its own.
async fn write(
    ctx: &Ctx,
    path: &Path,
    target: impl FnOnce() -> io::Result<Target> + Send + 'static,
    progress: impl Fn(Progress),
) -> ServiceResult<Manifest> {
    let mut tx = ctx.db().read().await?;
    let schema = Schema::read(&mut tx).await?;
    let (send, received) = channel(WAITING);
    let (place, version) = (path.to_owned(), schema.version);
    let thread =
        tokio::task::spawn_blocking(move || files::write(&place, target(), version, received));
    let (mut done, mut is_taken) = (0, true);
    for table in schema.tables.iter().filter(|table| TABLES.contains(&table.name.as_str())) {
        let shown = Shown::of(table);
        is_taken = send.send(Piece::Table(shown.table.clone())).await.is_ok();
        let mut pages = Pages::new(table);
        while is_taken && let Some(rows) = pages.next(&mut tx).await? {
            done += rows.len();
            is_taken = send.send(Piece::Rows(shown.rows(rows))).await.is_ok();
            progress(Progress { what: "rows", done, total: None });
        }
        if !is_taken {
            // The thread takes no more: it has failed, and says why.
            break;
        }
    }
    if is_taken {
        let _ = send.send(Piece::End).await;
    }
    drop((send, tx));
    thread.await.map_err(|error| ServiceError::Internal(format!("writing an export: {error}")))?
}

/// Everything as one file: a workbook, which is whole before it leaves, or the files of a folder, packed as they leave.
///
/// # Errors
/// `Forbidden` by role; as [`export`] for a workbook. What goes wrong with a packed file later is its last piece.
pub async fn everything(ctx: &Ctx, format: Format) -> ServiceResult<Download> {
    ctx.require(Action::ExportAll)?;
    let day = ctx.now().date_naive();
    if format == Format::Xlsx {
        let name = format!("rainmaker-{day}.xlsx");
        let pieces = pieces(workbook(ctx, &name).await?);
        return Ok(Download { name, content_type: format.content_type(), pieces });
    }
    let name = format!("rainmaker-{day}-{}.zip", format.as_str());
    let (send, pieces) = channel(WAITING);
    let (ctx, path) = (ctx.clone(), PathBuf::from(&name));
    tokio::spawn(async move {
        let holder = Holder::packed(send.clone());
        let target = move || Ok(Target::Lines { format, holder });
        if let Err(error) = write(&ctx, &path, target, |_| {}).await {
            // Nobody is left to tell when this fails too.
            let _ = send.send(Err(error)).await;
        }
    });
    Ok(Download { name, content_type: "application/zip", pieces })
}

async fn workbook(ctx: &Ctx, name: &str) -> ServiceResult<File> {
    let failed = |error: io::Error| cannot("write", Path::new(name), &error);
    let folder = tempfile::tempdir().map_err(failed)?;
    let path = folder.path().join(name);
    export(ctx, &path, Format::Xlsx, |_| {}).await?;
    // On every system we serve from, an open file is read to its end though its name has gone with the folder.
    File::open(&path).map_err(failed)
}

/// The columns of a table that are exported.
struct Shown {
    table: Table,
    places: Vec<usize>,
    setting_key: Option<usize>,
}

impl Shown {
    fn of(table: &Table) -> Self {
        let is_shown = |column: &str| !LEFT_OUT.contains(&(table.name.as_str(), column));
        let places: Vec<usize> = (0..table.columns.len())
            .filter(|place| table.columns.get(*place).is_some_and(|column| is_shown(&column.name)))
            .collect();
        let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
        let names: Vec<String> = names.into_iter().filter(|name| is_shown(name)).collect();
        let setting_key = if table.name == "setting" { table.position("key") } else { None };
        Self { table: table.only(&names), places, setting_key }
    }

    fn rows(&self, rows: Vec<Row>) -> Vec<Row> {
        let is_shown = |row: &Row| match self.setting_key.and_then(|place| row.get(place)) {
            Some(Cell::Text(key)) => SETTINGS.contains(&key.as_str()),
            _ => true,
        };
        rows.into_iter()
            .filter(is_shown)
            .map(|mut row| {
                let taken = |place: &usize| row.get_mut(*place).map(std::mem::take);
                self.places.iter().filter_map(taken).collect()
            })
            .collect()
    }
}

/// Nothing is ever written over.
fn refuse_used(path: &Path) -> ServiceResult<()> {
    let is_empty_folder =
        || std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if path.exists() && !is_empty_folder() {
        let message = format!("{} is there already: name a new one.", path.display());
        return Err(FieldErrors::one("path", message).into());
    }
    Ok(())
}

fn cannot(doing: &str, path: &Path, error: &dyn std::fmt::Display) -> ServiceError {
    let message = format!(
        "Cannot {doing} {}: {error}. Check the folder, its rights and free space.",
        path.display()
    );
    FieldErrors::one("path", message).into()
}

/// A file beside the manifest.
fn beside(folder: &Path, file: &str) -> PathBuf {
    folder.join(file)
}
