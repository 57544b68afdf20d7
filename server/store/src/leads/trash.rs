//! Leads by their keys, in the trash or not, and the way there and back.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::lead::Lead;
use sqlx::{FromRow, QueryBuilder};

use super::row::Row;
use crate::rollups::{self, LeadKey};
use crate::scope::push_scope;
use crate::trash::{AT_ONCE, Kept, push_keys};
use crate::{StoreError, StoreResult, Tx};

const MANY: &str = "
select id, name, email, phone, job_title, company_id, owner_id, status, furthest_status, status_entered_at,
  disqualified_reason, source, country, city, qualification_status, preferred_contact_method, preferred_contact_time,
  pain_points, interests, decision_makers, budget_range, budget_cents, decision_timeline, authority, do_not_contact,
  total_interactions, last_contacted_at, last_contacted_by, last_inbound_at, next_follow_up_at, snoozed_until,
  created_at, version, deleted_at
from lead
where id in ";

const TRASH: &str = "
update lead set deleted_at = $1, updated_at = $1, version = version + 1
where id = $2 and version = $3 and deleted_at is null";

/// A key that a record has taken meanwhile stays with that one.
const RESTORE: &str = "
update lead
set deleted_at = null, updated_at = $1, version = version + 1,
  external_key = case
    when exists (select 1 from lead o where o.external_key = lead.external_key and o.deleted_at is null) then null
    else external_key end
where id = $2 and version = $3 and deleted_at is not null";

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[TRASH, RESTORE];

#[derive(FromRow)]
struct KeptRow {
    #[sqlx(flatten)]
    lead: Row,
    deleted_at: Option<DateTime<Utc>>,
}

/// The leads with these ids that are within the scope, in the trash or not; those out of it are missing.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn many(tx: &mut Tx, scope: &Scope, ids: &[i64]) -> StoreResult<Vec<Kept<Lead>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<KeptRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            push_scope(&mut query, "owner_id", scope);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            found.push(Kept { record: row.lead.try_into()?, deleted_at: row.deleted_at });
        }
    }
    Ok(found)
}

async fn set(tx: &mut Tx, sql: &'static str, lead: &Lead, now: DateTime<Utc>) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(sql)
        .bind(now)
        .bind(lead.id.get())
        .bind(lead.version)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// Puts a lead into the trash: it leaves lists, queues and counts.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn trash(tx: &mut Tx, lead: &Lead, now: DateTime<Utc>) -> StoreResult<()> {
    set(tx, TRASH, lead, now).await?;
    rollups::apply_lead(tx, Some(&LeadKey::of(lead)), None).await
}

/// Takes a lead out of the trash, as it was.
///
/// # Errors
/// `Conflict` when somebody else wrote it since it was read.
pub async fn restore(tx: &mut Tx, lead: &Lead, now: DateTime<Utc>) -> StoreResult<()> {
    set(tx, RESTORE, lead, now).await?;
    rollups::apply_lead(tx, None, Some(&LeadKey::of(lead))).await
}
