//! Deals as boards, lists and desks show them.

mod ages;
pub(crate) mod contact;
mod list;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::ids::{CompanyId, LeadId, OpportunityId, StageId, UserId};
use domain::list::Person;
use domain::money::Cents;
use domain::opportunity::{DealLine, DealRow, DealStatus};
use sqlx::{FromRow, QueryBuilder};

pub use ages::{in_stage_since, median_ages};
pub use contact::{Contact, contact};
pub use list::{DealQuery, DealSort, count, list};
pub(crate) use list::{narrow, order};

use crate::decode::Reading;
use crate::scope::push_scope;
use crate::{StoreError, StoreResult, Tx};

const ROWS: &str = "
select o.id, o.name, c.name as company, o.lead_id, l.name as lead, o.owner_id, u.name as owner, o.stage_id,
  s.name as stage, o.status, o.amount_cents, o.win_bp, o.win_low_bp, o.win_high_bp, o.expected_close_on, o.closed_on,
  o.next_step, o.next_step_on, o.stage_entered_at, s.normal_dwell_days, o.created_at, o.version
from opportunity o
join stage s on s.id = o.stage_id
left join company c on c.id = o.company_id
left join lead l on l.id = o.lead_id
left join app_user u on u.id = o.owner_id
where o.deleted_at is null";

const WITHOUT_NEXT_STEP: &str = "
select count(*) from opportunity
where status = 'open' and deleted_at is null and next_step = ''";

/// Every constant statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[ROWS, WITHOUT_NEXT_STEP];

/// What every statement about deals in lists reads of each.
#[derive(FromRow)]
pub(crate) struct LineRow {
    id: i64,
    name: String,
    company: Option<String>,
    lead_id: Option<i64>,
    lead: Option<String>,
    owner_id: Option<i64>,
    owner: Option<String>,
    stage_id: i64,
    stage: String,
    status: String,
    amount_cents: i64,
    win_bp: i64,
    expected_close_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    stage_entered_at: Option<DateTime<Utc>>,
    normal_dwell_days: i64,
    created_at: DateTime<Utc>,
}

impl LineRow {
    /// As it stands at a moment, read from this table.
    pub(crate) fn shown(self, table: &'static str, at: DateTime<Utc>) -> StoreResult<DealLine> {
        let reading = Reading { table, id: self.id };
        let status: DealStatus = reading.word("status", &self.status)?;
        let entered_at = self.stage_entered_at.unwrap_or(self.created_at);
        Ok(DealLine {
            id: OpportunityId(self.id),
            name: self.name,
            company: self.company,
            lead: self.lead_id.map(LeadId).zip(self.lead),
            owner: self.owner_id.zip(self.owner).map(|(id, name)| Person { id: UserId(id), name }),
            stage_id: StageId(self.stage_id),
            stage: self.stage,
            status,
            amount: Cents(self.amount_cents),
            win: reading.ratio("win_bp", self.win_bp)?,
            close_on: match status {
                DealStatus::Open => self.expected_close_on,
                DealStatus::Won | DealStatus::Lost => self.closed_on,
            },
            days_in_stage: (at - entered_at).num_days().max(0),
            normal_dwell_days: self.normal_dwell_days,
            created_at: self.created_at,
        })
    }
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    line: LineRow,
    win_low_bp: i64,
    win_high_bp: i64,
    next_step: String,
    next_step_on: Option<NaiveDate>,
    version: i64,
}

impl Row {
    fn shown(self, now: DateTime<Utc>) -> StoreResult<DealRow> {
        let reading = Reading { table: "opportunity", id: self.line.id };
        Ok(DealRow {
            win_low: reading.ratio("win_low_bp", self.win_low_bp)?,
            win_high: reading.ratio("win_high_bp", self.win_high_bp)?,
            line: self.line.shown("opportunity", now)?,
            next_step: self.next_step,
            next_step_on: self.next_step_on,
            version: self.version,
        })
    }
}

fn shown(rows: Vec<Row>, now: DateTime<Utc>) -> StoreResult<Vec<DealRow>> {
    rows.into_iter().map(|row| row.shown(now)).collect()
}

/// A deal as lists show it.
///
/// # Errors
/// `NotFound` when there is none in scope.
pub async fn row(
    tx: &mut Tx,
    scope: &Scope,
    id: OpportunityId,
    now: DateTime<Utc>,
) -> StoreResult<DealRow> {
    let row: Option<Row> = on!(tx, c => {
        let mut statement = QueryBuilder::new(ROWS);
        push_scope(&mut statement, "o.owner_id", scope);
        statement.push(" and o.id = ").push_bind(id.get());
        statement.build_query_as().fetch_optional(c).await
    })?;
    row.ok_or(StoreError::NotFound)?.shown(now)
}

/// A company's deals within the scope: open ones first, the next to close first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_company(
    tx: &mut Tx,
    scope: &Scope,
    company: CompanyId,
    limit: i64,
    now: DateTime<Utc>,
) -> StoreResult<Vec<DealRow>> {
    let rows: Vec<Row> = on!(tx, c => {
        let mut statement = QueryBuilder::new(ROWS);
        statement.push(" and o.company_id = ").push_bind(company.get());
        push_scope(&mut statement, "o.owner_id", scope);
        statement.push(" order by case o.status when 'open' then 0 else 1 end, o.expected_close_on, o.id desc limit ");
        statement.push_bind(limit);
        statement.build_query_as().fetch_all(c).await
    })?;
    shown(rows, now)
}

/// The largest open deals of a stage: a board's column.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn cards(
    tx: &mut Tx,
    scope: &Scope,
    stage: StageId,
    limit: i64,
    now: DateTime<Utc>,
) -> StoreResult<Vec<DealRow>> {
    let rows: Vec<Row> = on!(tx, c => {
        let mut statement = QueryBuilder::new(ROWS);
        statement.push(" and o.status = 'open' and o.stage_id = ").push_bind(stage.get());
        push_scope(&mut statement, "o.owner_id", scope);
        statement.push(" order by o.amount_cents desc, o.id desc limit ").push_bind(limit);
        statement.build_query_as().fetch_all(c).await
    })?;
    shown(rows, now)
}

/// How many open deals in scope have no next step.
///
/// # Errors
/// When the database refuses.
pub async fn without_next_step(tx: &mut Tx, scope: &Scope) -> StoreResult<i64> {
    Ok(on!(tx, c => {
        let mut statement = QueryBuilder::new(WITHOUT_NEXT_STEP);
        push_scope(&mut statement, "owner_id", scope);
        statement.build_query_scalar().fetch_one(c).await
    })?)
}
