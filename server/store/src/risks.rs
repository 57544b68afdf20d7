//! What warnings on deals rest on: how deals that have ended went, how the talk about open ones sounds, and which
//! warnings are being seen to.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::ids::{OpportunityId, StageId};
use domain::interaction::{Direction, InteractionKind, Outcome, Sentiment};
use domain::queue::{PastDeal, PastTalk};
use sqlx::{FromRow, QueryBuilder};

use crate::decode::Reading;
use crate::scope::push_scope;
use crate::{StoreResult, Tx};

/// The deals that ended last.
macro_rules! ended {
    () => {
        "
with ended as (
  select id from opportunity
  where status in ('won', 'lost') and closed_on is not null and deleted_at is null
  order by closed_on desc, id desc
  limit $1
)"
    };
}

const ENDED: &str = concat!(
    ended!(),
    "
select o.id, o.status = 'won' as is_won, o.created_at, o.closed_on, o.close_pushes, o.contacts_engaged, o.competitors
from ended e
join opportunity o on o.id = e.id
order by o.id"
);

const STAYS: &str = concat!(
    ended!(),
    "
select h.opportunity_id, h.from_stage_id, h.dwell_seconds, h.at
from ended e
join opportunity_stage_history h on h.opportunity_id = e.id
where h.from_stage_id is not null and h.dwell_seconds is not null"
);

const TALK: &str = concat!(
    ended!(),
    "
select i.opportunity_id, i.id, i.at, i.direction, i.kind, i.outcome, i.sentiment
from ended e
join interaction i on i.opportunity_id = e.id
where i.deleted_at is null
order by i.opportunity_id, i.at, i.id"
);

/// Each day on which an open deal should have closed, with the time until which that was said.
const DAYS: &str = concat!(
    ended!(),
    "
select v.opportunity_id, v.expected_close_on, v.to_at
from ended e
join opportunity_version v on v.opportunity_id = e.id
where v.status = 'open' and v.expected_close_on is not null and v.to_at is not null"
);

const TONES: &str = "
select i.opportunity_id, i.id, i.outcome, i.sentiment
from opportunity o
join interaction i on i.opportunity_id = o.id
where o.status = 'open' and o.deleted_at is null and i.deleted_at is null
  and (i.sentiment is not null or i.outcome in ('interested', 'meeting_booked', 'not_interested'))
  and i.at >= ";

const TONES_OF: &str = "
select opportunity_id, id, outcome, sentiment
from interaction
where opportunity_id = $1 and deleted_at is null and at >= $2
order by at, id";

const SEEN_TO: &str = "
select t.id, t.opportunity_id, t.rule, t.due_at, t.title, u.name
from task t
join opportunity o on o.id = t.opportunity_id
join app_user u on u.id = t.owner_id
where t.rule >= 'risk:' and t.rule < 'risk;' and t.status = 'open' and t.deleted_at is null and t.due_at > ";

const SEEN_TO_OF: &str = "
select t.id, t.opportunity_id, t.rule, t.due_at, t.title, u.name
from task t
join app_user u on u.id = t.owner_id
where t.opportunity_id = $1 and t.rule >= 'risk:' and t.rule < 'risk;' and t.status = 'open' and t.deleted_at is null
  and t.due_at > $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[ENDED, STAYS, TALK, DAYS, TONES_OF, SEEN_TO_OF];

#[derive(FromRow)]
struct EndedRow {
    id: i64,
    is_won: bool,
    created_at: DateTime<Utc>,
    closed_on: NaiveDate,
    close_pushes: i64,
    contacts_engaged: i64,
    competitors: sqlx::types::Json<Vec<String>>,
}

#[derive(FromRow)]
struct TalkRow {
    opportunity_id: i64,
    id: i64,
    at: DateTime<Utc>,
    direction: String,
    kind: String,
    outcome: Option<String>,
    sentiment: Option<String>,
}

#[derive(FromRow)]
struct ToneRow {
    opportunity_id: i64,
    id: i64,
    outcome: Option<String>,
    sentiment: Option<String>,
}

/// The tone as noted, or else as the outcome tells it.
fn tone(
    reading: Reading,
    outcome: Option<&str>,
    sentiment: Option<&str>,
) -> StoreResult<Option<Sentiment>> {
    let outcome: Option<Outcome> = reading.maybe_word("outcome", outcome)?;
    let noted = reading.maybe_word("sentiment", sentiment)?;
    Ok(noted.or(outcome.and_then(Outcome::sentiment)))
}

/// The deals that ended last, at most so many, with their past.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn ended(tx: &mut Tx, limit: i64) -> StoreResult<Vec<PastDeal>> {
    let rows: Vec<EndedRow> =
        on!(&mut *tx, c => sqlx::query_as(ENDED).bind(limit).fetch_all(c).await)?;
    let stays: Vec<(i64, i64, i64, DateTime<Utc>)> =
        on!(&mut *tx, c => sqlx::query_as(STAYS).bind(limit).fetch_all(c).await)?;
    let days: Vec<(i64, NaiveDate, DateTime<Utc>)> =
        on!(&mut *tx, c => sqlx::query_as(DAYS).bind(limit).fetch_all(c).await)?;
    let talk: Vec<TalkRow> = on!(tx, c => sqlx::query_as(TALK).bind(limit).fetch_all(c).await)?;
    let few = |count: i64| u8::try_from(count.max(0)).unwrap_or(u8::MAX);
    let mut deals: BTreeMap<i64, PastDeal> = rows
        .into_iter()
        .map(|row| {
            let deal = PastDeal {
                is_won: row.is_won,
                began_at: row.created_at,
                ended_at: row.closed_on.and_hms_opt(12, 0, 0).unwrap_or_default().and_utc(),
                pushes: few(row.close_pushes),
                contacts: few(row.contacts_engaged),
                has_competitor: !row.competitors.is_empty(),
                was_overdue: false,
                stays: Vec::new(),
                talk: Vec::new(),
            };
            (row.id, deal)
        })
        .collect();
    for (deal, stage, seconds, at) in stays {
        if let Some(deal) = deals.get_mut(&deal) {
            let seconds = u32::try_from(seconds.max(0)).unwrap_or(u32::MAX);
            deal.stays.push((StageId(stage), f64::from(seconds) / 86_400.0));
            deal.ended_at = deal.ended_at.max(at);
        }
    }
    for (deal, close_on, until) in days {
        if let Some(deal) = deals.get_mut(&deal) {
            deal.was_overdue |= until.date_naive() > close_on;
        }
    }
    for row in talk {
        let reading = Reading { table: "interaction", id: row.id };
        let kind: InteractionKind = reading.word("kind", &row.kind)?;
        let direction: Direction = reading.word("direction", &row.direction)?;
        let outcome: Option<Outcome> = reading.maybe_word("outcome", row.outcome.as_deref())?;
        let Some(deal) = deals.get_mut(&row.opportunity_id) else { continue };
        if kind.is_contact(direction, outcome) {
            deal.talk.push(PastTalk {
                at: row.at,
                inbound: direction == Direction::Inbound,
                tone: tone(reading, row.outcome.as_deref(), row.sentiment.as_deref())?,
            });
        }
    }
    Ok(deals.into_values().collect())
}

/// How the talk about open deals within the scope sounded since a moment, by deal, oldest first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn tones(
    tx: &mut Tx,
    scope: &Scope,
    since: DateTime<Utc>,
) -> StoreResult<BTreeMap<OpportunityId, Vec<Sentiment>>> {
    let rows: Vec<ToneRow> = on!(tx, c => {
        let mut query = QueryBuilder::new(TONES);
        query.push_bind(since);
        push_scope(&mut query, "o.owner_id", scope);
        query.push(" order by i.opportunity_id, i.at, i.id");
        query.build_query_as().fetch_all(c).await
    })?;
    by_deal(rows)
}

/// The same of one deal. The deal must have been read within a scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn tones_of(
    tx: &mut Tx,
    deal: OpportunityId,
    since: DateTime<Utc>,
) -> StoreResult<Vec<Sentiment>> {
    let rows: Vec<ToneRow> = on!(tx, c => sqlx::query_as(TONES_OF)
        .bind(deal.get())
        .bind(since)
        .fetch_all(c)
        .await)?;
    Ok(by_deal(rows)?.remove(&deal).unwrap_or_default())
}

fn by_deal(rows: Vec<ToneRow>) -> StoreResult<BTreeMap<OpportunityId, Vec<Sentiment>>> {
    let mut tones: BTreeMap<OpportunityId, Vec<Sentiment>> = BTreeMap::new();
    for row in rows {
        let reading = Reading { table: "interaction", id: row.id };
        let tone = tone(reading, row.outcome.as_deref(), row.sentiment.as_deref())?;
        tones.entry(OpportunityId(row.opportunity_id)).or_default().extend(tone);
    }
    Ok(tones)
}

/// A task by which somebody sees to a warning.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SeenTo {
    /// The task.
    pub id: i64,
    /// The deal.
    pub opportunity_id: i64,
    /// The warning, as `risk:` and its word.
    pub rule: String,
    /// Until when it is left in peace.
    pub due_at: DateTime<Utc>,
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub name: String,
}

/// The open tasks by which warnings on deals within the scope are seen to and that are not overdue.
///
/// # Errors
/// When the database refuses.
pub async fn seen_to(tx: &mut Tx, scope: &Scope, now: DateTime<Utc>) -> StoreResult<Vec<SeenTo>> {
    Ok(on!(tx, c => {
        let mut query = QueryBuilder::new(SEEN_TO);
        query.push_bind(now);
        push_scope(&mut query, "o.owner_id", scope);
        query.push(" order by t.due_at, t.id");
        query.build_query_as().fetch_all(c).await
    })?)
}

/// The same of one deal. The deal must have been read within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn seen_to_of(
    tx: &mut Tx,
    deal: OpportunityId,
    now: DateTime<Utc>,
) -> StoreResult<Vec<SeenTo>> {
    Ok(on!(tx, c => sqlx::query_as(SEEN_TO_OF)
        .bind(deal.get())
        .bind(now)
        .fetch_all(c)
        .await)?)
}
