//! Companies: the list, a company's page, and what is known of it.

use domain::access::Action;
use domain::company::{CompanyFacts, CompanyFilter, CompanyPage, CompanyRow, roll_up};
use domain::forms::{ConflictField, EditCompany};
use domain::ids::CompanyId;
use domain::journal::Entity;
use domain::list::{Cursor, Listing, PAGE_ROWS, Person};
use domain::relations::relations;
use serde_json::Value;
use store::bulk::Company;
use store::company_reads::{self, CompanyQuery, CompanySort};
use store::interactions::contacts;
use store::{StoreError, companies, interactions, opportunity_reads};

use crate::leads::CONTACTS;
use crate::merging::rescore_people;
use crate::timeline::label;
use crate::{Ctx, Done, ServiceError, ServiceResult, timeline};

/// The most people and deals that a page shows; the sums are over the same deals.
const MOST: i64 = 1_000;
/// The most that happened that a page shows.
const HAPPENED: i64 = 60;

/// A page of the list of companies.
///
/// # Errors
/// When the database is away.
pub async fn list(ctx: &Ctx, filter: &CompanyFilter) -> ServiceResult<Listing<CompanyRow>> {
    ctx.require(Action::ReadRecords)?;
    let query = query_of(filter);
    let mut tx = ctx.db().read().await?;
    let mut rows = company_reads::list(&mut tx, &ctx.scope(), &query).await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| more).map(|last| query.cursor_after(last).encode());
    Ok(Listing { now: ctx.now(), rows, next, total: None })
}

/// The industries the list can be narrowed to, the commonest first.
///
/// # Errors
/// When the database is away.
pub async fn industries(ctx: &Ctx) -> ServiceResult<Vec<String>> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    Ok(company_reads::industries(&mut tx).await?)
}

/// What a filter asks of the store. A word that is none filters nothing.
pub(crate) fn query_of(filter: &CompanyFilter) -> CompanyQuery {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    CompanyQuery {
        text: some(&filter.q),
        industry: some(&filter.industry),
        sort: match filter.sort.as_str() {
            "created" => CompanySort::Created,
            "size" => CompanySort::Size,
            _ => CompanySort::Name,
        },
        after: Cursor::decode(&filter.after),
        limit: i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX - 1) + 1,
    }
}

/// A company's page. Everybody sees companies; people, deals and what happened are those of the reader's scope.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn page(ctx: &Ctx, id: CompanyId) -> ServiceResult<CompanyPage> {
    ctx.require(Action::ReadRecords)?;
    let (now, scope) = (ctx.now(), ctx.scope());
    let mut tx = ctx.db().read().await?;
    let company = companies::get(&mut tx, id).await?;
    let id = company.id;
    let (version, owner) = company_reads::version(&mut tx, id).await?;
    let deals = opportunity_reads::of_company(&mut tx, &scope, id, MOST, now).await?;
    let talk = interactions::of_company(&mut tx, &scope, id, HAPPENED).await?;
    Ok(CompanyPage {
        now,
        id,
        version,
        owner: company.owner_id.zip(owner).map(|(id, name)| Person { id, name }),
        created_at: company.created_at,
        roll_up: roll_up(deals.iter().map(|deal| &deal.line)),
        people: company_reads::people(&mut tx, &scope, id, MOST).await?,
        deals,
        relations: relations(&contacts::with_company(&mut tx, &scope, id, CONTACTS).await?),
        timeline: timeline::merge(ctx, &mut tx, talk, &[], None).await?,
        facts: facts(company),
    })
}

fn facts(company: Company) -> CompanyFacts {
    CompanyFacts {
        name: company.name,
        domain: company.domain,
        industry: company.industry,
        employees: company.employees,
        annual_revenue: company.annual_revenue,
        founded_year: company.founded_year,
        country: company.country,
        city: company.city,
        parent_name: company.parent_name,
        technologies: company.technologies,
        news: company.news,
    }
}

/// Changes what is known of a company; the scores of its people follow where its size or its industry changed.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when there is none, `Invalid` when a field is wrong, `Conflict` with both values of
/// each field when somebody else wrote it since.
pub async fn edit(ctx: &Ctx, form: EditCompany) -> ServiceResult<Done> {
    ctx.require(Action::EditCompany)?;
    let checked = form.check()?;
    let mut work = ctx.begin(format!("Edited {}", checked.name)).await?;
    let now = work.now();
    let before = companies::get(&mut work.tx, CompanyId(form.id)).await?;
    let (version, _) = company_reads::version(&mut work.tx, before.id).await?;
    let after = edited(&before, checked);
    if version != form.version {
        let fields = conflicts(&before, &after);
        if !fields.is_empty() {
            return Err(ServiceError::Conflict(fields));
        }
    }
    if after != before {
        companies::update(&mut work.tx, &after, now).await.map_err(|error| match error {
            StoreError::Conflict => ServiceError::NotFound,
            other => other.into(),
        })?;
        work.changed(Entity::Company, before.id.get(), &before, &after).await?;
        if before.employees != after.employees || before.industry != after.industry {
            rescore_people(&mut work, before.id).await?;
        }
    }
    work.commit().await
}

fn edited(before: &Company, facts: CompanyFacts) -> Company {
    Company {
        name: facts.name,
        domain: facts.domain,
        industry: facts.industry,
        employees: facts.employees,
        annual_revenue: facts.annual_revenue,
        founded_year: facts.founded_year,
        country: facts.country,
        city: facts.city,
        parent_name: facts.parent_name,
        technologies: facts.technologies,
        news: facts.news,
        ..before.clone()
    }
}

/// The fields in which the form says something else than the record.
fn conflicts(theirs: &Company, yours: &Company) -> Vec<ConflictField> {
    let said = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    domain::journal::diff(Some(theirs), yours)
        .iter()
        .map(|(field, change)| ConflictField {
            field: label(field),
            yours: said(&change.to),
            theirs: said(&change.from),
        })
        .collect()
}
