//! What must differ between the engines; everything else is one text.

use crate::{StoreResult, Tx};

/// Every write begins with its unit, so whoever holds this lock is the only writer. `SQLite` has one writer anyway.
const LOCK_UNIT: &str = "lock table unit in share row exclusive mode";

/// `PostgreSQL` counts keys beside the table, and does not notice keys that were given.
const CATCH_UP: &str = "select setval(pg_get_serial_sequence($1, 'id')::regclass, $2)";

/// Lets no other write begin until this transaction ends.
pub(crate) async fn lock_out_writers(tx: &mut Tx) -> StoreResult<()> {
    if let Tx::Postgres(transaction) = tx {
        sqlx::query(LOCK_UNIT).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Lets the engine's own keys of `table` go on after `last`.
pub(crate) async fn catch_up_keys(tx: &mut Tx, table: &str, last: i64) -> StoreResult<()> {
    if let Tx::Postgres(transaction) = tx {
        sqlx::query(CATCH_UP).bind(table).bind(last).execute(&mut **transaction).await?;
    }
    Ok(())
}
