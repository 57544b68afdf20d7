//! Deals: the one path that writes them.
//!
//! [`insert`] and [`update`] write the row, the version in force, the stage history and the rollup together, so that
//! none of them can ever say something else. Reads for pages are in [`crate::opportunity_reads`].

mod history;
mod row;
mod trash;

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{JournalId, OpportunityId, UserId};
use domain::opportunity::Opportunity;
use domain::win::WinEstimate;
use serde::Serialize;
use sqlx::types::Json;

use crate::rollups::{self, Share};
use crate::scope::Bounds;
use crate::{StoreError, StoreResult, Tx};

pub use history::{link_journal, stage_visits, versions};
use row::Row;
pub use trash::{many, of_lead, restore, trash};

const GET: &str = concat!(
    "
select id, name, lead_id, company_id, owner_id, pipeline_id, stage_id, status, amount_cents, currency, product_id,
  source, probability_bp, win_bp, win_low_bp, win_high_bp, win_reasons, win_scored_at, expected_close_on, closed_on,
  lost_reason, next_step, next_step_on, competitors, decision_criteria, close_pushes, contacts_engaged,
  stage_entered_at, last_contacted_at, last_inbound_at, snoozed_until, created_at, version
from opportunity
where id = $4 and deleted_at is null and ",
    in_scope!("owner_id", "$1", "$2", "$3")
);

const INSERT: &str = "
insert into opportunity (name, lead_id, company_id, owner_id, pipeline_id, stage_id, status, amount_cents, currency,
  product_id, source, probability_bp, win_bp, win_low_bp, win_high_bp, win_reasons, win_scored_at, expected_close_on,
  closed_on, lost_reason, next_step, next_step_on, competitors, decision_criteria, close_pushes, contacts_engaged,
  stage_entered_at, last_contacted_at, last_inbound_at, snoozed_until, created_at, updated_at, external_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
  $25, $26, $27, $28, $29, $30, $31, $32, $33)
returning id";

/// A score does not raise the version, so the probability it started from is part of the guard as well.
const UPDATE: &str = "
update opportunity
set name = $1, lead_id = $2, company_id = $3, owner_id = $4, pipeline_id = $5, stage_id = $6, status = $7,
  amount_cents = $8, currency = $9, product_id = $10, source = $11, probability_bp = $12, win_bp = $13,
  win_low_bp = $14, win_high_bp = $15, win_reasons = $16, win_scored_at = $17, expected_close_on = $18,
  closed_on = $19, lost_reason = $20, next_step = $21, next_step_on = $22, competitors = $23, decision_criteria = $24,
  close_pushes = $25, contacts_engaged = $26, stage_entered_at = $27, last_contacted_at = $28, last_inbound_at = $29,
  snoozed_until = $30, updated_at = $31, version = version + $32
where id = $33 and version = $34 and win_bp = $35 and deleted_at is null";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[GET, INSERT, UPDATE];
pub(crate) use history::STATEMENTS as HISTORY_STATEMENTS;
pub(crate) use trash::STATEMENTS as TRASH_STATEMENTS;

/// A deal with what the model says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The deal.
    pub deal: Opportunity,
    /// P(won) with its range and its reasons.
    pub win: WinEstimate,
    /// When that was computed; `None` when it never was.
    pub win_scored_at: Option<DateTime<Utc>>,
}

/// A deal as the journal tells it: the record, what the model says of it, and what an import knows it by.
///
/// Every entry about a deal names the same fields, so that what the journal says can be put back into [`Opportunity`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Face<'a> {
    /// The record.
    #[serde(flatten)]
    pub deal: &'a Opportunity,
    /// P(won) in basis points; it follows from the rest, and is never put back.
    pub win: i32,
    /// What an import knows it by; told when the deal came to be.
    pub external_key: Option<&'a str>,
}

impl<'a> Face<'a> {
    /// The face of a deal that is there already.
    #[must_use]
    pub const fn of(scored: &'a Scored) -> Self {
        Self { deal: &scored.deal, win: scored.win.probability.bp(), external_key: None }
    }
}

/// When a deal is written, by whom and why.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// The moment.
    pub at: DateTime<Utc>,
    /// Who writes.
    pub by: Option<UserId>,
    /// Why it moved, where somebody said so.
    pub reason: Option<&'a str>,
    /// The journal's entry about it.
    pub journal: Option<JournalId>,
}

/// What a write is to those who have the deal open on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// Somebody's edit: forms made before it conflict with it.
    Edit,
    /// A score or a date of contact that followed from elsewhere: forms stay good.
    Follow,
}

/// The deal, when it is within the scope.
///
/// # Errors
/// `NotFound` when there is none in scope.
pub async fn get(tx: &mut Tx, scope: &Scope, id: OpportunityId) -> StoreResult<Scored> {
    let Bounds { all, user, team } = scope.into();
    let row: Option<Row> = on!(tx, c => sqlx::query_as(GET)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(id.get())
        .fetch_optional(c)
        .await)?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Binds a deal's columns from `name` to `snoozed_until`, in the order that [`INSERT`] and [`UPDATE`] share.
macro_rules! bind_deal {
    ($sql:expr, $scored:expr) => {{
        let Scored { deal, win, win_scored_at } = $scored;
        sqlx::query($sql)
            .bind(&deal.name)
            .bind(deal.lead_id.map(|id| id.get()))
            .bind(deal.company_id.map(|id| id.get()))
            .bind(deal.owner_id.map(|id| id.get()))
            .bind(deal.pipeline_id.get())
            .bind(deal.stage_id.get())
            .bind(deal.status.as_str())
            .bind(deal.amount.get())
            .bind(deal.currency.as_str())
            .bind(deal.product_id.map(|id| id.get()))
            .bind(&deal.source)
            .bind(i64::from(deal.probability.bp()))
            .bind(i64::from(win.probability.bp()))
            .bind(i64::from(win.low.bp()))
            .bind(i64::from(win.high.bp()))
            .bind(win_scored_at.map(|_| Json(win)))
            .bind(win_scored_at)
            .bind(deal.expected_close_on)
            .bind(deal.closed_on)
            .bind(&deal.lost_reason)
            .bind(&deal.next_step)
            .bind(deal.next_step_on)
            .bind(Json(&deal.competitors))
            .bind(Json(&deal.decision_criteria))
            .bind(deal.close_pushes)
            .bind(deal.contacts_engaged)
            .bind(deal.stage_entered_at)
            .bind(deal.last_contacted_at)
            .bind(deal.last_inbound_at)
            .bind(deal.snoozed_until)
    }};
}

/// Writes a new deal with its first version; the id and version of `new` are not looked at.
///
/// # Errors
/// When its external key is taken.
pub async fn insert(
    tx: &mut Tx,
    new: &Scored,
    external_key: Option<&str>,
    stamp: &Stamp<'_>,
) -> StoreResult<OpportunityId> {
    use sqlx::Row as _;
    let id: i64 = on!(tx, c => bind_deal!(INSERT, new)
        .bind(new.deal.created_at)
        .bind(stamp.at)
        .bind(external_key)
        .fetch_one(c)
        .await
        .and_then(|row| row.try_get(0)))?;
    let id = OpportunityId(id);
    history::open(tx, id, new, stamp).await?;
    history::enter_stage(tx, id, None, &new.deal, stamp).await?;
    rollups::apply(tx, None, Some(Share::of(&new.deal, new.win.probability))).await?;
    Ok(id)
}

/// Writes a changed deal: the row, and what follows from the change.
///
/// # Errors
/// `Conflict` when somebody else wrote it since `before` was read.
pub async fn update(
    tx: &mut Tx,
    before: &Scored,
    after: &Scored,
    touch: Touch,
    stamp: &Stamp<'_>,
) -> StoreResult<()> {
    let id = before.deal.id;
    let written = on!(tx, c => bind_deal!(UPDATE, after)
        .bind(stamp.at)
        .bind(i64::from(touch == Touch::Edit))
        .bind(id.get())
        .bind(before.deal.version)
        .bind(i64::from(before.win.probability.bp()))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 {
        return Err(StoreError::Conflict);
    }
    if history::is_new_version(before, after) {
        history::close(tx, id, stamp).await?;
        history::open(tx, id, after, stamp).await?;
    }
    if before.deal.stage_id != after.deal.stage_id {
        history::enter_stage(tx, id, Some(&before.deal), &after.deal, stamp).await?;
    }
    let share = |scored: &Scored| Some(Share::of(&scored.deal, scored.win.probability));
    rollups::apply(tx, share(before), share(after)).await
}
