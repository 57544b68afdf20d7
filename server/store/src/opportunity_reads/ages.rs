//! How long open deals have been in their stages. Each statement walks one stretch of the index of ages.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::StageId;
use domain::opportunity::DealRow;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::{ROWS, Row, shown};
use crate::scope::push_scope;
use crate::{StoreResult, Tx};

/// Adds the condition that a deal is open, in this stage, and in scope.
fn push_stage<DB: Database>(statement: &mut QueryBuilder<DB>, scope: &Scope, stage: StageId)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    statement.push(" from opportunity where status = 'open' and deleted_at is null");
    statement.push(" and stage_id = ").push_bind(stage.get());
    push_scope(statement, "owner_id", scope);
}

/// Median whole days that open deals have been in their stage, of these stages with so many deals each.
///
/// # Errors
/// When the database refuses.
pub async fn median_ages(
    tx: &mut Tx,
    scope: &Scope,
    stages: &[(StageId, i64)],
    now: DateTime<Utc>,
) -> StoreResult<Vec<(StageId, i64)>> {
    let mut medians = Vec::new();
    for (stage, deals) in stages.iter().filter(|(_, deals)| *deals > 0) {
        let entered: Vec<DateTime<Utc>> = on!(&mut *tx, c => {
            let mut statement = QueryBuilder::new("select stage_entered_at");
            push_stage(&mut statement, scope, *stage);
            statement.push(" order by stage_entered_at desc, id desc limit ");
            // The middle one, or the two in the middle.
            statement.push_bind(2 - deals % 2).push(" offset ").push_bind((deals - 1) / 2);
            statement.build_query_scalar().fetch_all(c).await
        })?;
        let days = |at: &DateTime<Utc>| (now - *at).num_days().max(0);
        if let (Some(younger), Some(older)) = (entered.first(), entered.last()) {
            medians.push((*stage, i64::midpoint(days(younger), days(older))));
        }
    }
    Ok(medians)
}

/// Open deals that have been in their stage since before that stage's limit: the largest, and how many in all.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn in_stage_since(
    tx: &mut Tx,
    scope: &Scope,
    limits: &[(StageId, DateTime<Utc>)],
    at_most: i64,
    now: DateTime<Utc>,
) -> StoreResult<(Vec<DealRow>, i64)> {
    if limits.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let total: i64 = on!(&mut *tx, c => {
        let mut statement = QueryBuilder::new("select count(*) from (");
        push_slow(&mut statement, scope, limits);
        statement.push(") as slow").build_query_scalar().fetch_one(c).await
    })?;
    if total == 0 {
        return Ok((Vec::new(), 0));
    }
    let rows: Vec<Row> = on!(tx, c => {
        let mut statement = QueryBuilder::new(ROWS);
        statement.push(" and o.id in (select id from (");
        push_slow(&mut statement, scope, limits);
        statement.push(") as slow order by amount_cents desc, id desc limit ").push_bind(at_most);
        statement.push(") order by o.amount_cents desc, o.id desc");
        statement.build_query_as().fetch_all(c).await
    })?;
    Ok((shown(rows, now)?, total))
}

/// One select for each stage: an `or` over them would walk every open deal.
fn push_slow<DB: Database>(
    statement: &mut QueryBuilder<DB>,
    scope: &Scope,
    limits: &[(StageId, DateTime<Utc>)],
) where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
{
    for (place, (stage, since)) in limits.iter().enumerate() {
        statement.push(if place == 0 { "" } else { " union all " });
        statement.push("select id, amount_cents");
        push_stage(statement, scope, *stage);
        statement.push(" and stage_entered_at <= ").push_bind(*since);
    }
}
