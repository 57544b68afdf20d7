//! `rainmaker import`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Args;
use domain::format;
use services::archive;
use services::import::{self, ImportReport, ImportSettings};

use super::import_file::{self, FileFlags};
use crate::config::Settings;
use crate::progress::Bar;
use crate::{console, start};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker import leads.csv --dry-run
  rainmaker import leads.csv --key email --map \"Mobile=phone\" --map \"Notes=\"
  rainmaker import companies.xlsx --entity company
  rainmaker import everything/ --database-url new.db     # what `rainmaker export` wrote
  rainmaker import exports/ --rejected /tmp

A file's columns are guessed and shown; --map reads a column as a field, or leaves it out. A folder is known by the
columns of its files: accounts, products, sales teams and deals. A second run of the same files changes nothing, and a
run that was cut off goes on where it was. Ends with exit code 0 when every row came in, 2 when some did not.";

/// How many bad rows are printed; the file of bad rows has all of them.
const SHOWN: usize = 20;

/// Flags of an import.
#[derive(Clone, Debug, Args)]
pub struct ImportFlags {
    /// A CSV or Excel file, or a folder of CSV files
    path: PathBuf,
    /// The folder to write bad rows to, instead of beside the files
    #[arg(long, value_name = "FOLDER")]
    rejected: Option<PathBuf>,
    #[command(flatten)]
    file: FileFlags,
}

/// Brings the files in and says what became of them.
///
/// # Errors
/// When a file cannot be read or is no known table, or the database is away; then nothing was written.
pub async fn run(settings: &Settings, flags: ImportFlags) -> Result<ExitCode> {
    if archive::is_export(&flags.path) {
        return bring(settings, &flags.path).await;
    }
    let host = start::existing_host(settings).await?;
    let ctx = start::system(&host);
    if !flags.file.are_given() && import::knows(&flags.path) {
        let code = folder(&ctx, flags).await;
        host.db.close().await;
        return code;
    }
    let code = import_file::run(&ctx, &flags.path, flags.rejected.as_deref(), &flags.file).await;
    host.db.close().await;
    code
}

async fn folder(ctx: &services::Ctx, flags: ImportFlags) -> Result<ExitCode> {
    let wanted = ImportSettings { path: flags.path, rejected: flags.rejected };
    let began = Instant::now();
    let bar = Bar::new();
    let report = import::run(ctx, &wanted, |progress| bar.show(progress)).await?;
    bar.end();
    tell(&report, began);
    Ok(if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Brings an export of everything into an empty database, which is made when it is not there.
async fn bring(settings: &Settings, folder: &Path) -> Result<ExitCode> {
    let host = start::host(settings).await?;
    let began = Instant::now();
    let bar = Bar::new();
    let brought = archive::bring(&start::system(&host), folder, |done| bar.show(done)).await?;
    bar.end();
    host.db.close().await;
    super::export::tell("Imported everything", &brought.manifest, began);
    console::say("Nobody has a password yet: give them one with `rainmaker user reset`.");
    Ok(ExitCode::SUCCESS)
}

fn tell(report: &ImportReport, began: Instant) {
    let line = |name: &str, [rows, created, updated, unchanged, failed]: [usize; 5]| {
        console::say(format!(
            "{name:<24} {rows:>8} rows {created:>8} new {updated:>8} changed {unchanged:>8} as before {failed:>6} bad"
        ));
    };
    for file in &report.files {
        line(&file.file, [file.rows, file.created, file.updated, file.unchanged, file.failed]);
    }
    line(
        "all",
        [report.rows_read, report.created, report.updated, report.unchanged, report.failed],
    );
    for (year, won) in &report.won_by_year {
        console::say(format!("Won in {year}: {}", format::money(*won)));
    }
    for note in &report.notes {
        console::say(note);
    }
    for error in report.errors.iter().take(SHOWN) {
        console::say(error);
    }
    if let Some(path) = &report.rejected {
        console::say(format!("The bad rows, to be mended and imported again: {}", path.display()));
    }
    say_rate(report.rows_read, began);
}

/// How long it took, and how fast that was.
pub fn say_rate(rows: usize, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    let rate = f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) / seconds.max(0.001);
    console::say(format!("{seconds:.1} s, {rate:.0} rows/s"));
}
