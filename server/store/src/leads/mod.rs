//! Leads: the one path that writes them.
//!
//! [`insert`] and [`update`] write the row and its place in the rollup together. A score is written by
//! [`save_score`] and does not raise the version: forms made before it stay good.

mod alike;
mod list;
mod milestones;
mod past;
mod row;
mod sample;
mod score;
mod trash;

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{CompanyId, LeadId, OpportunityId, UserId};
use domain::journal::Entity;
use domain::lead::{CompanyCard, ContactMethod, DealOfLead, Lead};
use domain::list::Person;
use domain::money::Cents;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decode::Reading;
use crate::rollups::{self, LeadKey};
use crate::scope::Bounds;
use crate::{StoreError, StoreResult, Tx, aliases};

pub use alike::{Marks, alike};
pub use list::{LeadQuery, LeadSort, count, list};
pub use milestones::milestones;
pub use past::{PastLead, past_leads};
pub use row::{Face, NewFields, Surroundings};
pub use sample::{Sampled, after, best, extent, sampled};
pub use score::{
    Facts, Stored, claim_scored_before, facts, save_score, score, score_history, score_steps,
    scored_before, scores_until,
};

pub use trash::{many, restore, trash};

pub(crate) use alike::STATEMENTS as ALIKE_STATEMENTS;
pub(crate) use list::STATEMENTS as LIST_STATEMENTS;
pub(crate) use milestones::STATEMENTS as MILESTONE_STATEMENTS;
pub(crate) use past::STATEMENTS as PAST_STATEMENTS;
pub(crate) use sample::STATEMENTS as SAMPLE_STATEMENTS;
pub(crate) use score::STATEMENTS as SCORE_STATEMENTS;
pub(crate) use trash::STATEMENTS as TRASH_STATEMENTS;

const GET: &str = concat!(
    "
select id, name, email, phone, job_title, company_id, owner_id, status, furthest_status, status_entered_at,
  disqualified_reason, source, country, city, qualification_status, preferred_contact_method, preferred_contact_time,
  pain_points, interests, decision_makers, budget_range, budget_cents, decision_timeline, authority, do_not_contact,
  total_interactions, last_contacted_at, last_contacted_by, last_inbound_at, next_follow_up_at, snoozed_until,
  created_at, version
from lead
where id = $1 and deleted_at is null and ",
    in_scope!("owner_id", "$2", "$3", "$4")
);

const INSERT: &str = "
insert into lead (name, email, phone, job_title, company_id, owner_id, status, furthest_status, status_entered_at,
  disqualified_reason, source, country, city, qualification_status, preferred_contact_method, preferred_contact_time,
  pain_points, interests, decision_makers, budget_range, budget_cents, decision_timeline, authority, do_not_contact,
  total_interactions, last_contacted_at, last_contacted_by, last_inbound_at, next_follow_up_at, snoozed_until,
  updated_at, created_at, product_id, time_zone, external_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
  $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)
returning id";

const UPDATE: &str = "
update lead
set name = $1, email = $2, phone = $3, job_title = $4, company_id = $5, owner_id = $6, status = $7,
  furthest_status = $8, status_entered_at = $9, disqualified_reason = $10, source = $11, country = $12, city = $13,
  qualification_status = $14, preferred_contact_method = $15, preferred_contact_time = $16, pain_points = $17,
  interests = $18, decision_makers = $19, budget_range = $20, budget_cents = $21, decision_timeline = $22,
  authority = $23, do_not_contact = $24, total_interactions = $25, last_contacted_at = $26, last_contacted_by = $27,
  last_inbound_at = $28, next_follow_up_at = $29, snoozed_until = $30, updated_at = $31, version = version + 1
where id = $32 and version = $33 and deleted_at is null";

const SURROUNDINGS: &str = "
select u.name as owner_name, c.id as company_id, c.name as company_name, c.industry, c.employees, c.country
from lead l
left join app_user u on u.id = l.owner_id
left join company c on c.id = l.company_id
where l.id = $1";

const DEALS: &str = concat!(
    "
select o.id, o.name, s.name as stage, o.status, o.amount_cents, o.win_bp
from opportunity o
join stage s on s.id = o.stage_id
where o.lead_id = $1 and o.deleted_at is null and ",
    in_scope!("o.owner_id", "$2", "$3", "$4"),
    "
order by o.created_at desc, o.id desc
limit 50"
);

const OPEN_DEALS: &str = "
select id from opportunity where lead_id = $1 and status = 'open' and deleted_at is null order by id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[GET, INSERT, UPDATE, SURROUNDINGS, DEALS, OPEN_DEALS];

/// The lead, when it is within the scope. The key of one that was merged leads to the one that was kept, so that the
/// lead that comes back may have another key.
///
/// # Errors
/// `NotFound` when there is none in scope.
pub async fn get(tx: &mut Tx, scope: &Scope, id: LeadId) -> StoreResult<Lead> {
    match get_itself(tx, scope, id).await {
        Err(StoreError::NotFound) => match aliases::resolve(tx, Entity::Lead, id.get()).await? {
            Some(kept) => get_itself(tx, scope, LeadId(kept)).await,
            None => Err(StoreError::NotFound),
        },
        found => found,
    }
}

/// The lead of exactly this key, when it is within the scope and was not merged into another.
///
/// # Errors
/// `NotFound` when there is none in scope.
pub async fn get_itself(tx: &mut Tx, scope: &Scope, id: LeadId) -> StoreResult<Lead> {
    let Bounds { all, user, team } = scope.into();
    let row: row::Row = on!(tx, c => sqlx::query_as(GET)
        .bind(id.get())
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_one(c)
        .await)?;
    row.try_into()
}

/// Binds a lead's columns from `name` to `snoozed_until`, in the order that [`INSERT`] and [`UPDATE`] share.
macro_rules! bind_lead {
    ($sql:expr, $lead:expr) => {{
        let lead: &Lead = $lead;
        sqlx::query($sql)
            .bind(&lead.name)
            .bind(&lead.email)
            .bind(&lead.phone)
            .bind(&lead.job_title)
            .bind(lead.company_id.map(CompanyId::get))
            .bind(lead.owner_id.map(UserId::get))
            .bind(lead.status.as_str())
            .bind(lead.furthest_status.as_str())
            .bind(lead.status_entered_at)
            .bind(&lead.disqualified_reason)
            .bind(&lead.source)
            .bind(&lead.country)
            .bind(&lead.city)
            .bind(lead.qualification_status.as_str())
            .bind(lead.preferred_contact_method.map(ContactMethod::as_str))
            .bind(&lead.preferred_contact_time)
            .bind(Json(&lead.pain_points))
            .bind(Json(&lead.interests))
            .bind(Json(&lead.decision_makers))
            .bind(&lead.budget_range)
            .bind(lead.budget.map(Cents::get))
            .bind(&lead.decision_timeline)
            .bind(lead.authority.as_str())
            .bind(lead.do_not_contact)
            .bind(lead.total_interactions)
            .bind(lead.last_contacted_at)
            .bind(lead.last_contacted_by.map(UserId::get))
            .bind(lead.last_inbound_at)
            .bind(lead.next_follow_up_at)
            .bind(lead.snoozed_until)
    }};
}

/// Writes a new lead; the id and version of `lead` are not looked at.
///
/// # Errors
/// `Unique` when its external key is taken.
pub async fn insert(
    tx: &mut Tx,
    lead: &Lead,
    more: &NewFields<'_>,
    now: DateTime<Utc>,
) -> StoreResult<LeadId> {
    use sqlx::Row as _;
    let id: i64 = on!(tx, c => bind_lead!(INSERT, lead)
        .bind(now)
        .bind(lead.created_at)
        .bind(more.product.map(domain::ids::ProductId::get))
        .bind(more.time_zone)
        .bind(more.external_key)
        .fetch_one(c)
        .await
        .and_then(|row| row.try_get(0)))?;
    rollups::apply_lead(tx, None, Some(&LeadKey::of(lead))).await?;
    Ok(LeadId(id))
}

/// Writes a changed lead.
///
/// # Errors
/// `Conflict` when somebody else wrote it since `before` was read.
pub async fn update(
    tx: &mut Tx,
    before: &Lead,
    after: &Lead,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let written = on!(tx, c => bind_lead!(UPDATE, after)
        .bind(now)
        .bind(before.id.get())
        .bind(before.version)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 {
        return Err(StoreError::Conflict);
    }
    rollups::apply_lead(tx, Some(&LeadKey::of(before)), Some(&LeadKey::of(after))).await
}

#[derive(FromRow)]
struct SurroundingsRow {
    owner_name: Option<String>,
    company_id: Option<i64>,
    company_name: Option<String>,
    industry: Option<String>,
    employees: Option<i64>,
    country: Option<String>,
}

/// A lead's owner and company, by name. The lead must have been read within a scope before.
///
/// # Errors
/// `NotFound` when there is no such lead.
pub async fn surroundings(tx: &mut Tx, lead: &Lead) -> StoreResult<Surroundings> {
    let row: SurroundingsRow =
        on!(tx, c => sqlx::query_as(SURROUNDINGS).bind(lead.id.get()).fetch_one(c).await)?;
    let owner = lead.owner_id.zip(row.owner_name).map(|(id, name)| Person { id, name });
    let company = row.company_id.zip(row.company_name).map(|(id, name)| CompanyCard {
        id: CompanyId(id),
        name,
        industry: row.industry,
        employees: row.employees,
        country: row.country,
    });
    Ok(Surroundings { owner, company })
}

#[derive(FromRow)]
struct DealRow {
    id: i64,
    name: String,
    stage: String,
    status: String,
    amount_cents: i64,
    win_bp: i64,
}

/// A lead's deals within the scope, the newest first: a deal may be somebody else's than its lead.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn deals(tx: &mut Tx, scope: &Scope, id: LeadId) -> StoreResult<Vec<DealOfLead>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<DealRow> = on!(tx, c => sqlx::query_as(DEALS)
        .bind(id.get())
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_all(c)
        .await)?;
    let deal = |row: DealRow| {
        let reading = Reading { table: "opportunity", id: row.id };
        Ok(DealOfLead {
            id: OpportunityId(row.id),
            name: row.name,
            stage: row.stage,
            status: reading.word("status", &row.status)?,
            amount: Cents(row.amount_cents),
            win: reading.ratio("win_bp", row.win_bp)?,
        })
    };
    rows.into_iter().map(deal).collect()
}

/// A lead's open deals. The lead must have been read within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn open_deals(tx: &mut Tx, id: LeadId) -> StoreResult<Vec<OpportunityId>> {
    let ids: Vec<i64> =
        on!(tx, c => sqlx::query_scalar(OPEN_DEALS).bind(id.get()).fetch_all(c).await)?;
    Ok(ids.into_iter().map(OpportunityId).collect())
}
