//! What the records around a lead say of its way.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::ids::LeadId;
use domain::lifecycle::Milestones;
use sqlx::FromRow;

use crate::{StoreResult, Tx};

/// Each by the index on the lead of its table.
const MILESTONES: &str = "
select
  (select min(at) from interaction
    where lead_id = $1 and deleted_at is null and direction <> 'internal' and kind not in ('note', 'web_visit', 'form')
      and coalesce(outcome, '') not in ('no_answer', 'no_show')) as contact,
  (select min(created_at) from opportunity where lead_id = $1 and deleted_at is null) as deal,
  (select min(closed_on) from opportunity where lead_id = $1 and deleted_at is null and status = 'won') as win";

pub(crate) const STATEMENTS: &[&str] = &[MILESTONES];

#[derive(FromRow)]
struct Row {
    contact: Option<DateTime<Utc>>,
    deal: Option<DateTime<Utc>>,
    win: Option<NaiveDate>,
}

/// The first contact, deal and win of a lead. It must have been read within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn milestones(tx: &mut Tx, lead: LeadId) -> StoreResult<Milestones> {
    let row: Row = on!(tx, c => sqlx::query_as(MILESTONES).bind(lead.get()).fetch_one(c).await)?;
    // A closing day has no hour: the end of it is never before the deal began.
    let end = NaiveTime::from_hms_opt(23, 59, 0).unwrap_or_default();
    let win = row.win.map(|day| day.and_time(end).and_utc());
    Ok(Milestones { contact: row.contact, deal: row.deal, win })
}
