//! What can go wrong below a use case.

/// The result of a store function.
pub type StoreResult<T> = Result<T, StoreError>;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such record, or none within the scope: the two are not told apart.
    #[error("no such record")]
    NotFound,
    /// Somebody else changed the record since it was read.
    #[error("the record was changed by somebody else in the meantime")]
    Conflict,
    /// A value that must be unique is taken.
    #[error("a value that must be unique is taken ({constraint})")]
    Unique {
        /// The constraint's name, or the table and column.
        constraint: String,
    },
    /// A stored value that no version of this program writes.
    #[error("{table}.{column} of row {id} holds a value this version does not know: {detail}")]
    Inconsistent {
        /// Where.
        table: &'static str,
        /// Where exactly.
        column: &'static str,
        /// Which row.
        id: i64,
        /// What was wrong with it.
        detail: String,
    },
    /// The database was written by a newer version of this program.
    #[error(
        "the database is of a newer version (its migration {version} is unknown here): start the newer program"
    )]
    Newer {
        /// The first migration this program does not know.
        version: i64,
    },
    /// The database cannot be opened or reached.
    #[error("cannot open the database {url}: {source}. {remedy}")]
    Open {
        /// Its address, without the password.
        url: String,
        /// What the driver said.
        source: Box<sqlx::Error>,
        /// What to do.
        remedy: &'static str,
    },
    /// The file was being filled when the program ended.
    #[error(
        "the database {url} is being filled, or the program ended while it was: wait for it to end, or delete the file and load again"
    )]
    HalfFilled {
        /// Its address.
        url: String,
    },
    /// The disk is full or the database cannot be written to.
    #[error(
        "the database cannot be written to: {0}. Check free space and permissions; nothing was changed"
    )]
    ReadOnly(String),
    /// The connection was lost or could not be had in time.
    #[error("the database is away for the moment; nothing was changed, try again")]
    Away(#[source] Box<sqlx::Error>),
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(#[from] Box<sqlx::migrate::MigrateError>),
    /// Anything else the driver says.
    #[error("database: {0}")]
    Db(#[source] Box<sqlx::Error>),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Away(Box::new(error)),
            sqlx::Error::Database(ref database) => {
                let text = database.message();
                if database.is_unique_violation() {
                    let constraint = database.constraint().unwrap_or(text).to_owned();
                    Self::Unique { constraint }
                } else if is_lost_race(database.code().as_deref()) {
                    Self::Conflict
                } else if is_read_only(database.code().as_deref(), text) {
                    Self::ReadOnly(text.to_owned())
                } else if is_away(database.code().as_deref()) {
                    Self::Away(Box::new(error))
                } else {
                    Self::Db(Box::new(error))
                }
            }
            other => Self::Db(Box::new(other)),
        }
    }
}

/// `PostgreSQL` ended this of two writes that waited for each other.
fn is_lost_race(code: Option<&str>) -> bool {
    matches!(code, Some("40001" | "40P01"))
}

/// `SQLite`: read-only (8), I/O error (10), full (13), cannot open (14). `PostgreSQL`: disk full, read-only transaction.
fn is_read_only(code: Option<&str>, text: &str) -> bool {
    matches!(code, Some("53100" | "25006"))
        || matches!(sqlite_code(code), Some(8 | 10 | 13 | 14))
        || text.contains("readonly database")
        || text.contains("disk is full")
}

/// `PostgreSQL`: connection failures, too many connections, shutting down, starting up. `SQLite`: busy beyond its
/// time-out.
fn is_away(code: Option<&str>) -> bool {
    sqlite_code(code) == Some(5)
        || code.is_some_and(|code| {
            code.starts_with("08") || code.starts_with("57P") || code == "53300"
        })
}

/// `SQLite` says what exactly failed in the bits above the first eight. A code of `PostgreSQL` has five letters.
fn sqlite_code(code: Option<&str>) -> Option<u32> {
    let code = code.filter(|code| code.len() < 5)?;
    code.parse::<u32>().ok().map(|code| code & 0xff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_either_engine_is_known_by_its_family() {
        assert!(is_read_only(Some("13"), "") && is_read_only(Some("1544"), ""));
        assert!(is_read_only(Some("53100"), "") && !is_read_only(Some("23505"), ""));
        assert!(is_away(Some("517")) && is_away(Some("57P01")) && is_away(Some("53300")));
        assert!(!is_away(Some("42601")) && !is_away(Some("1")));
    }
}
