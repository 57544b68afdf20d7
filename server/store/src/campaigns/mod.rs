//! Campaigns, what they cost, whom they reached, and the reports that are kept of them.

mod reads;

use chrono::{DateTime, NaiveDate, Utc};
use domain::campaigns::{CampaignStatus, CostRow};
use domain::ids::CampaignId;
use domain::money::{Cents, Currency};
use sqlx::{FromRow, QueryBuilder};

pub use reads::{
    Cohort, Met, Won, cohorts, keep_report, members, met, report, reports, touches,
    touches_at_most, won,
};

use crate::bulk::{Campaign, CampaignCost};
use crate::catalogue::Shelved;
use crate::decode::Reading;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreError, StoreResult, Tx};

const MANY: &str = "
select id, name, source, status, starts_on, ends_on, budget_cents, currency, created_at, version, deleted_at
from campaign
where id in ";

const LIST: &str = "
select id, name, source, status, starts_on, ends_on, budget_cents, currency, created_at, version, deleted_at
from campaign
where deleted_at is null
order by starts_on desc, id desc
limit 2000";

const COSTS: &str = "
select c.campaign_id, cast(sum(c.amount_cents) as bigint) as amount_cents
from campaign_cost c
group by c.campaign_id";

const COSTS_OF: &str = "
select id, spent_on, amount_cents, note from campaign_cost where campaign_id = $1 order by spent_on desc, id desc";

const INSERT: &str = "
insert into campaign (name, source, status, starts_on, ends_on, budget_cents, currency, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
returning id";

const UPDATE: &str = "
update campaign
set name = $1, source = $2, status = $3, starts_on = $4, ends_on = $5, budget_cents = $6, updated_at = $7,
  version = version + 1
where id = $8";

const SET_DELETED: &str = "
update campaign set deleted_at = $1, updated_at = $2, version = version + 1
where id = $3 and (deleted_at is null) = ($4 = 1)";

const ADD_COST: &str = "
insert into campaign_cost (campaign_id, spent_on, amount_cents, note) values ($1, $2, $3, $4)";

const DROP_COSTS: &str = "delete from campaign_cost where campaign_id = $1";

const DROP_COST: &str = "delete from campaign_cost where campaign_id = $1 and id = $2";

/// Every statement of this folder, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[LIST, COSTS, COSTS_OF, INSERT, UPDATE, SET_DELETED, ADD_COST, DROP_COSTS, DROP_COST];

/// Every statement of the reads.
pub(crate) const READ_STATEMENTS: &[&str] = reads::STATEMENTS;

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    source: String,
    status: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    budget_cents: i64,
    currency: String,
    created_at: DateTime<Utc>,
    version: i64,
    deleted_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Shelved<Campaign> {
    type Error = StoreError;

    fn try_from(row: Row) -> StoreResult<Self> {
        let reading = Reading { table: "campaign", id: row.id };
        let record = Campaign {
            id: CampaignId(row.id),
            name: row.name,
            source: row.source,
            status: reading.word::<CampaignStatus>("status", &row.status)?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            budget: Cents(row.budget_cents),
            currency: Currency::try_from(row.currency)
                .map_err(|error| reading.wrong("currency", &error))?,
            costs: Vec::new(),
            created_at: row.created_at,
        };
        Ok(Self { record, version: row.version, is_away: row.deleted_at.is_some() })
    }
}

/// The campaigns with these ids with their costs, deleted or not.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Shelved<Campaign>>> {
    let mut found: Vec<Shelved<Campaign>> = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<Row> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    for campaign in &mut found {
        let mut costs = costs_of(tx, campaign.record.id).await?;
        costs.reverse();
        let plain = |cost: CostRow| CampaignCost {
            spent_on: cost.spent_on,
            amount: cost.amount,
            note: cost.note,
        };
        campaign.record.costs = costs.into_iter().map(plain).collect();
    }
    Ok(found)
}

/// A campaign that is not deleted, with its costs.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn get(tx: &mut Tx, id: CampaignId) -> StoreResult<Shelved<Campaign>> {
    let found = many(tx, &[id.get()]).await?.into_iter().next();
    found.filter(|campaign| !campaign.is_away).ok_or(StoreError::NotFound)
}

/// Every campaign that is not deleted, the latest first; without their costs.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn list(tx: &mut Tx) -> StoreResult<Vec<Shelved<Campaign>>> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(LIST).fetch_all(c).await)?;
    rows.into_iter().map(Shelved::try_from).collect()
}

/// What each campaign cost so far.
///
/// # Errors
/// When the database refuses.
pub async fn costs(tx: &mut Tx) -> StoreResult<Vec<(CampaignId, Cents)>> {
    let rows: Vec<(i64, i64)> = on!(tx, c => sqlx::query_as(COSTS).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, sum)| (CampaignId(id), Cents(sum))).collect())
}

#[derive(FromRow)]
struct Cost {
    id: i64,
    spent_on: NaiveDate,
    amount_cents: i64,
    note: String,
}

/// What a campaign cost, the last first.
///
/// # Errors
/// When the database refuses.
pub async fn costs_of(tx: &mut Tx, id: CampaignId) -> StoreResult<Vec<CostRow>> {
    let rows: Vec<Cost> = on!(tx, c => sqlx::query_as(COSTS_OF).bind(id.get()).fetch_all(c).await)?;
    let shown = |Cost { id, spent_on, amount_cents, note }| CostRow {
        id,
        spent_on,
        amount: Cents(amount_cents),
        note,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Adds a campaign with its costs.
///
/// # Errors
/// `Unique` when the name is taken.
pub async fn insert(
    tx: &mut Tx,
    campaign: &Campaign,
    now: DateTime<Utc>,
) -> StoreResult<CampaignId> {
    let id: i64 = on!(&mut *tx, c => sqlx::query_scalar(INSERT)
        .bind(&campaign.name)
        .bind(&campaign.source)
        .bind(campaign.status.as_str())
        .bind(campaign.starts_on)
        .bind(campaign.ends_on)
        .bind(campaign.budget.get())
        .bind(campaign.currency.as_str())
        .bind(now)
        .fetch_one(c)
        .await)?;
    for cost in &campaign.costs {
        add_cost(tx, CampaignId(id), cost).await?;
    }
    Ok(CampaignId(id))
}

/// Writes a changed campaign; its costs too where they differ.
///
/// # Errors
/// `Unique` when the name is taken.
pub async fn update(
    tx: &mut Tx,
    before: &Campaign,
    after: &Campaign,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(&mut *tx, c => sqlx::query(UPDATE)
        .bind(&after.name)
        .bind(&after.source)
        .bind(after.status.as_str())
        .bind(after.starts_on)
        .bind(after.ends_on)
        .bind(after.budget.get())
        .bind(now)
        .bind(after.id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    if before.costs == after.costs {
        return Ok(());
    }
    on!(&mut *tx, c => sqlx::query(DROP_COSTS).bind(after.id.get()).execute(c).await.map(|_| ()))?;
    for cost in &after.costs {
        add_cost(tx, after.id, cost).await?;
    }
    Ok(())
}

/// Writes a cost down.
///
/// # Errors
/// When the database refuses.
pub async fn add_cost(tx: &mut Tx, id: CampaignId, cost: &CampaignCost) -> StoreResult<()> {
    on!(tx, c => sqlx::query(ADD_COST)
        .bind(id.get())
        .bind(cost.spent_on)
        .bind(cost.amount.get())
        .bind(&cost.note)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Takes a cost out.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn drop_cost(tx: &mut Tx, id: CampaignId, cost: i64) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(DROP_COST)
        .bind(id.get())
        .bind(cost)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Deletes a campaign, or brings it back.
///
/// # Errors
/// `Conflict` when it is so already.
pub async fn set_deleted(
    tx: &mut Tx,
    id: CampaignId,
    deleted: bool,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(SET_DELETED)
        .bind(deleted.then_some(now))
        .bind(now)
        .bind(id.get())
        .bind(i64::from(deleted))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}
