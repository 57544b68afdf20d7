//! What processes on one `PostgreSQL` tell each other of their commits. `SQLite` has one process, which tells itself.

use sqlx::postgres::PgListener;

use crate::{Db, StoreResult, Tx};

/// Of this database: others on the same server hear nothing.
const CHANNEL: &str = "rainmaker_live";

const SEND: &str = "select pg_notify($1, $2)";

/// Tells the other processes, as soon as this transaction is committed.
///
/// # Errors
/// When the database refuses; a message may have at most 8000 bytes.
pub async fn send(tx: &mut Tx, message: &str) -> StoreResult<()> {
    if let Tx::Postgres(transaction) = tx {
        sqlx::query(SEND).bind(CHANNEL).bind(message).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Hears what the processes on this database tell, this one included.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    /// Listens from now on; `None` where no other process can be.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn open(db: &Db) -> StoreResult<Option<Self>> {
        let Db::Postgres(pool) = db else { return Ok(None) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(Self(listener)))
    }

    /// The next message; `None` when the connection was lost for a moment, and messages with it.
    ///
    /// # Errors
    /// When the connection is lost and no other can be had.
    pub async fn next(&mut self) -> StoreResult<Option<String>> {
        Ok(self.0.try_recv().await?.map(|told| told.payload().to_owned()))
    }
}
