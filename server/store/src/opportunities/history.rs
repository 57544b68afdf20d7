//! Every version a deal ever had, and its way through the stages.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{JournalId, OpportunityId, StageId, UserId};
use domain::money::Cents;
use domain::opportunity::{DealStatus, Opportunity, StageVisit, Version};
use sqlx::FromRow;

use super::{Scored, Stamp};
use crate::decode::Reading;
use crate::{StoreResult, Tx};

const OPEN: &str = "
insert into opportunity_version (opportunity_id, from_at, stage_id, status, amount_cents, expected_close_on, owner_id,
  win_bp, journal_id, closed_on)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const CLOSE: &str = "
update opportunity_version set to_at = $2 where opportunity_id = $1 and to_at is null";

const ENTER_STAGE: &str = "
insert into opportunity_stage_history (opportunity_id, from_stage_id, to_stage_id, at, dwell_seconds, user_id, reason,
  journal_id)
values ($1, $2, $3, $4, $5, $6, $7, $8)";

const LINK_VERSION: &str = "
update opportunity_version set journal_id = $2 where opportunity_id = $1 and journal_id is null";

const LINK_STAGE: &str = "
update opportunity_stage_history set journal_id = $2 where opportunity_id = $1 and journal_id is null";

const VERSIONS: &str = "
select id, from_at, to_at, stage_id, status, amount_cents, expected_close_on, owner_id, win_bp
from opportunity_version
where opportunity_id = $1
order by from_at, id";

const STAGE_VISITS: &str = "
select s.name, h.at
from opportunity_stage_history h
join stage s on s.id = h.to_stage_id
where h.opportunity_id = $1
order by h.at, h.id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[OPEN, CLOSE, ENTER_STAGE, LINK_VERSION, LINK_STAGE, VERSIONS, STAGE_VISITS];

/// Whether a versioned field changed.
pub(super) fn is_new_version(before: &Scored, after: &Scored) -> bool {
    let versioned = |scored: &Scored| {
        let deal = &scored.deal;
        let terms = (deal.amount, deal.expected_close_on, deal.closed_on);
        (deal.stage_id, deal.status, terms, deal.owner_id, scored.win.probability)
    };
    versioned(before) != versioned(after)
}

/// Puts a version into force.
pub(super) async fn open(
    tx: &mut Tx,
    id: OpportunityId,
    scored: &Scored,
    stamp: &Stamp<'_>,
) -> StoreResult<()> {
    let deal = &scored.deal;
    on!(tx, c => sqlx::query(OPEN)
        .bind(id.get())
        .bind(stamp.at)
        .bind(deal.stage_id.get())
        .bind(deal.status.as_str())
        .bind(deal.amount.get())
        .bind(deal.expected_close_on)
        .bind(deal.owner_id.map(UserId::get))
        .bind(i64::from(scored.win.probability.bp()))
        .bind(stamp.journal.map(JournalId::get))
        .bind(deal.closed_on)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Ends the version in force.
pub(super) async fn close(tx: &mut Tx, id: OpportunityId, stamp: &Stamp<'_>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(CLOSE).bind(id.get()).bind(stamp.at).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Notes that a deal came into a stage, and how long it had been in the one it left.
pub(super) async fn enter_stage(
    tx: &mut Tx,
    id: OpportunityId,
    left: Option<&Opportunity>,
    entered: &Opportunity,
    stamp: &Stamp<'_>,
) -> StoreResult<()> {
    let dwell = left.map(|deal| (stamp.at - deal.stage_entered_at).num_seconds().max(0));
    on!(tx, c => sqlx::query(ENTER_STAGE)
        .bind(id.get())
        .bind(left.map(|deal| deal.stage_id.get()))
        .bind(entered.stage_id.get())
        .bind(entered.stage_entered_at)
        .bind(dwell)
        .bind(stamp.by.map(UserId::get))
        .bind(stamp.reason)
        .bind(stamp.journal.map(JournalId::get))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Links a new deal's first version and stage to the journal's entry about it, which needs the deal's id and so comes
/// after them.
///
/// # Errors
/// When the database refuses.
pub async fn link_journal(tx: &mut Tx, id: OpportunityId, journal: JournalId) -> StoreResult<()> {
    for statement in [LINK_VERSION, LINK_STAGE] {
        on!(tx, c => sqlx::query(statement)
            .bind(id.get())
            .bind(journal.get())
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

#[derive(FromRow)]
struct VersionRow {
    id: i64,
    from_at: DateTime<Utc>,
    to_at: Option<DateTime<Utc>>,
    stage_id: i64,
    status: String,
    amount_cents: i64,
    expected_close_on: Option<NaiveDate>,
    owner_id: Option<i64>,
    win_bp: i64,
}

/// Every version of a deal, oldest first. The caller has read the deal within its scope.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn versions(tx: &mut Tx, id: OpportunityId) -> StoreResult<Vec<Version>> {
    let rows: Vec<VersionRow> =
        on!(tx, c => sqlx::query_as(VERSIONS).bind(id.get()).fetch_all(c).await)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "opportunity_version", id: row.id };
            Ok(Version {
                from_at: row.from_at,
                to_at: row.to_at,
                stage_id: StageId(row.stage_id),
                status: reading.word("status", &row.status)?,
                amount: Cents(row.amount_cents),
                expected_close_on: row.expected_close_on,
                owner_id: row.owner_id.map(UserId),
                win: reading.ratio("win_bp", row.win_bp)?,
            })
        })
        .collect()
}

/// A deal's stays in its stages, oldest first; the last one lasts until `now`, or until the deal closed. The caller
/// has read the deal within its scope.
///
/// # Errors
/// When the database refuses.
pub async fn stage_visits(
    tx: &mut Tx,
    deal: &Opportunity,
    now: DateTime<Utc>,
) -> StoreResult<Vec<StageVisit>> {
    let until = match deal.status {
        DealStatus::Open => now,
        // A closed deal entered its last stage when it closed.
        DealStatus::Won | DealStatus::Lost => deal.stage_entered_at,
    };
    let rows: Vec<(String, DateTime<Utc>)> =
        on!(tx, c => sqlx::query_as(STAGE_VISITS).bind(deal.id.get()).fetch_all(c).await)?;
    let ends: Vec<DateTime<Utc>> =
        rows.iter().skip(1).map(|(_, at)| *at).chain(std::iter::once(until)).collect();
    Ok(rows
        .into_iter()
        .zip(ends)
        .map(|((stage, at), end)| StageVisit { stage, at, days: (end - at).num_days().max(0) })
        .collect())
}
