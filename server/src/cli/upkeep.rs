//! `rainmaker migrate` and `rainmaker doctor`.

use std::process::ExitCode;

use anyhow::Result;
use domain::format;
use store::{Db, Tx, checks, jobs};

use crate::config::Settings;
use crate::{console, start};

pub const MIGRATE_EXAMPLES: &str = "\
Examples:
  rainmaker migrate
  rainmaker migrate --database-url postgres://crm@localhost/crm

Every other subcommand does this too, before anything else. A database that is not there yet is made by this one, by
`serve` and by `demo`.";

pub const DOCTOR_EXAMPLES: &str = "\
Examples:
  rainmaker doctor
  rainmaker doctor --database-url backup.db && echo sound

Changes nothing but the schema's version. Ends with exit code 0 when all is sound, 1 when something is not. Work that
the background has given up is a warning: the data is sound without it.";

/// How many of the broken or given up are named.
const SHOWN: usize = 20;

/// Opens the database, which brings it up to date.
///
/// # Errors
/// When it is away or of a newer version.
pub async fn migrate(settings: &Settings) -> Result<()> {
    let db = Db::open(&settings.database()).await?;
    db.close().await;
    console::say(format!("{} is up to date.", settings.database().shown()));
    Ok(())
}

/// Checks what must always be true, and says what is not.
///
/// # Errors
/// When the database cannot be read.
pub async fn doctor(settings: &Settings) -> Result<ExitCode> {
    let db = start::existing_db(settings).await?;
    let mut tx = db.read().await?;
    let mut sound = true;
    for check in checks::ALL {
        let found = checks::run(&mut tx, check).await?;
        sound &= found == 0;
        let verdict = if found == 0 { "ok".to_owned() } else { format!("{found} wrong") };
        console::say(format!("{:<72} {verdict}", check.promise));
    }
    let differences = store::rollups::differences(&mut tx).await?;
    sound &= differences.is_empty();
    let verdict = if differences.is_empty() {
        "ok".to_owned()
    } else {
        format!("{} wrong", differences.len())
    };
    console::say(format!(
        "{:<72} {verdict}",
        "Every total of a desk or board is the sum of its records"
    ));
    for difference in differences.iter().take(SHOWN) {
        console::say(format!("  {difference:?}"));
    }
    warn_of_given_up(&mut tx).await?;
    tell_last_backup(&mut tx).await?;
    drop(tx);
    db.close().await;
    console::say(if sound {
        "All is sound."
    } else {
        "Something is wrong: keep a copy of the database before you go on."
    });
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// When the background last took a backup.
async fn tell_last_backup(tx: &mut Tx) -> Result<()> {
    match services::backup::taken(tx).await?.last() {
        Some(taken) => console::say(format!(
            "The last scheduled backup: {}, {} rows, {}",
            format::moment(taken.at),
            taken.rows,
            taken.file.display()
        )),
        None => console::say(
            "No backup is scheduled or none was taken yet: set `dir` in the table [backup] of the settings file.",
        ),
    }
    Ok(())
}

/// Names what the background no longer tries.
async fn warn_of_given_up(tx: &mut Tx) -> Result<()> {
    for job in jobs::given_up(tx, i64::try_from(SHOWN)?).await? {
        let when = job.at.map_or_else(String::new, |at| format!(" on {}", format::moment(at)));
        console::say(format!(
            "Warning: the background gave up job {} ({}){when}: {}",
            job.id, job.kind, job.error
        ));
    }
    Ok(())
}
