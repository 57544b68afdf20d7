//! What belongs to a record that is merged into another, and its way there and back.

use domain::ids::{CompanyId, InteractionId, LeadId, OpportunityId, TouchId};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};

use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreResult, Tx};

const INTERACTIONS: &str =
    "select id from interaction where lead_id = $1 and deleted_at is null order by id";

const TOUCHES: &str = "select id from touch where lead_id = $1 order by id";

const LEADS: &str = "select id from lead where company_id = $1 and deleted_at is null order by id";

const DEALS: &str =
    "select id from opportunity where company_id = $1 and deleted_at is null order by id";

const MOVE_INTERACTION: &str = "update interaction set lead_id = $1 where id = $2";

const MOVE_TOUCH: &str = "update touch set lead_id = $1 where id = $2";

const OF_LEAD: &str = "
select (select count(*) from interaction where lead_id = $1 and deleted_at is null) as interactions,
  (select count(*) from opportunity where lead_id = $1 and deleted_at is null) as deals,
  (select count(*) from task where lead_id = $1 and deleted_at is null) as tasks,
  (select count(*) from touch where lead_id = $1) as touches";

const OF_COMPANY: &str = "
select (select count(*) from lead where company_id = $1 and deleted_at is null) as people,
  (select count(*) from opportunity where company_id = $1 and deleted_at is null) as deals";

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[INTERACTIONS, TOUCHES, LEADS, DEALS, MOVE_INTERACTION, MOVE_TOUCH, OF_LEAD, OF_COMPANY];

/// A touch as the journal and undo know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct TouchOf {
    /// The touch.
    #[sqlx(try_from = "i64")]
    pub id: TouchId,
    /// Whose.
    #[sqlx(try_from = "i64")]
    pub lead_id: LeadId,
}

/// What belongs to a lead, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct LeadHas {
    /// Interactions.
    pub interactions: i64,
    /// Deals.
    pub deals: i64,
    /// Tasks, open or done.
    pub tasks: i64,
    /// Touches of campaigns.
    pub touches: i64,
}

/// What belongs to a company, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct CompanyHas {
    /// Leads who work there.
    pub people: i64,
    /// Deals.
    pub deals: i64,
}

async fn ids(tx: &mut Tx, sql: &'static str, of: i64) -> StoreResult<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar(sql).bind(of).fetch_all(c).await)?)
}

async fn move_one(tx: &mut Tx, sql: &'static str, id: i64, to: LeadId) -> StoreResult<()> {
    on!(tx, c => sqlx::query(sql).bind(to.get()).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// A lead's interactions. The lead must have been read within a scope before, as for everything in this module.
///
/// # Errors
/// When the database refuses.
pub async fn interactions(tx: &mut Tx, lead: LeadId) -> StoreResult<Vec<InteractionId>> {
    Ok(ids(tx, INTERACTIONS, lead.get()).await?.into_iter().map(InteractionId).collect())
}

/// A lead's touches.
///
/// # Errors
/// When the database refuses.
pub async fn touches(tx: &mut Tx, lead: LeadId) -> StoreResult<Vec<TouchId>> {
    Ok(ids(tx, TOUCHES, lead.get()).await?.into_iter().map(TouchId).collect())
}

/// A company's people.
///
/// # Errors
/// When the database refuses.
pub async fn leads(tx: &mut Tx, company: CompanyId) -> StoreResult<Vec<LeadId>> {
    Ok(ids(tx, LEADS, company.get()).await?.into_iter().map(LeadId).collect())
}

/// A company's deals.
///
/// # Errors
/// When the database refuses.
pub async fn deals(tx: &mut Tx, company: CompanyId) -> StoreResult<Vec<OpportunityId>> {
    Ok(ids(tx, DEALS, company.get()).await?.into_iter().map(OpportunityId).collect())
}

/// Gives an interaction to another lead.
///
/// # Errors
/// When the database refuses.
pub async fn move_interaction(tx: &mut Tx, id: InteractionId, to: LeadId) -> StoreResult<()> {
    move_one(tx, MOVE_INTERACTION, id.get(), to).await
}

/// Gives a touch to another lead.
///
/// # Errors
/// When the database refuses.
pub async fn move_touch(tx: &mut Tx, id: TouchId, to: LeadId) -> StoreResult<()> {
    move_one(tx, MOVE_TOUCH, id.get(), to).await
}

/// The touches with these keys.
///
/// # Errors
/// When the database refuses.
pub async fn touches_many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<TouchOf>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<TouchOf> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new("select id, lead_id from touch where id in ");
            push_keys!(query, chunk);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

/// What belongs to a lead.
///
/// # Errors
/// When the database refuses.
pub async fn of_lead(tx: &mut Tx, lead: LeadId) -> StoreResult<LeadHas> {
    Ok(on!(tx, c => sqlx::query_as(OF_LEAD).bind(lead.get()).fetch_one(c).await)?)
}

/// What belongs to a company.
///
/// # Errors
/// When the database refuses.
pub async fn of_company(tx: &mut Tx, company: CompanyId) -> StoreResult<CompanyHas> {
    Ok(on!(tx, c => sqlx::query_as(OF_COMPANY).bind(company.get()).fetch_one(c).await)?)
}
