//! Runs of imports, and what an import compares its files with.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{
    CompanyId, ImportId, OpportunityId, PipelineId, ProductId, StageId, TeamId, UnitId, UserId,
};
use domain::money::{Cents, Currency};
use sqlx::FromRow;

use crate::bulk::{Company, Product, insert_rows};
use crate::decode::Reading;
use crate::{StoreError, StoreResult, Tx, companies};

const COMPANIES: &str = "
select id, name, domain, industry, employees, annual_revenue_cents, founded_year, country, city, parent_name,
  technologies, news, owner_id, external_key, created_at
from company
where external_key is not null and deleted_at is null";

const UPDATE_COMPANY: &str = "
update company
set name = $1, industry = $2, employees = $3, annual_revenue_cents = $4, founded_year = $5, country = $6,
  parent_name = $7, domain = $8, city = $9, owner_id = $10, external_key = $11, updated_at = $12, version = version + 1
where id = $13";

const PRODUCTS: &str = "
select id, name, kind, series, price_cents, currency, duration_days, external_key, created_at from product";

const UPDATE_PRODUCT: &str = "
update product set series = $1, price_cents = $2, external_key = $3, updated_at = $4, version = version + 1
where id = $5";

const MOVE_USER: &str = "
update app_user set team_id = $1, region = $2, updated_at = $3, version = version + 1 where id = $4";

const DEALS: &str = "
select id, external_key, name, company_id, owner_id, stage_id, amount_cents, product_id, closed_on
from opportunity
where external_key is not null and deleted_at is null";

const HAS_DEALS: &str = "select exists (select 1 from opportunity where pipeline_id = $1)";

const MAKE_DEFAULT: &str = "update pipeline set is_default = (id = $1), version = version + 1
where is_default or id = $1";

const INSERT_RUN: &str = "
insert into import_run (source, fingerprint, unit_id, user_id, status, rows_total, rows_read, rows_created, rows_updated,
  rows_unchanged, rows_failed, created_at, started_at, finished_at)
values ($1, $2, $3, $4, 'done', $5, $5, $6, $7, $8, $9, $10, $10, $11)
returning id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[
    COMPANIES,
    UPDATE_COMPANY,
    PRODUCTS,
    UPDATE_PRODUCT,
    MOVE_USER,
    DEALS,
    HAS_DEALS,
    MAKE_DEFAULT,
    INSERT_RUN,
];

/// The companies that an import brought.
///
/// # Errors
/// When the database refuses.
pub async fn companies(tx: &mut Tx) -> StoreResult<Vec<Company>> {
    let rows: Vec<companies::Row> = on!(tx, c => sqlx::query_as(COMPANIES).fetch_all(c).await)?;
    Ok(rows.into_iter().map(Company::from).collect())
}

/// Changes what an import says of a company.
///
/// # Errors
/// When the database refuses.
pub async fn update_company(tx: &mut Tx, row: &Company, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(UPDATE_COMPANY)
        .bind(&row.name)
        .bind(&row.industry)
        .bind(row.employees)
        .bind(row.annual_revenue.map(Cents::get))
        .bind(row.founded_year)
        .bind(&row.country)
        .bind(&row.parent_name)
        .bind(&row.domain)
        .bind(&row.city)
        .bind(row.owner_id.map(UserId::get))
        .bind(&row.external_key)
        .bind(now)
        .bind(row.id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

#[derive(FromRow)]
struct ProductRow {
    id: i64,
    name: String,
    kind: String,
    series: Option<String>,
    price_cents: i64,
    currency: String,
    duration_days: Option<i64>,
    external_key: Option<String>,
    created_at: DateTime<Utc>,
}

impl TryFrom<ProductRow> for Product {
    type Error = StoreError;

    fn try_from(row: ProductRow) -> StoreResult<Self> {
        let reading = Reading { table: "product", id: row.id };
        Ok(Self {
            id: ProductId(row.id),
            name: row.name,
            kind: reading.word("kind", &row.kind)?,
            series: row.series,
            price: Cents(row.price_cents),
            currency: Currency::try_from(row.currency)
                .map_err(|error| reading.wrong("currency", &error))?,
            duration_days: row.duration_days,
            external_key: row.external_key,
            created_at: row.created_at,
        })
    }
}

/// Everything that is sold.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn products(tx: &mut Tx) -> StoreResult<Vec<Product>> {
    let rows: Vec<ProductRow> = on!(tx, c => sqlx::query_as(PRODUCTS).fetch_all(c).await)?;
    rows.into_iter().map(Product::try_from).collect()
}

/// Changes what an import says of a product.
///
/// # Errors
/// When the database refuses.
pub async fn update_product(tx: &mut Tx, row: &Product, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(UPDATE_PRODUCT)
        .bind(&row.series)
        .bind(row.price.get())
        .bind(&row.external_key)
        .bind(now)
        .bind(row.id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Puts somebody into another team and region.
///
/// # Errors
/// When the database refuses.
pub async fn move_user(
    tx: &mut Tx,
    id: UserId,
    team: Option<TeamId>,
    region: Option<&str>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(MOVE_USER)
        .bind(team.map(TeamId::get))
        .bind(region)
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// A deal that an import brought: the fields it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDeal {
    /// The deal.
    pub id: OpportunityId,
    /// What the import knows it by.
    pub external_key: String,
    /// Its name.
    pub name: String,
    /// The company it is made with.
    pub company_id: Option<CompanyId>,
    /// Whose it is.
    pub owner_id: Option<UserId>,
    /// Its stage.
    pub stage_id: StageId,
    /// What it is worth.
    pub amount: Cents,
    /// What is sold.
    pub product_id: Option<ProductId>,
    /// When it closed.
    pub closed_on: Option<NaiveDate>,
}

#[derive(FromRow)]
struct DealRow {
    id: i64,
    external_key: String,
    name: String,
    company_id: Option<i64>,
    owner_id: Option<i64>,
    stage_id: i64,
    amount_cents: i64,
    product_id: Option<i64>,
    closed_on: Option<NaiveDate>,
}

/// The deals that an import brought.
///
/// # Errors
/// When the database refuses.
pub async fn deals(tx: &mut Tx) -> StoreResult<Vec<KnownDeal>> {
    let rows: Vec<DealRow> = on!(tx, c => sqlx::query_as(DEALS).fetch_all(c).await)?;
    Ok(rows
        .into_iter()
        .map(|row| KnownDeal {
            id: OpportunityId(row.id),
            external_key: row.external_key,
            name: row.name,
            company_id: row.company_id.map(CompanyId),
            owner_id: row.owner_id.map(UserId),
            stage_id: StageId(row.stage_id),
            amount: Cents(row.amount_cents),
            product_id: row.product_id.map(ProductId),
            closed_on: row.closed_on,
        })
        .collect())
}

/// Whether any deal was ever in this pipeline.
///
/// # Errors
/// When the database refuses.
pub async fn has_deals(tx: &mut Tx, pipeline: PipelineId) -> StoreResult<bool> {
    Ok(on!(tx, c => sqlx::query_scalar(HAS_DEALS).bind(pipeline.get()).fetch_one(c).await)?)
}

/// Lets new deals begin in this pipeline, and in no other.
///
/// # Errors
/// When the database refuses.
pub async fn make_default(tx: &mut Tx, pipeline: PipelineId) -> StoreResult<()> {
    on!(tx, c => sqlx::query(MAKE_DEFAULT).bind(pipeline.get()).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// One run of an import, as it is kept.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// The folder or file.
    pub source: &'a str,
    /// SHA-256 over the files read.
    pub fingerprint: &'a str,
    /// The unit of the journal it made.
    pub unit: UnitId,
    /// Who started it.
    pub user: Option<UserId>,
    /// Rows read, created, updated, unchanged, failed.
    pub rows: [i64; 5],
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
}

/// A row that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The file's name.
    pub file: String,
    /// The line it begins on.
    pub line: i64,
    /// The column's head.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub message: String,
}

/// Keeps a run and its bad rows.
///
/// # Errors
/// When the database refuses.
pub async fn insert_run(tx: &mut Tx, run: &Run<'_>, bad: &[BadRow]) -> StoreResult<ImportId> {
    let [read, created, updated, unchanged, failed] = run.rows;
    let id: i64 = on!(&mut *tx, c => sqlx::query_scalar(INSERT_RUN)
        .bind(run.source)
        .bind(run.fingerprint)
        .bind(run.unit.get())
        .bind(run.user.map(UserId::get))
        .bind(read)
        .bind(created)
        .bind(updated)
        .bind(unchanged)
        .bind(failed)
        .bind(run.started_at)
        .bind(run.finished_at)
        .fetch_one(c)
        .await)?;
    insert_rows!(*tx, bad, row => "import_error" {
        import_id: id,
        file: row.file.as_str(),
        line: row.line,
        field: row.field.as_str(),
        value: row.value.as_str(),
        message: row.message.as_str(),
    });
    Ok(ImportId(id))
}
