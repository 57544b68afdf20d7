//! Many leads at once as the score sees them: to say what other rules would do, before anybody saves them.

use std::collections::BTreeMap;

use domain::ids::LeadId;
use domain::scoring::Event;
use sqlx::{FromRow, QueryBuilder};

use super::score::{Facts, FactsRow, facts_of_lead};
use crate::interactions::EventRow;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreResult, Tx};

const FACES: &str = concat!(
    "
select l.id, l.name, c.name as company, ",
    facts_of_lead!(),
    "
where l.deleted_at is null and l.id in "
);

const EVENTS: &str = "
select lead_id, id, kind, direction, outcome, sentiment, at
from interaction
where deleted_at is null and lead_id in ";

const LAST_ID: &str = "select coalesce(max(id), 0) from lead";

const HOW_MANY: &str = "select cast(coalesce(sum(leads), 0) as bigint) from lead_rollup";

const BEST: &str = "
select id from lead
where deleted_at is null and status in ('new', 'contacted', 'qualified')
order by lead_score desc, id desc
limit $1";

const AFTER: &str = "
select id from lead where id > $1 and deleted_at is null order by id limit $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[LAST_ID, HOW_MANY, BEST, AFTER];

/// A lead with all it is scored on.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// Which lead.
    pub id: LeadId,
    /// Their name.
    pub name: String,
    /// Where they work.
    pub company: Option<String>,
    /// What is known of them.
    pub facts: Facts,
    /// What happened with them, in any order.
    pub events: Vec<Event>,
}

#[derive(FromRow)]
struct FaceRow {
    id: i64,
    name: String,
    company: Option<String>,
    #[sqlx(flatten)]
    facts: FactsRow,
}

#[derive(FromRow)]
struct LeadEventRow {
    lead_id: i64,
    #[sqlx(flatten)]
    event: EventRow,
}

/// How many leads there are, and the last one's id.
///
/// # Errors
/// When the database refuses.
pub async fn extent(tx: &mut Tx) -> StoreResult<(i64, i64)> {
    let last = on!(&mut *tx, c => sqlx::query_scalar(LAST_ID).fetch_one(c).await)?;
    let many = on!(tx, c => sqlx::query_scalar(HOW_MANY).fetch_one(c).await)?;
    Ok((many, last))
}

/// The leads that stand first in the order of their scores, of those somebody may still sell to.
///
/// # Errors
/// When the database refuses.
pub async fn best(tx: &mut Tx, limit: i64) -> StoreResult<Vec<i64>> {
    Ok(on!(tx, c => sqlx::query_scalar(BEST).bind(limit).fetch_all(c).await)?)
}

/// The leads after one, by their ids.
///
/// # Errors
/// When the database refuses.
pub async fn after(tx: &mut Tx, id: i64, limit: i64) -> StoreResult<Vec<LeadId>> {
    let ids: Vec<i64> =
        on!(tx, c => sqlx::query_scalar(AFTER).bind(id).bind(limit).fetch_all(c).await)?;
    Ok(ids.into_iter().map(LeadId).collect())
}

/// The leads with these ids, with all they are scored on; those in the trash are missing.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn sampled(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Sampled>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let faces: Vec<FaceRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(FACES);
            push_keys!(query, chunk);
            query.push(" order by l.id");
            query.build_query_as().fetch_all(c).await
        })?;
        let rows: Vec<LeadEventRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(EVENTS);
            push_keys!(query, chunk);
            query.build_query_as().fetch_all(c).await
        })?;
        let mut events: BTreeMap<i64, Vec<Event>> = BTreeMap::new();
        for row in rows {
            events.entry(row.lead_id).or_default().push(row.event.try_into()?);
        }
        for face in faces {
            found.push(Sampled {
                id: LeadId(face.id),
                name: face.name,
                company: face.company,
                facts: face.facts.read(face.id)?,
                events: events.remove(&face.id).unwrap_or_default(),
            });
        }
    }
    Ok(found)
}
