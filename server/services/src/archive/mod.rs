//! Everything as files that other programs read, and back again into an empty installation.
//!
//! One file for each table of what people work with, in the order of its keys: two exports of one state are equal to
//! the byte. Left out on purpose: passwords, sessions, the journal and what is computed from the rest. A backup has it
//! all.

mod bring;
mod face;
mod files;

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
use files::Piece;

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
    "company",
    "enrolment",
    "forecast_snapshot",
    "interaction",
    "lead",
    "lead_score_history",
    "learner",
    "opportunity",
    "opportunity_product",
    "opportunity_stage_history",
    "opportunity_version",
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
];

/// Secrets, and references to what is not exported.
const LEFT_OUT: &[(&str, &str)] = &[
    ("app_user", "password_hash"),
    ("lead_score_history", "journal_id"),
    ("opportunity_stage_history", "journal_id"),
    ("opportunity_version", "journal_id"),
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
    let mut tx = ctx.db().read().await?;
    let schema = Schema::read(&mut tx).await?;
    let (send, received) = channel(WAITING);
    let (place, version) = (path.to_owned(), schema.version);
    let thread =
        tokio::task::spawn_blocking(move || files::write(&place, format, version, received));
    let mut done = 0;
    for table in schema.tables.iter().filter(|table| TABLES.contains(&table.name.as_str())) {
        let shown = Shown::of(table);
        let mut is_taken = send.send(Piece::Table(shown.table.clone())).await.is_ok();
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
    drop((send, tx));
    thread.await.map_err(|error| ServiceError::Internal(format!("writing an export: {error}")))?
}

/// Everything as one file: a workbook, or a folder that is packed.
///
/// # Errors
/// As [`export`].
pub async fn everything(ctx: &Ctx, format: Format) -> ServiceResult<Download> {
    let folder =
        tempfile::tempdir().map_err(|error| cannot("make", Path::new("a folder"), &error))?;
    let path = folder.path().join("rainmaker");
    export(ctx, &path, format, |_| {}).await?;
    let day = ctx.now().date_naive();
    let (name, content_type, file) = match format {
        Format::Xlsx => {
            let name = format!("rainmaker-{day}.xlsx");
            (name, format.content_type(), std::fs::File::open(&path))
        }
        Format::Csv | Format::Json => {
            let packed = tokio::task::spawn_blocking(move || files::packed(&path));
            let packed = packed.await.map_err(|error| ServiceError::Internal(error.to_string()))?;
            (format!("rainmaker-{day}-{}.zip", format.as_str()), "application/zip", packed)
        }
    };
    let file = file.map_err(|error| cannot("write", Path::new(&name), &error))?;
    // The file is open; on every system we serve from, it is read to its end though its name has gone.
    drop(folder);
    Ok(Download { name, content_type, pieces: pieces(file) })
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
