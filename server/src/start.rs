//! What every subcommand needs first: the log, the database, the process's host.

use std::fmt::Debug;
use std::io::IsTerminal as _;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use domain::journal::Actor;
use services::{Bus, Clock, Ctx, Host, Passwords};
use store::{Db, DbSettings};
use tracing::field::Field;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::field::MakeExt as _;
use tracing_subscriber::fmt::format::{Writer, debug_fn};

use crate::config::{LogFormat, Settings};

/// How much of a statement the log shows, in characters.
const LONGEST_FIELD: usize = 120;
/// Without letters and digits that look alike when read aloud.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Starts the log, on stderr.
///
/// # Errors
/// When the filter is wrong.
pub fn log(settings: &Settings) -> Result<()> {
    let mut filter = settings.log.clone();
    if settings.log_format == LogFormat::Json && !filter.contains("sqlx") {
        // Machines would get the whole of a slow statement, and one of a load is half a megabyte.
        filter.push_str(",sqlx=error");
    }
    let filter = EnvFilter::try_new(&filter).context("the setting `log`")?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match settings.log_format {
        LogFormat::Text => log.fmt_fields(debug_fn(field).delimited(" ")).try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("the log cannot be started: {error}"))
}

/// One field of a line. A slow statement of a load would be a line of half a megabyte: its beginning names it.
fn field(writer: &mut Writer<'_>, field: &Field, value: &dyn Debug) -> std::fmt::Result {
    if field.name() == "message" {
        return write!(writer, "{value:?}");
    }
    let text = format!("{value:?}");
    match text.char_indices().nth(LONGEST_FIELD) {
        Some((end, _)) if field.name().starts_with("db.") => {
            write!(writer, "{}={} ...", field.name(), text.get(..end).unwrap_or_default())
        }
        _ => write!(writer, "{}={text}", field.name()),
    }
}

/// Opens the database, brought up to date; a file that is not there is made.
///
/// # Errors
/// When it is away, of a newer version, or cannot be written to.
pub async fn host(settings: &Settings) -> Result<Arc<Host>> {
    let db = Db::open(&settings.database()).await?;
    host_of(settings, db)
}

/// Opens the database for a subcommand that is about data there already.
///
/// # Errors
/// As [`host`], and when there is no such file.
pub async fn existing_host(settings: &Settings) -> Result<Arc<Host>> {
    let db = existing_db(settings).await?;
    host_of(settings, db)
}

/// Opens a database that is there already, brought up to date: a mistyped path makes no new one.
///
/// # Errors
/// When there is no such file, or it cannot be opened.
pub async fn existing_db(settings: &Settings) -> Result<Db> {
    let database = settings.database();
    if let DbSettings::Sqlite(path) = &database
        && !path.exists()
    {
        bail!(
            "there is no database {}: name yours with --database-url, or make a new one with `rainmaker migrate`",
            path.display()
        );
    }
    Ok(Db::open(&database).await?)
}

fn host_of(settings: &Settings, db: Db) -> Result<Arc<Host>> {
    Ok(Arc::new(Host {
        db,
        clock: Clock::System,
        bus: Bus::default(),
        passwords: Passwords::default(),
        https: settings.https(),
        setup_code: secret()?,
    }))
}

/// The installation itself, for whoever has its command line.
#[must_use]
pub fn system(host: &Arc<Host>) -> Ctx {
    Ctx::of_system(Arc::clone(host), Actor::System)
}

/// Something nobody guesses, in four groups that can be read aloud: 80 bits.
///
/// # Errors
/// When the machine has no randomness.
pub fn secret() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).context("the machine has no randomness")?;
    let letters: Vec<char> = bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(*byte % 32)).map(|letter| char::from(*letter)))
        .collect();
    Ok(letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_four_groups_and_is_never_the_same() {
        let one = secret().unwrap();
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [4; 4]);
        assert_ne!(one, secret().unwrap());
    }
}
