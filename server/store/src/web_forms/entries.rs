//! What was sent with forms on other web sites.

use chrono::{DateTime, Utc};
use domain::ids::{LeadId, WebFormId};
use domain::web_form::{Entry, EntryStatus, Suspicion, Utm};
use sqlx::FromRow;

use crate::decode::Reading;
use crate::{StoreError, StoreResult, Tx};

/// An entry's fields, in the order of [`EntryRow`].
macro_rules! entry {
    ($which:literal) => {
        concat!(
            "select e.id, e.web_form_id, e.at, e.status, e.reason, e.name, e.email, e.phone, e.company, e.message, e.consent,
  e.page, e.utm_source, e.utm_medium, e.utm_campaign, e.lead_id
from web_form_entry e
where ",
            $which
        )
    };
}

/// By the index of a form's entries, the newest first.
const ENTRIES: &str = entry!(
    "e.web_form_id = $1 and e.status = $2 and (e.id < $3 or $3 is null)
order by e.id desc
limit $4"
);

const ENTRY: &str = entry!("e.id = $1");

const ADD_ENTRY: &str = "
insert into web_form_entry (web_form_id, at, status, reason, name, email, phone, company, message, consent, page,
  utm_source, utm_medium, utm_campaign, network, lead_id, stamp)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
returning id";

const TAKE: &str =
    "update web_form_entry set status = 'taken', lead_id = $1 where id = $2 and status = 'spam'";

/// By the index of what came from one network.
const OF_NETWORK: &str = "select count(*) from web_form_entry where network = $1 and at > $2";

/// By the index of what was put aside.
const FORGET: &str = "delete from web_form_entry where status = 'spam' and at < $1";

/// Every statement of this module, for the test that prepares them all.
pub(super) const STATEMENTS: &[&str] = &[ENTRIES, ENTRY, ADD_ENTRY, TAKE, OF_NETWORK, FORGET];

#[derive(FromRow)]
struct EntryRow {
    id: i64,
    web_form_id: i64,
    at: DateTime<Utc>,
    status: String,
    reason: Option<String>,
    name: String,
    email: String,
    phone: Option<String>,
    company: Option<String>,
    message: String,
    consent: String,
    page: Option<String>,
    utm_source: Option<String>,
    utm_medium: Option<String>,
    utm_campaign: Option<String>,
    lead_id: Option<i64>,
}

impl TryFrom<EntryRow> for (WebFormId, Entry) {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> StoreResult<Self> {
        let reading = Reading { table: "web_form_entry", id: row.id };
        let suspicion = match &row.reason {
            Some(reason) => Some(reading.word::<Suspicion>("reason", reason)?),
            None => None,
        };
        let entry = Entry {
            id: row.id,
            at: row.at,
            status: reading.word::<EntryStatus>("status", &row.status)?,
            suspicion,
            name: row.name,
            email: row.email,
            phone: row.phone,
            company: row.company,
            message: row.message,
            consent: row.consent,
            page: row.page,
            utm: Utm { source: row.utm_source, medium: row.utm_medium, campaign: row.utm_campaign },
            lead: row.lead_id.map(LeadId),
        };
        Ok((WebFormId(row.web_form_id), entry))
    }
}

/// A form's entries of one kind, the newest first, below one of them.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn entries(
    tx: &mut Tx,
    id: WebFormId,
    status: EntryStatus,
    below: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<Entry>> {
    let rows: Vec<EntryRow> = on!(tx, c => sqlx::query_as(ENTRIES)
        .bind(id.get())
        .bind(status.as_str())
        .bind(below)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| <(WebFormId, Entry)>::try_from(row).map(|(_, entry)| entry))
        .collect()
}

/// An entry and its form.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn entry(tx: &mut Tx, id: i64) -> StoreResult<(WebFormId, Entry)> {
    let row: Option<EntryRow> =
        on!(tx, c => sqlx::query_as(ENTRY).bind(id).fetch_optional(c).await)?;
    row.ok_or(StoreError::NotFound)?.try_into()
}

/// Where an entry came from, as far as that is kept.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The network, hashed.
    pub network: &'a str,
    /// The signed moment its page was drawn.
    pub stamp: &'a str,
}

/// Keeps what was sent.
///
/// # Errors
/// `Unique` when the same page was sent before.
pub async fn add_entry(
    tx: &mut Tx,
    form: WebFormId,
    entry: &Entry,
    sender: Sender<'_>,
) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(ADD_ENTRY)
        .bind(form.get())
        .bind(entry.at)
        .bind(entry.status.as_str())
        .bind(entry.suspicion.map(Suspicion::as_str))
        .bind(&entry.name)
        .bind(&entry.email)
        .bind(&entry.phone)
        .bind(&entry.company)
        .bind(&entry.message)
        .bind(&entry.consent)
        .bind(&entry.page)
        .bind(&entry.utm.source)
        .bind(&entry.utm.medium)
        .bind(&entry.utm.campaign)
        .bind(sender.network)
        .bind(entry.lead.map(LeadId::get))
        .bind(sender.stamp)
        .fetch_one(c)
        .await)?)
}

/// Notes that an entry that was put aside is a request; says whether it still was put aside.
///
/// # Errors
/// When the database refuses.
pub async fn take(tx: &mut Tx, id: i64, lead: LeadId) -> StoreResult<bool> {
    let taken = on!(tx, c => sqlx::query(TAKE)
        .bind(lead.get())
        .bind(id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(taken > 0)
}

/// How many entries came from one network since a moment.
///
/// # Errors
/// When the database refuses.
pub async fn of_network(tx: &mut Tx, network: &str, since: DateTime<Utc>) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(OF_NETWORK).bind(network).bind(since).fetch_one(c).await)?)
}

/// Forgets what was put aside before a moment; says how much.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> StoreResult<u64> {
    Ok(on!(tx, c => sqlx::query(FORGET)
        .bind(before)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}
