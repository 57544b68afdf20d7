//! Lists as files: exactly what a filter shows, within the person's scope, all pages of it.
//!
//! A list is read page by page in one transaction, so the file is one consistent picture, and only a page of it is ever
//! in memory.

mod field;
mod guard;
mod lists;
mod models;
mod section;
mod write;

use chrono::NaiveDate;
use domain::access::{Action, Scope};
use domain::company::CompanyFilter;
use domain::forms::FieldErrors;
use domain::list::{DealFilter, LeadFilter, TaskFilter};
use store::Tx;
use tokio::sync::mpsc::{Receiver, Sender, channel};

pub use field::Field;
pub use guard::{guarded, unguarded};
pub use models::models;
pub use section::{Section, section};

use crate::{Ctx, ServiceError, ServiceResult, companies, deals, leads, tasks};
use lists::List;
pub(crate) use write::pieces;
use write::{Lines, sheet};

/// Pages on their way to the reader.
const WAITING: usize = 4;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// A workbook.
    Xlsx,
    /// An array of objects.
    Json,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Json];

    /// The end of a file's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    /// What it is called on the wire.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

impl std::str::FromStr for Format {
    type Err = FieldErrors;

    fn from_str(text: &str) -> Result<Self, FieldErrors> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or_else(|| {
            let message = format!("\"{text}\" is no format: choose csv, xlsx or json.");
            FieldErrors::one("format", message)
        })
    }
}

/// A file on its way.
#[derive(Debug)]
pub struct Download {
    /// Its name.
    pub name: String,
    /// What it is called on the wire.
    pub content_type: &'static str,
    /// Its content, piece by piece. An error is the last, and the file is not whole.
    pub pieces: Receiver<ServiceResult<Vec<u8>>>,
}

/// The leads that pass a filter.
///
/// # Errors
/// `Forbidden` by role; `Invalid` when the list is longer than the format takes.
pub async fn leads(ctx: &Ctx, filter: &LeadFilter, format: Format) -> ServiceResult<Download> {
    ctx.require(Action::Export)?;
    let mut tx = ctx.db().read().await?;
    let query = leads::query_of(&mut tx, filter).await?;
    download(ctx, tx, List::leads(query), format).await
}

/// The companies that pass a filter, with what this person sees of their people and deals.
///
/// # Errors
/// As [`leads`].
pub async fn companies(
    ctx: &Ctx,
    filter: &CompanyFilter,
    format: Format,
) -> ServiceResult<Download> {
    ctx.require(Action::Export)?;
    let query = companies::query_of(filter);
    download(ctx, ctx.db().read().await?, List::companies(query), format).await
}

/// The deals that pass a filter.
///
/// # Errors
/// As [`leads`], and `Invalid` when the filter is malformed.
pub async fn deals(ctx: &Ctx, filter: &DealFilter, format: Format) -> ServiceResult<Download> {
    ctx.require(Action::Export)?;
    let query = deals::query_of(filter)?;
    download(ctx, ctx.db().read().await?, List::deals(query, ctx.now()), format).await
}

/// The tasks that pass a filter.
///
/// # Errors
/// As [`leads`].
pub async fn tasks(ctx: &Ctx, filter: &TaskFilter, format: Format) -> ServiceResult<Download> {
    ctx.require(Action::Export)?;
    let query = tasks::query_of(ctx, filter);
    download(ctx, ctx.db().read().await?, List::tasks(query), format).await
}

async fn download(
    ctx: &Ctx,
    mut tx: Tx,
    mut list: List,
    format: Format,
) -> ServiceResult<Download> {
    let scope = ctx.scope();
    let name = file_name(list.name(), ctx.now().date_naive(), format);
    // What goes wrong at once is answered as on every other page.
    let first = list.next(&mut tx, &scope).await?;
    let pieces = match Lines::of(format) {
        Some(lines) => {
            let (send, pieces) = channel(WAITING);
            tokio::spawn(stream(tx, scope, list, lines, first, send));
            pieces
        }
        None => sheet(tx, scope, list, first).await?,
    };
    Ok(Download { name, content_type: format.content_type(), pieces })
}

/// Sends page after page, as long as somebody takes them.
async fn stream(
    mut tx: Tx,
    scope: Scope,
    mut list: List,
    mut lines: Lines,
    first: Vec<Vec<Field>>,
    send: Sender<ServiceResult<Vec<u8>>>,
) {
    let mut page = Ok(first);
    loop {
        let (piece, is_last) = match page {
            Ok(rows) if rows.is_empty() => (Ok(lines.end(list.columns())), true),
            Ok(rows) => (lines.page(list.columns(), rows), false),
            Err(error) => (Err(error), true),
        };
        let failed = piece.is_err();
        if send.send(piece).await.is_err() || is_last || failed {
            return;
        }
        page = list.next(&mut tx, &scope).await;
    }
}

/// `leads-2026-11-22.csv`
fn file_name(list: &str, day: NaiveDate, format: Format) -> String {
    format!("{list}-{day}.{}", format.as_str())
}

/// A file that could not be written.
fn failed(error: &dyn std::fmt::Display) -> ServiceError {
    ServiceError::Unavailable(format!(
        "The file could not be written: {error}. Check the server's free space and try again."
    ))
}
