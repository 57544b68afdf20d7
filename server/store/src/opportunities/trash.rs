//! Deals by their keys, in the trash or not, and the way there and back.

use chrono::{DateTime, Utc};
use domain::access::Scope;

use super::row::Row;
use super::{Scored, Stamp};
use crate::rollups::{self, Share};
use crate::trash::{self, Kept, into_trash, out_of_trash};
use crate::{StoreError, StoreResult, Tx};

const MANY: &str = "
select id, name, lead_id, company_id, owner_id, pipeline_id, stage_id, status, amount_cents, currency, product_id,
  source, probability_bp, win_bp, win_low_bp, win_high_bp, win_reasons, win_scored_at, expected_close_on, closed_on,
  lost_reason, next_step, next_step_on, competitors, decision_criteria, close_pushes, contacts_engaged,
  stage_entered_at, last_contacted_at, last_inbound_at, snoozed_until, created_at, version, deleted_at
from opportunity
where id in ";

const TRASH: &str = into_trash!("opportunity", " and version = $3 and win_bp = $4");

const RESTORE: &str =
    out_of_trash!("opportunity", "external_key", " and version = $3 and win_bp = $4");

/// A lead's deals, in the trash since a moment or not at all.
const OF_LEAD: &str = "
select id from opportunity where lead_id = $1 and deleted_at is not distinct from $2 order by id";

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[TRASH, RESTORE, OF_LEAD];

/// The deals with these ids that are within the scope, in the trash or not; those out of it are missing.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn many(tx: &mut Tx, scope: &Scope, ids: &[i64]) -> StoreResult<Vec<Kept<Scored>>> {
    trash::many::<Row, _>(tx, MANY, scope, ids).await
}

/// The deals of a lead that are not in the trash, or that went there at this moment.
///
/// # Errors
/// When the database refuses.
pub async fn of_lead(
    tx: &mut Tx,
    lead: i64,
    deleted_at: Option<DateTime<Utc>>,
) -> StoreResult<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar(OF_LEAD)
        .bind(lead)
        .bind(deleted_at)
        .fetch_all(c)
        .await)?)
}

async fn set(
    tx: &mut Tx,
    sql: &'static str,
    scored: &Scored,
    stamp: &Stamp<'_>,
) -> StoreResult<Share> {
    let written = on!(tx, c => sqlx::query(sql)
        .bind(stamp.at)
        .bind(scored.deal.id.get())
        .bind(scored.deal.version)
        .bind(i64::from(scored.win.probability.bp()))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 {
        return Err(StoreError::Conflict);
    }
    Ok(Share::of(&scored.deal, scored.win.probability))
}

/// Puts a deal into the trash: it leaves lists, boards, forecasts and sums. Its versions stay.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn trash(tx: &mut Tx, scored: &Scored, stamp: &Stamp<'_>) -> StoreResult<()> {
    let share = set(tx, TRASH, scored, stamp).await?;
    rollups::apply(tx, Some(share), None).await
}

/// Takes a deal out of the trash, as it was.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn restore(tx: &mut Tx, scored: &Scored, stamp: &Stamp<'_>) -> StoreResult<()> {
    let share = set(tx, RESTORE, scored, stamp).await?;
    rollups::apply(tx, None, Some(share)).await
}
