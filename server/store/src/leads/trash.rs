//! Leads by their keys, in the trash or not, and the way there and back.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::lead::Lead;

use super::row::Row;
use crate::rollups::{self, LeadKey};
use crate::trash::{self, Kept, into_trash, out_of_trash};
use crate::{StoreResult, Tx};

const MANY: &str = "
select id, name, email, phone, job_title, company_id, owner_id, status, furthest_status, status_entered_at,
  disqualified_reason, source, country, city, qualification_status, preferred_contact_method, preferred_contact_time,
  pain_points, interests, decision_makers, budget_range, budget_cents, decision_timeline, authority, do_not_contact,
  total_interactions, last_contacted_at, last_contacted_by, last_inbound_at, next_follow_up_at, snoozed_until,
  created_at, version, deleted_at
from lead
where id in ";

const TRASH: &str = into_trash!("lead", " and version = $3");

const RESTORE: &str = out_of_trash!("lead", "external_key", " and version = $3");

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[TRASH, RESTORE];

/// The leads with these ids that are within the scope, in the trash or not; those out of it are missing.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn many(tx: &mut Tx, scope: &Scope, ids: &[i64]) -> StoreResult<Vec<Kept<Lead>>> {
    trash::many::<Row, _>(tx, MANY, scope, ids).await
}

/// Puts a lead into the trash: it leaves lists, queues and counts.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn trash(tx: &mut Tx, lead: &Lead, now: DateTime<Utc>) -> StoreResult<()> {
    trash::set(tx, TRASH, lead.id.get(), lead.version, now).await?;
    rollups::apply_lead(tx, Some(&LeadKey::of(lead)), None).await
}

/// Takes a lead out of the trash, as it was.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn restore(tx: &mut Tx, lead: &Lead, now: DateTime<Utc>) -> StoreResult<()> {
    trash::set(tx, RESTORE, lead.id.get(), lead.version, now).await?;
    rollups::apply_lead(tx, None, Some(&LeadKey::of(lead))).await
}
