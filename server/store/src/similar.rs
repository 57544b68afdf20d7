//! Won deals that others may be like, and what was done in them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::ids::{OpportunityId, StageId};
use domain::interaction::{Direction, InteractionKind};
use domain::money::Cents;
use domain::win::Wonlike;
use sqlx::{FromRow, QueryBuilder};

use crate::decode::Reading;
use crate::scope::push_scope;
use crate::{StoreResult, Tx};

/// The newest won deals; the index of closing days answers it.
const WON: &str = "
select o.id, o.name, o.product_id, o.source, c.industry, o.amount_cents, o.closed_on
from opportunity o
left join company c on c.id = o.company_id
where o.status = 'won' and o.closed_on is not null and o.deleted_at is null";

const INDUSTRY: &str = "
select c.industry from opportunity o join company c on c.id = o.company_id where o.id = $1";

const STEPS: &str = "
select opportunity_id, at, kind, direction
from interaction
where deleted_at is null and direction <> 'internal' and kind <> 'web_visit' and opportunity_id in (";

const STAYS: &str = "
select h.opportunity_id, h.at, h.to_stage_id, s.name
from opportunity_stage_history h
join stage s on s.id = h.to_stage_id
where h.opportunity_id in (";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[WON, INDUSTRY];

#[derive(FromRow)]
struct WonRow {
    id: i64,
    name: String,
    product_id: Option<i64>,
    source: String,
    industry: Option<String>,
    amount_cents: i64,
    closed_on: NaiveDate,
}

/// The newest won deals of a scope, at most so many.
///
/// # Errors
/// When the database refuses.
pub async fn won(tx: &mut Tx, scope: &Scope, at_most: i64) -> StoreResult<Vec<Wonlike>> {
    let rows: Vec<WonRow> = on!(tx, c => {
        let mut statement = QueryBuilder::new(WON);
        push_scope(&mut statement, "o.owner_id", scope);
        statement.push(" order by o.closed_on desc, o.id desc limit ").push_bind(at_most);
        statement.build_query_as().fetch_all(c).await
    })?;
    Ok(rows
        .into_iter()
        .map(|row| Wonlike {
            id: OpportunityId(row.id),
            name: row.name,
            product: row.product_id,
            source: row.source,
            industry: row.industry.filter(|industry| !industry.is_empty()),
            amount: Cents(row.amount_cents),
            closed_on: row.closed_on,
        })
        .collect())
}

/// What the company of a deal does. The caller has read the deal within its scope.
///
/// # Errors
/// When the database refuses.
pub async fn industry(tx: &mut Tx, id: OpportunityId) -> StoreResult<Option<String>> {
    let found: Option<Option<String>> =
        on!(tx, c => sqlx::query_scalar(INDUSTRY).bind(id.get()).fetch_optional(c).await)?;
    Ok(found.flatten().filter(|industry| !industry.is_empty()))
}

/// A contact with the people of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The deal.
    pub deal: OpportunityId,
    /// When.
    pub at: DateTime<Utc>,
    /// By what means.
    pub kind: InteractionKind,
    /// Who reached out.
    pub direction: Direction,
}

/// A deal's coming into a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The deal.
    pub deal: OpportunityId,
    /// When.
    pub at: DateTime<Utc>,
    /// Which stage.
    pub stage: StageId,
    /// Its name.
    pub name: String,
}

#[derive(FromRow)]
struct StepRow {
    opportunity_id: i64,
    at: DateTime<Utc>,
    kind: String,
    direction: String,
}

/// The contacts and the stages of these few deals, in order. The caller has read them within its scope.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn course(tx: &mut Tx, deals: &[OpportunityId]) -> StoreResult<(Vec<Step>, Vec<Stay>)> {
    if deals.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let steps: Vec<StepRow> = on!(&mut *tx, c => {
        let mut statement = QueryBuilder::new(STEPS);
        let mut ids = statement.separated(", ");
        for deal in deals {
            ids.push_bind(deal.get());
        }
        statement.push(") order by at, id").build_query_as().fetch_all(c).await
    })?;
    let stays: Vec<(i64, DateTime<Utc>, i64, String)> = on!(tx, c => {
        let mut statement = QueryBuilder::new(STAYS);
        let mut ids = statement.separated(", ");
        for deal in deals {
            ids.push_bind(deal.get());
        }
        statement.push(") order by h.at, h.id").build_query_as().fetch_all(c).await
    })?;
    let steps = steps.into_iter().map(|row| {
        let reading = Reading { table: "interaction", id: row.opportunity_id };
        Ok(Step {
            deal: OpportunityId(row.opportunity_id),
            at: row.at,
            kind: reading.word("kind", &row.kind)?,
            direction: reading.word("direction", &row.direction)?,
        })
    });
    let stays = stays.into_iter().map(|(deal, at, stage, name)| Stay {
        deal: OpportunityId(deal),
        at,
        stage: StageId(stage),
        name,
    });
    Ok((steps.collect::<StoreResult<_>>()?, stays.collect()))
}
