//! Companies as lists and pages show them. Everybody sees companies; people, deals and what happened are read within a
//! scope.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::access::Scope;
use domain::company::{CompanyPerson, CompanyRow};
use domain::ids::{CompanyId, LeadId, UserId};
use domain::list::{Cursor, Person};
use domain::money::Cents;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use crate::decode::Reading;
use crate::scope::{Bounds, push_scope};
use crate::{StoreResult, Tx, search};

const FIRST: &str = "
select c.id, c.name, c.domain, c.industry, c.employees, c.city, c.country, c.created_at
from company c
where c.deleted_at is null";

const SUMS: &str = "
select company_id, count(*) as deals, cast(sum(case when status = 'open' then 1 else 0 end) as bigint) as open_deals,
  cast(sum(case when status = 'open' then amount_cents else 0 end) as bigint) as open_cents,
  cast(sum(case when status = 'won' then amount_cents else 0 end) as bigint) as won_cents
from opportunity
where deleted_at is null and company_id in ";

const PEOPLE_COUNTS: &str = "
select company_id, count(*) as people from lead where deleted_at is null and company_id in ";

const PEOPLE: &str = concat!(
    "
select l.id, l.name, l.job_title, l.status, l.lead_score, l.lead_grade, l.owner_id, u.name as owner_name,
  l.last_contacted_at
from lead l
left join app_user u on u.id = l.owner_id
where l.company_id = $1 and l.deleted_at is null and ",
    in_scope!("l.owner_id", "$2", "$3", "$4"),
    "
order by l.lead_score desc, l.id
limit $5"
);

const VERSION: &str = "
select c.version, u.name as owner_name
from company c
left join app_user u on u.id = c.owner_id
where c.id = $1";

/// Industries as they are written, the commonest first: a choice for the list.
const INDUSTRIES: &str = "
select industry
from company
where industry is not null and deleted_at is null
group by industry
order by count(*) desc, industry
limit 60";

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[FIRST, PEOPLE, VERSION, INDUSTRIES];

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompanySort {
    /// By name.
    #[default]
    Name,
    /// Newest first.
    Created,
    /// Most people first.
    Size,
}

/// What a page of the list shows.
#[derive(Clone, Debug, Default)]
pub struct CompanyQuery {
    /// Part of a name or a domain.
    pub text: Option<String>,
    /// Only of this industry.
    pub industry: Option<String>,
    /// In which order.
    pub sort: CompanySort,
    /// After this row.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: i64,
}

impl CompanyQuery {
    /// Where the page after `last` begins.
    #[must_use]
    pub fn cursor_after(&self, last: &CompanyRow) -> Cursor {
        let value = match self.sort {
            CompanySort::Name => last.name.to_lowercase(),
            CompanySort::Created => last.created_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            CompanySort::Size => last.employees.unwrap_or(0).to_string(),
        };
        Cursor { value, id: last.id.get() }
    }
}

fn narrow<DB: Database>(statement: &mut QueryBuilder<DB>, query: &CompanyQuery)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
{
    if let Some(text) = &query.text {
        let pattern = search::containing(text);
        statement.push(" and (lower(c.name) like ").push_bind(pattern.clone()).push(" escape '!'");
        statement.push(" or lower(c.domain) like ").push_bind(pattern).push(" escape '!')");
    }
    if let Some(industry) = &query.industry {
        statement.push(" and c.industry = ").push_bind(industry.clone());
    }
    let after = query.after.as_ref();
    match query.sort {
        CompanySort::Name => {
            if let Some(after) = after {
                statement.push(" and (lower(c.name), c.id) > (").push_bind(after.value.clone());
                statement.push(", ").push_bind(after.id).push(")");
            }
            statement.push(" order by lower(c.name), c.id");
        }
        CompanySort::Created => {
            if let Some((at, id)) = after.and_then(|after| Some((moment(after)?, after.id))) {
                statement.push(" and (c.created_at, c.id) < (").push_bind(at);
                statement.push(", ").push_bind(id).push(")");
            }
            statement.push(" order by c.created_at desc, c.id desc");
        }
        CompanySort::Size => {
            if let Some((size, id)) = after.and_then(|after| Some((size(after)?, after.id))) {
                statement.push(" and (coalesce(c.employees, 0), c.id) < (").push_bind(size);
                statement.push(", ").push_bind(id).push(")");
            }
            statement.push(" order by coalesce(c.employees, 0) desc, c.id desc");
        }
    }
    statement.push(" limit ").push_bind(query.limit);
}

fn moment(after: &Cursor) -> Option<DateTime<Utc>> {
    after.value.parse().ok()
}

fn size(after: &Cursor) -> Option<i64> {
    after.value.parse().ok()
}

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    domain: Option<String>,
    industry: Option<String>,
    employees: Option<i64>,
    city: Option<String>,
    country: Option<String>,
    created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Sums {
    company_id: i64,
    open_deals: i64,
    open_cents: i64,
    won_cents: i64,
}

/// A page of the list, with what the scope lets one see of each company's people and deals.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    query: &CompanyQuery,
) -> StoreResult<Vec<CompanyRow>> {
    let rows: Vec<Row> = on!(&mut *tx, c => {
        let mut statement = QueryBuilder::new(FIRST);
        narrow(&mut statement, query);
        statement.build_query_as().fetch_all(c).await
    })?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let sums: Vec<Sums> = on!(&mut *tx, c => {
        let mut statement = QueryBuilder::new(SUMS);
        of_companies(&mut statement, &ids, scope);
        statement.build_query_as().fetch_all(c).await
    })?;
    let people: Vec<(i64, i64)> = on!(tx, c => {
        let mut statement = QueryBuilder::new(PEOPLE_COUNTS);
        of_companies(&mut statement, &ids, scope);
        statement.build_query_as().fetch_all(c).await
    })?;
    Ok(rows.into_iter().map(|row| shown(row, &sums, &people)).collect())
}

fn of_companies<DB: Database>(statement: &mut QueryBuilder<DB>, ids: &[i64], scope: &Scope)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    crate::trash::push_keys!(statement, ids);
    push_scope(statement, "owner_id", scope);
    statement.push(" group by company_id");
}

fn shown(row: Row, sums: &[Sums], people: &[(i64, i64)]) -> CompanyRow {
    let own = sums.iter().find(|sums| sums.company_id == row.id);
    let people = people.iter().find(|(id, _)| *id == row.id);
    CompanyRow {
        id: CompanyId(row.id),
        name: row.name,
        domain: row.domain,
        industry: row.industry,
        employees: row.employees,
        city: row.city,
        country: row.country,
        people: people.map_or(0, |(_, count)| *count),
        open_deals: own.map_or(0, |sums| sums.open_deals),
        open: Cents(own.map_or(0, |sums| sums.open_cents)),
        won: Cents(own.map_or(0, |sums| sums.won_cents)),
        created_at: row.created_at,
    }
}

#[derive(FromRow)]
struct PersonRow {
    id: i64,
    name: String,
    job_title: Option<String>,
    status: String,
    lead_score: i64,
    lead_grade: String,
    owner_id: Option<i64>,
    owner_name: Option<String>,
    last_contacted_at: Option<DateTime<Utc>>,
}

/// Who works there within the scope, best score first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn people(
    tx: &mut Tx,
    scope: &Scope,
    id: CompanyId,
    limit: i64,
) -> StoreResult<Vec<CompanyPerson>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<PersonRow> = on!(tx, c => sqlx::query_as(PEOPLE)
        .bind(id.get())
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    let person = |row: PersonRow| {
        let reading = Reading { table: "lead", id: row.id };
        Ok(CompanyPerson {
            id: LeadId(row.id),
            name: row.name,
            job_title: row.job_title,
            status: reading.word("status", &row.status)?,
            score: row.lead_score,
            grade: reading.word("lead_grade", &row.lead_grade)?,
            owner: row
                .owner_id
                .map(UserId)
                .zip(row.owner_name)
                .map(|(id, name)| Person { id, name }),
            last_contacted_at: row.last_contacted_at,
        })
    };
    rows.into_iter().map(person).collect()
}

/// A company's version and the name of who looks after it.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn version(tx: &mut Tx, id: CompanyId) -> StoreResult<(i64, Option<String>)> {
    Ok(on!(tx, c => sqlx::query_as(VERSION).bind(id.get()).fetch_one(c).await)?)
}

/// The industries to choose from.
///
/// # Errors
/// When the database refuses.
pub async fn industries(tx: &mut Tx) -> StoreResult<Vec<String>> {
    Ok(on!(tx, c => sqlx::query_scalar(INDUSTRIES).fetch_all(c).await)?)
}
