//! Deals that ended, with what may go with how they did.

use chrono::NaiveDate;
use domain::access::Scope;
use domain::ids::OpportunityId;
use domain::money::Cents;
use domain::winloss::Ended;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::scope::Bounds;
use crate::{StoreResult, Tx};

/// Walked along the index of deals by how and when they ended.
const ENDED: &str = concat!(
    "
select o.id, o.name, u.name as owner, o.status, o.amount_cents, o.closed_on, o.lost_reason, o.competitors, o.source,
  p.name as product, o.close_pushes, o.contacts_engaged,
  (select s.name from opportunity_stage_history h join stage s on s.id = h.from_stage_id
    where h.opportunity_id = o.id and s.kind = 'open' order by h.at desc, h.id desc limit 1) as from_stage,
  exists (select 1 from opportunity b where b.lead_id = o.lead_id and b.status = 'open' and b.deleted_at is null)
    as is_back
from opportunity o
left join app_user u on u.id = o.owner_id
left join product p on p.id = o.product_id
where o.status in ('won', 'lost') and o.closed_on >= $4 and o.deleted_at is null and ",
    in_scope!("o.owner_id", "$1", "$2", "$3"),
    "
order by o.closed_on desc, o.id desc
limit $5"
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[ENDED];

/// Several people on their side have talked with us from this many on.
const SEVERAL: i64 = 2;

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    owner: Option<String>,
    status: String,
    amount_cents: i64,
    closed_on: NaiveDate,
    lost_reason: Option<String>,
    competitors: Json<Vec<String>>,
    source: String,
    product: Option<String>,
    close_pushes: i64,
    contacts_engaged: i64,
    from_stage: Option<String>,
    is_back: bool,
}

impl From<Row> for Ended {
    fn from(row: Row) -> Self {
        let mut facts = vec![format!("From {}", row.source.replace('_', " "))];
        facts.extend(row.product.map(|product| format!("About {product}")));
        if !row.competitors.0.is_empty() {
            facts.push("A competitor is named".to_owned());
        }
        if row.close_pushes > 0 {
            facts.push("The close was pushed".to_owned());
        }
        if row.contacts_engaged >= SEVERAL {
            facts.push("Two or more people engaged".to_owned());
        }
        Self {
            id: OpportunityId(row.id),
            name: row.name,
            owner: row.owner,
            won: row.status == "won",
            amount: Cents(row.amount_cents),
            closed_on: row.closed_on,
            reason: row.lost_reason.unwrap_or_default(),
            rivals: row.competitors.0,
            from_stage: row.from_stage,
            facts,
            is_back: row.is_back,
        }
    }
}

/// The deals within the scope that ended on this day or later, the last first.
///
/// # Errors
/// When the database refuses.
pub async fn ended(
    tx: &mut Tx,
    scope: &Scope,
    since: NaiveDate,
    limit: i64,
) -> StoreResult<Vec<Ended>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(ENDED)
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(since)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(Ended::from).collect())
}
