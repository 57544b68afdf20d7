//! What an import compares its rows with: the keys of every record, read in pages.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};

use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreResult, Tx};

const LEADS: &str = "
select id, name, email, phone, company_id, external_key
from lead
where id > $1 and deleted_at is null
order by id
limit $2";

/// What merged leads were known by leads to those that were kept, also over several merges.
const MERGED_LEADS: &str = "
with recursive way (old_id, kept_id) as (
  select old_id, kept_id from alias where entity = 'lead'
  union
  select w.old_id, a.kept_id from way w join alias a on a.entity = 'lead' and a.old_id = w.kept_id
)
select k.id, o.name, o.email, o.phone, o.company_id, o.external_key
from way w
join lead o on o.id = w.old_id and o.deleted_at is not null
join lead k on k.id = w.kept_id and k.deleted_at is null
order by k.id, o.id";

const COMPANIES: &str = "
select id, name, domain, external_key, employees, industry, country
from company
where id > $1 and deleted_at is null
order by id
limit $2";

const DEALS: &str = "
select id, name, company_id, external_key
from opportunity
where id > $1 and deleted_at is null
order by id
limit $2";

const TASKS: &str = "
select id, title, lead_id, due_at
from task
where id > $1 and deleted_at is null
order by id
limit $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[LEADS, MERGED_LEADS, COMPANIES, DEALS, TASKS];

/// Rows of one page.
const PAGE: i64 = 20_000;

/// What a lead is known by.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct KnownLead {
    /// The lead's key.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// Lower case.
    pub email: Option<String>,
    /// As it stands.
    pub phone: Option<String>,
    /// The key of the company they work for.
    pub company_id: Option<i64>,
    /// What an import knows them by.
    pub external_key: Option<String>,
}

/// What a company is known by, and what a lead's score wants of it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct KnownCompany {
    /// The company's key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its domain on the web.
    pub domain: Option<String>,
    /// What an import knows it by.
    pub external_key: Option<String>,
    /// How many work there.
    pub employees: Option<i64>,
    /// What it does.
    pub industry: Option<String>,
    /// Where it is.
    pub country: Option<String>,
}

/// The next page of what leads after this one are known by; empty at the end. For who may import: of everybody's.
///
/// # Errors
/// When the database refuses.
pub async fn leads(tx: &mut Tx, after: i64) -> StoreResult<Vec<KnownLead>> {
    Ok(on!(tx, c => sqlx::query_as(LEADS).bind(after).bind(PAGE).fetch_all(c).await)?)
}

/// What leads that were merged into others were known by, each with the key of the one that was kept.
///
/// # Errors
/// When the database refuses.
pub async fn merged_leads(tx: &mut Tx) -> StoreResult<Vec<KnownLead>> {
    Ok(on!(tx, c => sqlx::query_as(MERGED_LEADS).fetch_all(c).await)?)
}

/// The next page of what companies after this one are known by; empty at the end.
///
/// # Errors
/// When the database refuses.
pub async fn companies(tx: &mut Tx, after: i64) -> StoreResult<Vec<KnownCompany>> {
    Ok(on!(tx, c => sqlx::query_as(COMPANIES).bind(after).bind(PAGE).fetch_all(c).await)?)
}

/// What a deal is known by.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct KnownDeal {
    /// The deal's key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The key of the company it is made with.
    pub company_id: Option<i64>,
    /// What an import knows it by.
    pub external_key: Option<String>,
}

/// The next page of what deals after this one are known by; empty at the end.
///
/// # Errors
/// When the database refuses.
pub async fn deals(tx: &mut Tx, after: i64) -> StoreResult<Vec<KnownDeal>> {
    Ok(on!(tx, c => sqlx::query_as(DEALS).bind(after).bind(PAGE).fetch_all(c).await)?)
}

/// What a task is known by.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct KnownTask {
    /// The task's key.
    pub id: i64,
    /// What to do.
    pub title: String,
    /// The key of the lead it is about.
    pub lead_id: Option<i64>,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
}

/// The next page of what tasks after this one are known by; empty at the end.
///
/// # Errors
/// When the database refuses.
pub async fn tasks(tx: &mut Tx, after: i64) -> StoreResult<Vec<KnownTask>> {
    Ok(on!(tx, c => sqlx::query_as(TASKS).bind(after).bind(PAGE).fetch_all(c).await)?)
}

/// What an interaction is known by.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct KnownInteraction {
    /// The interaction's key.
    pub id: i64,
    /// The key of the lead it was with.
    pub lead_id: i64,
    /// Its kind's word.
    pub kind: String,
    /// When.
    pub at: DateTime<Utc>,
    /// A line that says it.
    pub subject: String,
}

/// What the interactions with these leads are known by: there are too many of everybody's to hold.
///
/// # Errors
/// When the database refuses.
pub async fn interactions(tx: &mut Tx, leads: &[i64]) -> StoreResult<Vec<KnownInteraction>> {
    let mut found = Vec::new();
    for chunk in leads.chunks(AT_ONCE) {
        let rows: Vec<KnownInteraction> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(
                "select id, lead_id, kind, at, subject from interaction where deleted_at is null and lead_id in ");
            push_keys!(query, chunk);
            query.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}
