//! What happened with leads. An interaction is never changed: a wrong one is taken back, or followed by a note.

pub mod contacts;
pub(crate) mod timeline;

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{InteractionId, LeadId, OpportunityId, UserId};
use domain::interaction::{Direction, InteractionKind, Outcome, Sentiment};
use domain::scoring::Event;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};

use crate::decode::Reading;
use crate::scope::push_scope;
use crate::trash::{AT_ONCE, Kept, push_keys};
use crate::{StoreError, StoreResult, Tx};

pub use timeline::{of_company, of_lead, of_opportunity};

const INSERT: &str = "
insert into interaction (lead_id, opportunity_id, user_id, kind, direction, outcome, sentiment, duration_seconds,
  subject, notes, at, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
returning id";

const EVENTS: &str = "
select id, kind, direction, outcome, sentiment, at
from interaction
where lead_id = $1 and deleted_at is null
order by at desc, id desc
limit $2";

const LAST_CONTACT: &str = concat!(
    "
select at, user_id from interaction where lead_id = $1 and deleted_at is null and ",
    is_contact!(),
    "
order by at desc, id desc
limit 1"
);

const LAST_INBOUND: &str = "
select max(at) from interaction
where lead_id = $1 and deleted_at is null and direction = 'inbound' and kind not in ('web_visit', 'note')";

const MANY: &str = "
select i.id, i.lead_id, i.opportunity_id, i.user_id, i.kind, i.direction, i.outcome, i.sentiment, i.duration_seconds,
  i.subject, i.notes, i.at, i.deleted_at
from interaction i
join lead l on l.id = i.lead_id
where i.id in ";

const SET_DELETED: &str = "
update interaction set deleted_at = $1 where id = $2 and (deleted_at is null) = ($3 = 1)";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[INSERT, EVENTS, LAST_CONTACT, LAST_INBOUND, SET_DELETED];

/// An interaction to be, as the journal tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInteraction {
    /// With whom.
    pub lead_id: LeadId,
    /// About which deal.
    pub opportunity_id: Option<OpportunityId>,
    /// Who of us.
    pub user_id: Option<UserId>,
    /// By what means.
    pub kind: InteractionKind,
    /// Who reached out.
    pub direction: Direction,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// How it felt.
    pub sentiment: Option<Sentiment>,
    /// Length in seconds.
    pub duration_seconds: Option<i64>,
    /// A line that says it.
    pub subject: String,
    /// The text.
    pub notes: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Adds an interaction.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx,
    new: &NewInteraction,
    now: DateTime<Utc>,
) -> StoreResult<InteractionId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(new.lead_id.get())
        .bind(new.opportunity_id.map(OpportunityId::get))
        .bind(new.user_id.map(UserId::get))
        .bind(new.kind.as_str())
        .bind(new.direction.as_str())
        .bind(new.outcome.map(Outcome::as_str))
        .bind(new.sentiment.map(Sentiment::as_str))
        .bind(new.duration_seconds)
        .bind(&new.subject)
        .bind(&new.notes)
        .bind(new.at)
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(InteractionId(id))
}

#[derive(FromRow)]
pub(crate) struct EventRow {
    id: i64,
    kind: String,
    direction: String,
    outcome: Option<String>,
    sentiment: Option<String>,
    at: DateTime<Utc>,
}

impl TryFrom<EventRow> for Event {
    type Error = StoreError;

    fn try_from(row: EventRow) -> StoreResult<Self> {
        let reading = Reading { table: "interaction", id: row.id };
        Ok(Self {
            kind: reading.word("kind", &row.kind)?,
            direction: reading.word("direction", &row.direction)?,
            outcome: reading.maybe_word("outcome", row.outcome.as_deref())?,
            sentiment: reading.maybe_word("sentiment", row.sentiment.as_deref())?,
            at: row.at,
        })
    }
}

/// A lead's interactions as the score sees them: the last `limit`.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn events(tx: &mut Tx, lead: LeadId, limit: i64) -> StoreResult<Vec<Event>> {
    let rows: Vec<EventRow> =
        on!(tx, c => sqlx::query_as(EVENTS).bind(lead.get()).bind(limit).fetch_all(c).await)?;
    rows.into_iter().map(Event::try_from).collect()
}

/// The last contact with a lead, and the last word from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastContact {
    /// When we and they were in contact.
    pub at: Option<DateTime<Utc>>,
    /// Who of us.
    pub by: Option<UserId>,
    /// When they last said something.
    pub inbound_at: Option<DateTime<Utc>>,
}

/// The last contact with a lead, of the interactions that stand.
///
/// # Errors
/// When the database refuses.
pub async fn last_contact(tx: &mut Tx, lead: LeadId) -> StoreResult<LastContact> {
    let contact: Option<(DateTime<Utc>, Option<i64>)> =
        on!(&mut *tx, c => sqlx::query_as(LAST_CONTACT).bind(lead.get()).fetch_optional(c).await)?;
    let inbound_at =
        on!(tx, c => sqlx::query_scalar(LAST_INBOUND).bind(lead.get()).fetch_one(c).await)?;
    let (at, by) = contact.unzip();
    Ok(LastContact { at, by: by.flatten().map(UserId), inbound_at })
}

#[derive(FromRow)]
struct KeptRow {
    id: i64,
    lead_id: i64,
    opportunity_id: Option<i64>,
    user_id: Option<i64>,
    kind: String,
    direction: String,
    outcome: Option<String>,
    sentiment: Option<String>,
    duration_seconds: Option<i64>,
    subject: String,
    notes: String,
    at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
}

impl TryFrom<KeptRow> for (InteractionId, Kept<NewInteraction>) {
    type Error = StoreError;

    fn try_from(row: KeptRow) -> StoreResult<Self> {
        let reading = Reading { table: "interaction", id: row.id };
        let record = NewInteraction {
            lead_id: LeadId(row.lead_id),
            opportunity_id: row.opportunity_id.map(OpportunityId),
            user_id: row.user_id.map(UserId),
            kind: reading.word("kind", &row.kind)?,
            direction: reading.word("direction", &row.direction)?,
            outcome: reading.maybe_word("outcome", row.outcome.as_deref())?,
            sentiment: reading.maybe_word("sentiment", row.sentiment.as_deref())?,
            duration_seconds: row.duration_seconds,
            subject: row.subject,
            notes: row.notes,
            at: row.at,
        };
        Ok((InteractionId(row.id), Kept { record, deleted_at: row.deleted_at }))
    }
}

/// The interactions with these ids whose lead is within the scope, taken back or not; the others are missing.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn many(
    tx: &mut Tx,
    scope: &Scope,
    ids: &[i64],
) -> StoreResult<Vec<(InteractionId, Kept<NewInteraction>)>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<KeptRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            push_scope(&mut query, "l.owner_id", scope);
            query.push(" order by i.id");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// Takes an interaction back (`Some` moment), or lets it stand again (`None`).
///
/// # Errors
/// `Conflict` when somebody else did so meanwhile.
pub async fn set_deleted(
    tx: &mut Tx,
    id: InteractionId,
    deleted_at: Option<DateTime<Utc>>,
) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(SET_DELETED)
        .bind(deleted_at)
        .bind(id.get())
        .bind(i64::from(deleted_at.is_some()))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}
