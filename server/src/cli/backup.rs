//! `rainmaker backup` and `rainmaker restore`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Args;
use services::backup::{self, Difference, Summary};
use store::Db;

use crate::config::Settings;
use crate::progress::Bar;
use crate::{console, start};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker backup /var/backups/rainmaker-monday.gz
  rainmaker backup --verify /var/backups/rainmaker-monday.gz
  rainmaker backup --compare /var/backups/rainmaker-monday.gz

The site may be served meanwhile: the file holds one consistent picture. It also holds password hashes, so only its
owner may read it. Comparing ends with exit code 1 when the database has changed since.";

pub const RESTORE_EXAMPLES: &str = "\
Examples:
  rainmaker restore monday.gz --database-url new.db
  rainmaker restore monday.gz --database-url postgres://crm@localhost/new

The database must be empty; it may be of the other engine. All of the backup comes back, or nothing.";

/// Flags of a backup.
#[derive(Clone, Debug, Args)]
pub struct BackupFlags {
    /// The file to write, or to look at
    file: PathBuf,
    /// Write nothing: check whether the file is whole
    #[arg(long, conflicts_with = "compare")]
    verify: bool,
    /// Write nothing: compare the file with the database, table by table
    #[arg(long)]
    compare: bool,
}

/// Flags of a restore.
#[derive(Clone, Debug, Args)]
pub struct RestoreFlags {
    /// The backup
    file: PathBuf,
}

/// Takes a backup, or looks at one.
///
/// # Errors
/// When the file cannot be written or is not whole, or the database is away.
pub async fn run(settings: &Settings, flags: BackupFlags) -> Result<ExitCode> {
    let began = Instant::now();
    if flags.verify || flags.compare {
        let found = backup::check(flags.file).await?;
        tell("The backup is whole", &found, began);
        return if flags.compare { compare(settings, &found).await } else { Ok(ExitCode::SUCCESS) };
    }
    let host = start::existing_host(settings).await?;
    let bar = Bar::new();
    let made = backup::backup(&start::system(&host), &flags.file, |done| bar.show(done)).await?;
    bar.end();
    tell("Backed up", &made, began);
    host.db.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Brings a backup back into an empty database.
///
/// # Errors
/// When the file is not whole, or the database is not empty.
pub async fn restore(settings: &Settings, flags: RestoreFlags) -> Result<()> {
    let began = Instant::now();
    let found = backup::check(flags.file.clone()).await?;
    let db = Db::connect(&settings.database()).await?;
    let bar = Bar::new();
    let restored = backup::restore(&db, flags.file, &found, |done| bar.show(done)).await?;
    bar.end();
    db.close().await;
    tell(&format!("Restored into {}", settings.database().shown()), &restored, began);
    Ok(())
}

async fn compare(settings: &Settings, found: &Summary) -> Result<ExitCode> {
    let db = start::existing_db(settings).await?;
    let differences = backup::compare(&db, found).await?;
    db.close().await;
    for Difference { table, in_backup, in_database } in &differences {
        let rows = |rows: &Option<u64>| rows.map_or("none".to_owned(), |rows| rows.to_string());
        console::say(format!(
            "{table:<28} {:>10} rows in the backup {:>10} in the database",
            rows(in_backup),
            rows(in_database)
        ));
    }
    Ok(if differences.is_empty() {
        console::say("The database holds exactly what the backup holds.");
        ExitCode::SUCCESS
    } else {
        console::say(format!("{} tables differ.", differences.len()));
        ExitCode::FAILURE
    })
}

fn tell(what: &str, summary: &Summary, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    let rows = summary.rows();
    let rate = f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) / seconds.max(0.001);
    let size = f64::from(u32::try_from(summary.bytes / 1024).unwrap_or(u32::MAX)) / 1024.0;
    console::say(format!(
        "{what}: {rows} rows of {} tables, taken {}, {size:.1} MB.",
        summary.tables.len(),
        domain::format::moment(summary.header.at)
    ));
    console::say(format!("{seconds:.1} s, {rate:.0} rows/s"));
}
