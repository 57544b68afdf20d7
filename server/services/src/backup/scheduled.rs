//! Backups that the background takes by itself, and how many of them are kept.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use domain::access::Action;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::jobs::{self, NewJob};
use store::{Tx, settings};

use super::{backup, blocking, failed};
use crate::{Ctx, ServiceError, ServiceResult};

/// The work's name in the queue, and its key: it waits or runs only once, however many processes plan it.
pub(crate) const JOB: &str = "back_up";
/// The setting that knows what was taken.
const KEY: &str = "backups";

/// Where, how often and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The folder.
    pub folder: PathBuf,
    /// How long after one the next is taken; at least an hour, since plans are made once in an hour.
    pub every: Duration,
    /// How many stay; at least 1.
    pub keep: usize,
}

/// What the work needs to know: it may be done by a process that was started with other settings.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    folder: PathBuf,
    keep: usize,
}

/// A backup that the background took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// When.
    pub at: DateTime<Utc>,
    /// Where it is.
    pub file: PathBuf,
    /// How many rows it has.
    pub rows: u64,
    /// How large it is.
    pub bytes: u64,
}

/// The backups the background took and has not deleted, the oldest first.
///
/// # Errors
/// When the database is away.
pub async fn taken(tx: &mut Tx) -> ServiceResult<Vec<Taken>> {
    Ok(settings::get(tx, KEY).await?.unwrap_or_default())
}

/// Queues the next backup, unless it waits already.
///
/// # Errors
/// When the database is away.
pub async fn plan(ctx: &Ctx, policy: &Policy) -> ServiceResult<()> {
    ctx.require(Action::ExportAll)?;
    let now = ctx.now();
    let mut tx = ctx.db().write().await?;
    let last = taken(&mut tx).await?.pop();
    let order = Order { folder: policy.folder.clone(), keep: policy.keep };
    let payload = serde_json::to_value(order)
        .map_err(|error| ServiceError::Internal(format!("planning a backup: {error}")))?;
    let job = NewJob {
        kind: JOB,
        payload: &payload,
        run_at: last.map_or(now, |last| now.max(last.at + policy.every)),
        dedupe_key: Some(JOB),
        cause: None,
    };
    jobs::enqueue(&mut tx, &job, now).await?;
    Ok(tx.commit().await?)
}

/// Takes the backup that was queued, and deletes the oldest of its own that are too many.
///
/// # Errors
/// When the folder cannot be written to; the queue tries again.
pub(crate) async fn take(ctx: &Ctx, order: &Value) -> ServiceResult<()> {
    let order: Order = Order::deserialize(order)
        .map_err(|error| ServiceError::Internal(format!("the order of a backup: {error}")))?;
    let folder = order.folder.clone();
    blocking(move || {
        std::fs::create_dir_all(&folder).map_err(|error| failed("make", &folder, &error))
    })
    .await?;
    let at = ctx.now();
    let file = order.folder.join(format!("rainmaker-{}.gz", at.format("%Y%m%d-%H%M%S")));
    let made = backup(ctx, &file, |_| {}).await?;
    let mut tx = ctx.db().write().await?;
    let mut all = taken(&mut tx).await?;
    all.push(Taken { at, file, rows: made.rows(), bytes: made.bytes });
    let (kept, surplus) = sorted_out(all, &order);
    settings::put(&mut tx, KEY, &kept, at).await?;
    tx.commit().await?;
    // Only what the installation remembers having made is ever deleted.
    blocking(move || {
        for old in surplus {
            if let Err(error) = std::fs::remove_file(&old.file) {
                tracing::warn!(file = %old.file.display(), %error, "an old backup was not deleted");
            }
        }
        Ok(())
    })
    .await
}

/// The newest in this folder and those elsewhere stay; the others are too many.
fn sorted_out(all: Vec<Taken>, order: &Order) -> (Vec<Taken>, Vec<Taken>) {
    let is_here = |taken: &Taken| taken.file.parent() == Some(Path::new(&order.folder));
    let here = all.iter().filter(|taken| is_here(taken)).count();
    let mut surplus = here.saturating_sub(order.keep.max(1));
    all.into_iter().partition(|taken| {
        let is_surplus = is_here(taken) && surplus > 0;
        surplus -= usize::from(is_surplus);
        !is_surplus
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_of_the_folder_are_too_many() {
        let taken = |name: &str| Taken {
            at: DateTime::UNIX_EPOCH,
            file: PathBuf::from(name),
            rows: 1,
            bytes: 1,
        };
        let all = ["/a/1.gz", "/b/1.gz", "/a/2.gz", "/a/3.gz"].map(taken).to_vec();
        let order = Order { folder: PathBuf::from("/a"), keep: 2 };
        let (kept, surplus) = sorted_out(all, &order);
        assert_eq!(surplus, [taken("/a/1.gz")]);
        assert_eq!(kept, ["/b/1.gz", "/a/2.gz", "/a/3.gz"].map(taken));
    }
}
