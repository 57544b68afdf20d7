//! The organisations leads work for.

use chrono::{DateTime, Utc};
use domain::ids::{CompanyId, UserId};
use domain::journal::Entity;
use domain::money::Cents;
use domain::search::Hit;
use serde::Serialize;
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder};

use crate::bulk::Company;
use crate::trash::{AT_ONCE, Kept, into_trash, out_of_trash, push_keys};
use crate::{StoreError, StoreResult, Tx, aliases, search};

/// The oldest of several with the same name: two imports may have brought the same company.
const BY_NAME: &str = "
select id from company where lower(name) = lower($1) and deleted_at is null order by id limit 1";

const INSERT: &str = "
insert into company (name, technologies, news, owner_id, created_at, updated_at)
values ($1, $2, $2, $3, $4, $4)
returning id";

const MANY: &str = "
select id, name, domain, industry, employees, annual_revenue_cents, founded_year, country, city, parent_name,
  technologies, news, owner_id, external_key, created_at, deleted_at
from company
where id in ";

const UPDATE: &str = "
update company
set name = $1, domain = $2, industry = $3, employees = $4, annual_revenue_cents = $5, founded_year = $6, country = $7,
  city = $8, parent_name = $9, technologies = $10, owner_id = $11, updated_at = $12, news = $13, version = version + 1
where id = $14 and deleted_at is null";

const TRASH: &str = into_trash!("company", "");

const RESTORE: &str = out_of_trash!("company", "external_key", "");

/// Whether anything that is not in the trash belongs to a company.
const IN_USE: &str = "
select exists (select 1 from lead where company_id = $1 and deleted_at is null)
  or exists (select 1 from opportunity where company_id = $1 and deleted_at is null)
  or exists (select 1 from learner where company_id = $1)";

/// Walked along the index of names, which ends with the page.
const NAMED: &str = "
select id, name, industry, city
from company
where deleted_at is null and lower(name) like $1 escape '!'
order by lower(name), id
limit $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[BY_NAME, INSERT, UPDATE, TRASH, RESTORE, IN_USE, NAMED];

/// A company of which only the name is known, as the journal tells it: the same names as [`Company`] has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewCompany {
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub owner_id: Option<UserId>,
}

/// The company of this name, in any case of letters.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_name(tx: &mut Tx, name: &str) -> StoreResult<Option<CompanyId>> {
    let id: Option<i64> =
        on!(tx, c => sqlx::query_scalar(BY_NAME).bind(name).fetch_optional(c).await)?;
    Ok(id.map(CompanyId))
}

#[derive(FromRow)]
struct NamedRow {
    id: i64,
    name: String,
    industry: Option<String>,
    city: Option<String>,
}

/// Companies with this text in their name, by name. Everybody sees companies.
///
/// # Errors
/// When the database refuses.
pub async fn named(tx: &mut Tx, text: &str, limit: i64) -> StoreResult<Vec<Hit>> {
    let rows: Vec<NamedRow> = on!(tx, c => sqlx::query_as(NAMED)
        .bind(search::containing(text))
        .bind(limit)
        .fetch_all(c)
        .await)?;
    let hit = |row: NamedRow| {
        let about: Vec<String> = row.industry.into_iter().chain(row.city).collect();
        Hit { id: row.id, name: row.name, about: about.join(" · ") }
    };
    Ok(rows.into_iter().map(hit).collect())
}

/// Adds a company.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx,
    company: &NewCompany,
    now: DateTime<Utc>,
) -> StoreResult<CompanyId> {
    let none: Json<[&str; 0]> = Json([]);
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(&company.name)
        .bind(none)
        .bind(company.owner_id.map(UserId::get))
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(CompanyId(id))
}

/// A company's row, as imports and undo read it.
#[derive(FromRow)]
pub(crate) struct Row {
    id: i64,
    name: String,
    domain: Option<String>,
    industry: Option<String>,
    employees: Option<i64>,
    annual_revenue_cents: Option<i64>,
    founded_year: Option<i64>,
    country: Option<String>,
    city: Option<String>,
    parent_name: Option<String>,
    technologies: Json<Vec<String>>,
    news: Json<Vec<String>>,
    owner_id: Option<i64>,
    external_key: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<Row> for Company {
    fn from(row: Row) -> Self {
        Self {
            id: CompanyId(row.id),
            name: row.name,
            domain: row.domain,
            industry: row.industry,
            employees: row.employees,
            annual_revenue: row.annual_revenue_cents.map(Cents),
            founded_year: row.founded_year,
            country: row.country,
            city: row.city,
            parent_name: row.parent_name,
            technologies: row.technologies.0,
            news: row.news.0,
            owner_id: row.owner_id.map(UserId),
            external_key: row.external_key,
            created_at: row.created_at,
        }
    }
}

#[derive(FromRow)]
struct KeptRow {
    #[sqlx(flatten)]
    company: Row,
    deleted_at: Option<DateTime<Utc>>,
}

/// The companies with these ids, in the trash or not. Everybody sees companies.
///
/// # Errors
/// When the database refuses.
pub async fn many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Kept<Company>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<KeptRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        found.extend(
            rows.into_iter()
                .map(|row| Kept { record: row.company.into(), deleted_at: row.deleted_at }),
        );
    }
    Ok(found)
}

/// Writes a changed company.
///
/// # Errors
/// `Conflict` when it went to the trash since it was read.
pub async fn update(tx: &mut Tx, company: &Company, now: DateTime<Utc>) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(UPDATE)
        .bind(&company.name)
        .bind(&company.domain)
        .bind(&company.industry)
        .bind(company.employees)
        .bind(company.annual_revenue.map(Cents::get))
        .bind(company.founded_year)
        .bind(&company.country)
        .bind(&company.city)
        .bind(&company.parent_name)
        .bind(Json(&company.technologies))
        .bind(company.owner_id.map(UserId::get))
        .bind(now)
        .bind(Json(&company.news))
        .bind(company.id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// The company, wherever its key leads to. Everybody sees companies.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn get(tx: &mut Tx, id: CompanyId) -> StoreResult<Company> {
    let id = aliases::resolve(tx, Entity::Company, id.get()).await?.unwrap_or(id.get());
    let found = many(tx, &[id]).await?.into_iter().find(|kept| kept.deleted_at.is_none());
    found.map(|kept| kept.record).ok_or(StoreError::NotFound)
}

/// Whether a lead, a deal or a learner belongs to it that is not in the trash.
///
/// # Errors
/// When the database refuses.
pub async fn in_use(tx: &mut Tx, id: CompanyId) -> StoreResult<bool> {
    Ok(on!(tx, c => sqlx::query_scalar(IN_USE).bind(id.get()).fetch_one(c).await)?)
}

async fn set(tx: &mut Tx, sql: &'static str, id: CompanyId, now: DateTime<Utc>) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(sql)
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// Puts a company into the trash.
///
/// # Errors
/// `Conflict` when it is there already.
pub async fn trash(tx: &mut Tx, id: CompanyId, now: DateTime<Utc>) -> StoreResult<()> {
    set(tx, TRASH, id, now).await
}

/// Takes a company out of the trash, as it was.
///
/// # Errors
/// `Conflict` when it is not there.
pub async fn restore(tx: &mut Tx, id: CompanyId, now: DateTime<Utc>) -> StoreResult<()> {
    set(tx, RESTORE, id, now).await
}
