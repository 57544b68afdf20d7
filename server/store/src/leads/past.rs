//! Leads as they were at a fixed age, and what became of them: what the score is learned from.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::FromRow;

use crate::{StoreResult, Tx};

/// The leads that came last before a moment. Deleted ones were mistakes and teach nothing.
macro_rules! came {
    () => {
        "
with came as (
  select id, created_at from lead
  where deleted_at is null and created_at < $1
  order by created_at desc, id desc
  limit $2
)"
    };
}

/// The first of each lead's scores: more than a week brings. The index on lead and moment has them in this order.
const SCORES: &str = concat!(
    came!(),
    ", step as (
  select c.id, c.created_at, h.at, h.behaviour_score, h.demographic_score, h.fit_score, h.engagement_score,
    row_number() over (partition by c.id order by h.at, h.id) as place
  from came c
  join lead_score_history h on h.lead_id = c.id
)
select id, created_at, at, behaviour_score, demographic_score, fit_score, engagement_score
from step
where place <= 40
order by created_at, id, place"
);

const FIRST_WON: &str = concat!(
    came!(),
    "
select c.id, min(o.closed_on)
from came c
join opportunity o on o.lead_id = c.id
where o.status = 'won' and o.deleted_at is null
group by c.id"
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[SCORES, FIRST_WON];

/// A lead as it was at an age, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastLead {
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// The day on which the first deal with it was won; `None` when none was.
    pub first_won_on: Option<NaiveDate>,
    /// Its four sub-scores at that age, as they were computed then: behaviour, demographic, fit, engagement.
    pub parts: [i64; 4],
}

#[derive(FromRow)]
struct ScoreRow {
    id: i64,
    created_at: DateTime<Utc>,
    at: DateTime<Utc>,
    behaviour_score: i64,
    demographic_score: i64,
    fit_score: i64,
    engagement_score: i64,
}

/// The leads that came last before a moment, at most so many, in the order they came, each as it was at this age. Those
/// without a score of that age are missing: what was computed later knows more than was known then.
///
/// # Errors
/// When the database refuses.
pub async fn past_leads(
    tx: &mut Tx,
    before: DateTime<Utc>,
    age: Duration,
    limit: i64,
) -> StoreResult<Vec<PastLead>> {
    let won: Vec<(i64, NaiveDate)> = on!(&mut *tx, c => sqlx::query_as(FIRST_WON)
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    let won: BTreeMap<i64, NaiveDate> = won.into_iter().collect();
    let rows: Vec<ScoreRow> =
        on!(tx, c => sqlx::query_as(SCORES).bind(before).bind(limit).fetch_all(c).await)?;
    let mut leads: Vec<(i64, PastLead)> = Vec::new();
    for row in rows.into_iter().filter(|row| row.at <= row.created_at + age) {
        let parts =
            [row.behaviour_score, row.demographic_score, row.fit_score, row.engagement_score];
        match leads.last_mut().filter(|(id, _)| *id == row.id) {
            Some((_, lead)) => lead.parts = parts,
            None => leads.push((
                row.id,
                PastLead {
                    created_at: row.created_at,
                    first_won_on: won.get(&row.id).copied(),
                    parts,
                },
            )),
        }
    }
    Ok(leads.into_iter().map(|(_, lead)| lead).collect())
}
