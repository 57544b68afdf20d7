//! The files of imports, in pieces, as long as they are kept.

use chrono::{DateTime, Utc};
use domain::ids::ImportId;

use crate::{StoreResult, Tx};

/// Bytes of one piece of a file: small enough that a row of it is no burden, large enough that there are few.
const PIECE: usize = 256 * 1024;

const INSERT: &str = "insert into import_chunk (import_id, position, bytes) values ($1, $2, $3)";

const FILE: &str = "select bytes from import_chunk where import_id = $1 order by position";

const ABANDON: &str = "
update import_run set status = 'cancelled', version = version + 1 where status = 'draft' and created_at < $1";

/// What was ended before it began has no other moment than that of its coming.
const PRUNE: &str = "
delete from import_chunk
where import_id in (
  select id from import_run
  where status in ('done', 'failed', 'cancelled') and coalesce(finished_at, created_at) < $1
)";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[INSERT, FILE, ABANDON, PRUNE];

/// Keeps a file.
pub(crate) async fn keep(tx: &mut Tx, id: ImportId, bytes: &[u8]) -> StoreResult<()> {
    for (position, piece) in (0_i64..).zip(bytes.chunks(PIECE)) {
        on!(&mut *tx, c => sqlx::query(INSERT)
            .bind(id.get())
            .bind(position)
            .bind(piece)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// The file, as it was brought; empty when it is kept no longer. The import must have been read within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn file(tx: &mut Tx, id: ImportId) -> StoreResult<Vec<u8>> {
    let pieces: Vec<Vec<u8>> =
        on!(tx, c => sqlx::query_scalar(FILE).bind(id.get()).fetch_all(c).await)?;
    Ok(pieces.concat())
}

/// Ends drafts that nobody has started since `before`, and forgets the files of runs that ended before then. What came
/// of a run, and the rows it could not take, stay.
///
/// # Errors
/// When the database refuses.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>) -> StoreResult<()> {
    on!(&mut *tx, c => sqlx::query(ABANDON).bind(before).execute(c).await.map(drop))?;
    on!(tx, c => sqlx::query(PRUNE).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
