//! The board's cards, the list and single deals as they were at a moment.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::as_of::PastDeal;
use domain::ids::{OpportunityId, StageId};
use domain::opportunity::DealStatus;
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use crate::opportunity_reads::{DealQuery, LineRow, narrow, order};
use crate::scope::push_scope;
use crate::{StoreError, StoreResult, Tx};

const ROWS: &str = "
select o.id, o.name, c.name as company, o.lead_id, l.name as lead, o.owner_id, u.name as owner, o.stage_id,
  s.name as stage, o.status, o.amount_cents, o.win_bp, o.expected_close_on, o.closed_on, o.stage_entered_at,
  s.normal_dwell_days, o.created_at, o.is_in_trash";

const JOINS: &str = "
join stage s on s.id = o.stage_id
left join company c on c.id = o.company_id
left join lead l on l.id = o.lead_id
left join app_user u on u.id = o.owner_id
where 1 = 1";

/// A version with what has none. The stage was entered by the last move before the version ended.
const VERSIONS: &str = "
  select v.opportunity_id as id, p.name, p.lead_id, p.company_id, p.product_id, v.owner_id, v.stage_id, v.status,
    v.amount_cents, v.win_bp, v.expected_close_on, v.closed_on, p.created_at, p.deleted_at is not null as is_in_trash,
    (
      select max(h.at) from opportunity_stage_history h
      where h.opportunity_id = v.opportunity_id and h.at <= ";

const FROM: &str = "
    ) as stage_entered_at
  from opportunity_version v
  join opportunity p on p.id = v.opportunity_id
  where ";

/// What is in the trash today counts from when it was recorded until it went.
const THERE: &str = " and (p.deleted_at is null or (p.deleted_at > ";

const RECORDED: &str = "
    and exists (
      select 1 from journal j where j.entity = 'opportunity' and j.entity_id = p.id and j.at <= ";

/// The versions in force at a moment as a table that looks like the deals themselves, so that the list's own filters
/// and orders apply to it.
fn push_table<DB: Database>(
    statement: &mut QueryBuilder<DB>,
    status: Option<DealStatus>,
    at: DateTime<Utc>,
) where
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
{
    let open = ["v.status = 'open' and v.to_at is null", "v.status = 'open' and v.to_at > "];
    let closed =
        ["v.closed_on is not null and v.to_at is null", "v.closed_on is not null and v.to_at > "];
    // Each end of a version has its own walk: joined by `or` they would have none.
    let walks: &[&str] = match status {
        Some(DealStatus::Open) => &open,
        Some(DealStatus::Won | DealStatus::Lost) => &closed,
        None => &[open[0], open[1], closed[0], closed[1]],
    };
    statement.push(" from (");
    for (place, walk) in walks.iter().enumerate() {
        statement.push(if place == 0 { "" } else { "\n  union all" });
        statement.push(VERSIONS).push_bind(at).push(FROM).push(walk);
        if walk.ends_with("> ") {
            statement.push_bind(at);
        }
        statement.push(" and v.from_at <= ").push_bind(at);
        statement.push(THERE).push_bind(at).push(RECORDED).push_bind(at).push(")))");
    }
    statement.push("\n) o");
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    line: LineRow,
    is_in_trash: bool,
}

impl Row {
    fn shown(self, at: DateTime<Utc>) -> StoreResult<PastDeal> {
        let line = self.line.shown("opportunity_version", at)?;
        Ok(PastDeal { line, is_in_trash: self.is_in_trash })
    }
}

fn shown(rows: Vec<Row>, at: DateTime<Utc>) -> StoreResult<Vec<PastDeal>> {
    rows.into_iter().map(|row| row.shown(at)).collect()
}

/// A page of the list of deals as it was at a moment.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    query: &DealQuery,
) -> StoreResult<Vec<PastDeal>> {
    let rows: Vec<Row> = on!(tx, c => {
        let mut statement = QueryBuilder::new(ROWS);
        push_table(&mut statement, query.status, at);
        statement.push(JOINS);
        narrow(&mut statement, scope, query);
        order(&mut statement, query);
        statement.build_query_as().fetch_all(c).await
    })?;
    shown(rows, at)
}

/// How many deals matched in all.
///
/// # Errors
/// When the database refuses.
pub async fn count(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    query: &DealQuery,
) -> StoreResult<i64> {
    Ok(on!(tx, c => {
        let mut statement = QueryBuilder::new("select count(*)");
        push_table(&mut statement, query.status, at);
        statement.push(JOINS);
        narrow(&mut statement, scope, query);
        statement.build_query_scalar().fetch_one(c).await
    })?)
}

/// The largest deals that were open in a stage at a moment: a board's column.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn cards(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    stage: StageId,
    limit: i64,
) -> StoreResult<Vec<PastDeal>> {
    let status = Some(DealStatus::Open);
    let query = DealQuery { status, stage: Some(stage), limit, ..DealQuery::default() };
    list(tx, scope, at, &query).await
}

/// A deal as it was at a moment, when it was there and within the scope by its owner of that moment.
///
/// # Errors
/// `NotFound` otherwise.
pub async fn deal(
    tx: &mut Tx,
    scope: &Scope,
    at: DateTime<Utc>,
    id: OpportunityId,
) -> StoreResult<PastDeal> {
    let row: Option<Row> = on!(tx, c => {
        let mut statement = QueryBuilder::new(ROWS);
        push_table(&mut statement, None, at);
        statement.push(JOINS);
        push_scope(&mut statement, "o.owner_id", scope);
        statement.push(" and o.id = ").push_bind(id.get());
        statement.build_query_as().fetch_optional(c).await
    })?;
    row.ok_or(StoreError::NotFound)?.shown(at)
}
