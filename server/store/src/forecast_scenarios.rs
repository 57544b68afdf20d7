//! What-ifs of the forecast that people kept. Each sees their own.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::calendar::{Period, Span};
use domain::forecast::{LeverSteps, Scenario, Step};
use domain::ids::{ScenarioId, UserId};
use sqlx::{FromRow, QueryBuilder};

use crate::catalogue::Shelved;
use crate::decode::Reading;
use crate::scope::push_scope;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreError, StoreResult, Tx};

const OWN: &str = "
select id, user_id, name, period_starts_on, period_ends_on, win_rate, deal_size, new_deals, cycle, version, deleted_at
from forecast_scenario
where user_id = $1 and deleted_at is null
order by period_starts_on desc, id
limit 500";

const MANY: &str = "
select id, user_id, name, period_starts_on, period_ends_on, win_rate, deal_size, new_deals, cycle, version, deleted_at
from forecast_scenario
where id in ";

const INSERT: &str = "
insert into forecast_scenario (user_id, name, period_starts_on, period_ends_on, win_rate, deal_size, new_deals, cycle,
  created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
returning id";

const RENAME: &str = "
update forecast_scenario set name = $1, updated_at = $2, version = version + 1
where id = $3 and deleted_at is null";

const SET_DELETED: &str = "
update forecast_scenario set deleted_at = $1, updated_at = $2, version = version + 1
where id = $3 and (deleted_at is null) = ($4 = 1)";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[OWN, INSERT, RENAME, SET_DELETED];

#[derive(FromRow)]
struct Row {
    id: i64,
    user_id: i64,
    name: String,
    period_starts_on: NaiveDate,
    period_ends_on: NaiveDate,
    win_rate: i64,
    deal_size: i64,
    new_deals: i64,
    cycle: i64,
    version: i64,
    deleted_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Shelved<Scenario> {
    type Error = StoreError;

    fn try_from(row: Row) -> StoreResult<Self> {
        let reading = Reading { table: "forecast_scenario", id: row.id };
        let start = row.period_starts_on;
        let is_last =
            |span: &&Span| Period { span: **span, start }.last_day() == row.period_ends_on;
        let span = Span::ALL
            .iter()
            .find(is_last)
            .ok_or_else(|| reading.wrong("period_ends_on", &row.period_ends_on))?;
        let step = |column: &'static str, percent: i64| {
            i32::try_from(percent).map(Step::new).map_err(|error| reading.wrong(column, &error))
        };
        let record = Scenario {
            id: ScenarioId(row.id),
            user_id: UserId(row.user_id),
            name: row.name,
            span: *span,
            starts_on: start,
            steps: LeverSteps {
                win_rate: step("win_rate", row.win_rate)?,
                deal_size: step("deal_size", row.deal_size)?,
                new_deals: step("new_deals", row.new_deals)?,
                cycle: step("cycle", row.cycle)?,
            },
        };
        Ok(Self { record, version: row.version, is_away: row.deleted_at.is_some() })
    }
}

/// A person's own scenarios of all periods, the latest period first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn own(tx: &mut Tx, user: UserId) -> StoreResult<Vec<Shelved<Scenario>>> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(OWN).bind(user.get()).fetch_all(c).await)?;
    rows.into_iter().map(Shelved::try_from).collect()
}

/// The scenarios with these ids of people within the scope, deleted or not.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn many(tx: &mut Tx, scope: &Scope, ids: &[i64]) -> StoreResult<Vec<Shelved<Scenario>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<Row> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            push_scope(&mut query, "user_id", scope);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// A person's own scenario that is not deleted.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn get(tx: &mut Tx, user: UserId, id: ScenarioId) -> StoreResult<Shelved<Scenario>> {
    let found = many(tx, &Scope::Mine(user), &[id.get()]).await?.into_iter().next();
    found.filter(|scenario| !scenario.is_away).ok_or(StoreError::NotFound)
}

/// Keeps a scenario; its id is given here.
///
/// # Errors
/// `Unique` when the person has one of this name in the period.
pub async fn insert(
    tx: &mut Tx,
    scenario: &Scenario,
    now: DateTime<Utc>,
) -> StoreResult<ScenarioId> {
    let period = scenario.period();
    let steps = scenario.steps;
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(scenario.user_id.get())
        .bind(scenario.name.as_str())
        .bind(period.start)
        .bind(period.last_day())
        .bind(i64::from(steps.win_rate.get()))
        .bind(i64::from(steps.deal_size.get()))
        .bind(i64::from(steps.new_deals.get()))
        .bind(i64::from(steps.cycle.get()))
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(ScenarioId(id))
}

/// Gives a scenario that is not deleted another name.
///
/// # Errors
/// `Unique` when the person has another of this name in the period, `NotFound` when there is none to rename.
pub async fn rename(
    tx: &mut Tx,
    id: ScenarioId,
    name: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let rows = on!(tx, c => sqlx::query(RENAME)
        .bind(name)
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Puts a scenario into the trash or takes it out.
///
/// # Errors
/// `NotFound` when it is there already, `Unique` when its name is taken by now.
pub async fn set_deleted(
    tx: &mut Tx,
    id: ScenarioId,
    deleted: bool,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let rows = on!(tx, c => sqlx::query(SET_DELETED)
        .bind(deleted.then_some(now))
        .bind(now)
        .bind(id.get())
        .bind(i64::from(deleted))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
