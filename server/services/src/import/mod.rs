//! Bringing data in from files.
//!
//! Files are known by their columns ([`layout`]); each row is taken or reported with its line, its field and what to do.
//! What a file says of a record that is there already is compared field by field: a second run changes nothing. All of
//! it is one transaction and one unit of the journal: an import that is killed has never been.

mod catalogue;
mod deals;
mod files;
mod layout;
mod names;
mod people;
mod pipeline;
mod progress;
mod rejected;
mod report;
mod rows;
pub mod runs;
pub(crate) mod sheet;
#[cfg(test)]
mod spectrum;
mod tally;
pub(crate) mod text;
pub(crate) mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::access::Action;
use domain::journal::Actor;
use domain::money::Cents;
use store::bulk::Load;
use store::imports::{self, BadRow, Run};

pub use layout::Kind;
pub(crate) use names::address;
pub use progress::Progress;
pub use report::{FileReport, ImportReport, RowError};

use crate::forecasting::backtest;
use crate::{Ctx, ServiceError, ServiceResult, installation, live};
use files::{Found, Source};
use rows::{CompanyIn, DealIn, PersonIn, ProductIn, StageIn};
use tally::{Row, Tally};

/// What to bring in.
#[derive(Clone, Debug)]
pub struct ImportSettings {
    /// A file, or a folder of them.
    pub path: PathBuf,
    /// The folder to write bad rows to; `None`: beside the files.
    pub rejected: Option<PathBuf>,
}

/// Brings the files in.
///
/// # Errors
/// `Invalid` when a file cannot be read or is no known table: it names the file and the line, and nothing was written.
/// Rows that cannot be taken are no error: the report has them, and the others come in.
pub async fn run(
    ctx: &Ctx,
    settings: &ImportSettings,
    progress: impl Fn(Progress),
) -> ServiceResult<ImportReport> {
    ctx.require(Action::Import)?;
    let started_at = ctx.now();
    let found = read_files(settings.path.clone()).await?;
    let label = format!("Imported {}", name_of(&settings.path));
    let actor = Actor::Import(ctx.actor().user());
    let mut load = Load::begin(ctx.db(), &label, actor, started_at).await?;
    let mut report = write(&mut load, &found, &progress).await?;
    if report.changed_anything() {
        store::rollups::rebuild(&mut load.tx).await?;
        keep_run(ctx, &mut load, settings, &found, &report, started_at).await?;
        if report
            .files
            .iter()
            .any(|file| file.kind == Kind::Deals && file.created + file.updated > 0)
        {
            backtest::queue(&mut load.tx, "import", ctx.actor().user(), started_at).await?;
        }
        load.commit().await?;
        live::tell_everything(ctx.host()).await;
    }
    match rejected::write(&folder(settings), &found.sources, &report.errors) {
        Ok(path) => report.rejected = path,
        Err(note) => report.notes.push(note),
    }
    Ok(report)
}

/// Whether this is a folder, or a file of one of its layouts; any other file is read by its columns ([`runs`]).
#[must_use]
pub fn knows(path: &Path) -> bool {
    if path.is_dir() {
        return true;
    }
    let Ok(bytes) = std::fs::read(path) else { return true };
    let sheet = text::decode(&bytes).ok().and_then(|text| sheet::Sheet::read(&text).ok());
    sheet.is_some_and(|sheet| layout::recognise(&sheet.heads).is_some())
}

async fn read_files(path: PathBuf) -> ServiceResult<Found> {
    tokio::task::spawn_blocking(move || files::read(&path))
        .await
        .map_err(|error| ServiceError::Internal(format!("reading files: {error}")))?
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn folder(settings: &ImportSettings) -> PathBuf {
    let beside =
        if settings.path.is_dir() { Some(settings.path.as_path()) } else { settings.path.parent() };
    settings.rejected.clone().or(beside.map(Path::to_owned)).unwrap_or_default()
}

/// Writes everything within the load, in the order in which the files refer to each other.
async fn write(
    load: &mut Load,
    found: &Found,
    progress: &impl Fn(Progress),
) -> ServiceResult<ImportReport> {
    let currency = installation::get(&mut load.tx).await?.currency;
    let mut tally = Tally::new(found.notes.clone());
    let companies = all(found, Kind::Companies, |source| {
        tally.read(source, "account", CompanyIn::read, |company| &company.name)
    });
    let products = all(found, Kind::Products, |source| {
        tally.read(source, "product", ProductIn::read, |product| &product.name)
    });
    let people = all(found, Kind::People, |source| {
        tally.read(source, "sales_agent", PersonIn::read, |person| &person.name)
    });
    let deals = all(found, Kind::Deals, |source| {
        tally.read(source, "opportunity_id", DealIn::read, |deal| &deal.key)
    });

    let companies = catalogue::companies(load, &mut tally, companies).await?;
    let products = catalogue::products(load, &mut tally, products, currency).await?;
    let people = people::people(load, &mut tally, people).await?;
    let mut won_by_year = Vec::new();
    if !deals.is_empty() {
        let values: Vec<&DealIn> = deals.iter().map(|row| &row.value).collect();
        let as_of = newest_day(&values).unwrap_or(load.at().date_naive());
        won_by_year = won(&values);
        note_deals(&mut tally, &values, as_of);
        let stages = pipeline::ensure(load, &values).await?;
        let world = deals::World { companies, products, people, stages, currency, as_of };
        deals::deals(load, &mut tally, &world, deals, progress).await?;
    }
    Ok(summary(tally, won_by_year))
}

/// Every row of the files of one kind.
fn all<'a, T>(
    found: &'a Found,
    kind: Kind,
    read: impl FnMut(&'a Source) -> Vec<Row<'a, T>>,
) -> Vec<Row<'a, T>> {
    found.sources.iter().filter(|source| source.kind == kind).flat_map(read).collect()
}

fn summary(mut tally: Tally, won_by_year: Vec<(i32, Cents)>) -> ImportReport {
    let mut notes = tally.meanings();
    notes.append(&mut tally.notes);
    let mut report = ImportReport {
        files: tally.files,
        errors: tally.errors,
        notes,
        won_by_year,
        ..ImportReport::default()
    };
    report.sum_up();
    report
}

fn newest_day(deals: &[&DealIn]) -> Option<NaiveDate> {
    deals.iter().flat_map(|deal| [deal.engaged_on, deal.closed_on]).flatten().max()
}

fn won(deals: &[&DealIn]) -> Vec<(i32, Cents)> {
    let mut years: BTreeMap<i32, Cents> = BTreeMap::new();
    for deal in deals.iter().filter(|deal| deal.stage == StageIn::Won) {
        if let (Some(day), Some(value)) = (deal.closed_on, deal.value) {
            let sum = years.entry(day.year()).or_default();
            *sum = Cents::sum([*sum, value]);
        }
    }
    years.into_iter().collect()
}

/// What was decided about deals that leave something open.
fn note_deals(tally: &mut Tally, deals: &[&DealIn], as_of: NaiveDate) {
    let count = |of: fn(&DealIn) -> bool| deals.iter().filter(|deal| of(deal)).count();
    let without_company = count(|deal| deal.account.is_none());
    if without_company > 0 {
        tally.notes.push(format!(
            "{without_company} deals name no account: they were kept without a company"
        ));
    }
    let without_value = count(|deal| deal.value.is_none());
    if without_value > 0 {
        tally.notes.push(format!(
            "{without_value} open deals have no value yet: they stand at their product's list price"
        ));
    }
    let without_date = count(|deal| deal.engaged_on.is_none() && deal.closed_on.is_none());
    if without_date > 0 {
        tally.notes.push(format!("{without_date} deals have no date: they count from {as_of}, the newest day in the files"));
    }
}

async fn keep_run(
    ctx: &Ctx,
    load: &mut Load,
    settings: &ImportSettings,
    found: &Found,
    report: &ImportReport,
    started_at: DateTime<Utc>,
) -> ServiceResult<()> {
    let rows = [report.rows_read, report.created, report.updated, report.unchanged, report.failed];
    let run = Run {
        source: &name_of(&settings.path),
        fingerprint: &found.fingerprint,
        unit: load.unit(),
        user: ctx.actor().user(),
        rows: rows.map(|count| i64::try_from(count).unwrap_or(i64::MAX)),
        started_at,
        finished_at: ctx.now(),
    };
    let bad: Vec<BadRow> = report
        .errors
        .iter()
        .map(|error| BadRow {
            file: error.file.clone(),
            line: i64::try_from(error.line).unwrap_or(i64::MAX),
            field: error.field.clone(),
            value: error.value.clone(),
            message: error.message.clone(),
        })
        .collect();
    imports::insert_run(&mut load.tx, &run, &bad).await?;
    Ok(())
}
