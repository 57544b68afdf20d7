//! Opening a database, and transactions on it.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::{StoreError, StoreResult, bulk};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

const SQLITE_SIZE: &str = "
select c.page_count * s.page_size from pragma_page_count c, pragma_page_size s";

const POSTGRES_SIZE: &str = "select pg_database_size(current_database())";

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DbSettings {
    /// One file; made when it is not there.
    Sqlite(PathBuf),
    /// A server, by its URL.
    Postgres(String),
}

impl DbSettings {
    /// From `postgres://…`, `sqlite://path` or a plain path.
    #[must_use]
    pub fn parse(url: &str) -> Self {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::Postgres(url.to_owned());
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        Self::Sqlite(PathBuf::from(path.unwrap_or(url)))
    }

    /// For messages: never with a password.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres(url) => match (url.find("://"), url.rfind('@')) {
                (Some(scheme), Some(at)) if at > scheme => {
                    let (head, tail) = url.split_at(at);
                    format!("{}://…{tail}", head.get(..scheme).unwrap_or("postgres"))
                }
                _ => url.clone(),
            },
        }
    }
}

/// What to do about a file that cannot be opened as a database.
fn remedy_for(path: &Path) -> &'static str {
    if path.to_string_lossy().contains("://") {
        return "Name a file, or an address that begins with postgres://.";
    }
    if is_something_else(path) {
        return "This file is no database: name another one.";
    }
    "Check that the folder exists and may be written to."
}

/// Whether a file is there and has anything but a database in it.
fn is_something_else(path: &Path) -> bool {
    let mut head = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    match read {
        Ok(()) => head != *b"SQLite format 3\0",
        Err(error) => {
            error.kind() == ErrorKind::UnexpectedEof
                && path.metadata().is_ok_and(|file| file.len() > 0)
        }
    }
}

/// Which engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// One writer, many readers, write-ahead log.
    Sqlite {
        /// The only connection that writes.
        writer: SqlitePool,
        /// The connections that read.
        readers: SqlitePool,
    },
    /// A pool of connections to a server.
    Postgres(PgPool),
}

/// A transaction on either engine. Dropping it takes everything back.
#[derive(Debug)]
pub enum Tx {
    /// On a file.
    Sqlite(Transaction<'static, Sqlite>),
    /// On a server.
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When it cannot be reached or written to, or is of a newer version.
    pub async fn open(settings: &DbSettings) -> StoreResult<Self> {
        let db = Self::connect(settings).await?;
        db.migrate().await?;
        Ok(db)
    }

    /// Opens the database as it is.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn connect(settings: &DbSettings) -> StoreResult<Self> {
        let failed = |remedy: &'static str| {
            let url = settings.shown();
            move |source: sqlx::Error| StoreError::Open { url, source: Box::new(source), remedy }
        };
        match settings {
            DbSettings::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Normal)
                    .busy_timeout(Duration::from_secs(10))
                    .pragma("cache_size", "-65536")
                    .pragma("temp_store", "memory")
                    .foreign_keys(true);
                let remedy = remedy_for(path);
                let writer = sqlite_pool()
                    .max_connections(1)
                    .connect_with(options.clone())
                    .await
                    .map_err(failed(remedy))?;
                bulk::refuse_half_filled(&writer, &settings.shown()).await?;
                let readers = sqlite_pool()
                    .max_connections(8)
                    // The file's pages are in the system's memory anyway: eight large caches more would only cost.
                    .connect_with(options.pragma("query_only", "on").pragma("cache_size", "-16384"))
                    .await
                    .map_err(failed(remedy))?;
                Ok(Self::Sqlite { writer, readers })
            }
            DbSettings::Postgres(url) => {
                let remedy = "Check that the server runs and that the URL is right.";
                let options: PgConnectOptions = url.parse().map_err(failed(remedy))?;
                let pool = PgPoolOptions::new()
                    .max_connections(16)
                    .acquire_timeout(Duration::from_secs(5))
                    .connect_with(options)
                    .await
                    .map_err(failed(remedy))?;
                Ok(Self::Postgres(pool))
            }
        }
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When the database is of a newer version or a migration fails.
    pub async fn migrate(&self) -> StoreResult<()> {
        let done = match self {
            Self::Sqlite { writer, .. } => SQLITE_MIGRATIONS.run(writer).await,
            Self::Postgres(pool) => POSTGRES_MIGRATIONS.run(pool).await,
        };
        done.map_err(migration_failed)
    }

    /// Brings the schema to this version and no further.
    ///
    /// # Errors
    /// As [`Db::migrate`].
    pub async fn migrate_to(&self, version: i64) -> StoreResult<()> {
        let done = match self {
            Self::Sqlite { writer, .. } => SQLITE_MIGRATIONS.run_to(version, writer).await,
            Self::Postgres(pool) => POSTGRES_MIGRATIONS.run_to(version, pool).await,
        };
        done.map_err(migration_failed)
    }

    /// The newest version of the schema that this program knows.
    #[must_use]
    pub fn newest_version() -> i64 {
        SQLITE_MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
    }

    /// Which engine it runs on.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// A transaction that only reads: one consistent picture.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn read(&self) -> StoreResult<Tx> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(
                pool.begin_with("begin isolation level repeatable read read only").await?,
            ),
        })
    }

    /// A transaction that writes.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write(&self) -> StoreResult<Tx> {
        Ok(match self {
            // Deferred, a transaction that reads before it writes fails at once when another one wrote in between.
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// How many bytes the data takes.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn size(&self) -> StoreResult<i64> {
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                sqlx::query_scalar(SQLITE_SIZE).fetch_one(readers).await?
            }
            Self::Postgres(pool) => sqlx::query_scalar(POSTGRES_SIZE).fetch_one(pool).await?,
        })
    }

    /// Tidies up after many rows have come in at once, as the engine would do some time later: `SQLite` empties its log,
    /// `PostgreSQL` notes which pages everybody sees, so that indexes can answer alone.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn settle(&self) -> StoreResult<()> {
        match self {
            Self::Sqlite { writer, .. } => {
                sqlx::query("pragma wal_checkpoint(truncate)").execute(writer).await?;
            }
            Self::Postgres(pool) => {
                sqlx::query("vacuum (analyze)").execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Closes every connection, after what is running has ended.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything done in it last.
    ///
    /// # Errors
    /// When the database refuses; then nothing of it lasts.
    pub async fn commit(self) -> StoreResult<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Which engine it runs on.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// `SQLite` itself takes back what meets a full disk. The driver still believes in that transaction and would begin no
/// other: such a connection is closed, and the next one is new.
fn sqlite_pool() -> SqlitePoolOptions {
    SqlitePoolOptions::new().after_release(|connection, _| {
        Box::pin(async move {
            // A roll-back that waits is done first.
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
}

/// The text of every migration of one engine, which names the types of its columns.
pub(crate) fn postgres_migrations() -> impl Iterator<Item = &'static str> {
    POSTGRES_MIGRATIONS.iter().map(|migration| migration.sql.as_str())
}

fn migration_failed(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(version) => StoreError::Newer { version },
        MigrateError::Execute(error) => error.into(),
        other => StoreError::Migrate(Box::new(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stands_in_a_message() {
        let shown = DbSettings::parse("postgres://ana:s3cret@db.example:5432/crm").shown();
        assert_eq!(shown, "postgres://…@db.example:5432/crm");
    }

    #[test]
    fn a_plain_path_is_a_file() {
        assert_eq!(
            DbSettings::parse("/var/lib/rainmaker/rainmaker.db"),
            DbSettings::Sqlite(PathBuf::from("/var/lib/rainmaker/rainmaker.db"))
        );
        assert_eq!(DbSettings::parse("sqlite:x.db"), DbSettings::Sqlite(PathBuf::from("x.db")));
    }
}
