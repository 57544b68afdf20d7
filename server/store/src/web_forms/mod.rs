//! Forms that stand on other web sites, and what was sent with them.

mod entries;

use chrono::{DateTime, Utc};
use domain::ids::{CampaignId, LeadId, ProductId, UserId, WebFormId};
use domain::web_form::{WebForm, WebFormRow};
use sqlx::{FromRow, QueryBuilder};

pub use entries::{Sender, add_entry, entries, entry, forget, of_network, take};

use crate::catalogue::Shelved;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreError, StoreResult, Tx};

/// A form's fields, in the order of [`Row`].
macro_rules! fields {
    () => {
        "f.id, f.name, f.title, f.key, f.source, f.campaign_id, f.product_id, f.owner_id, f.consent, f.thanks, f.is_open,
  f.created_at, f.version, f.deleted_at"
    };
}

const MANY: &str = concat!("select ", fields!(), " from web_form f where f.id in ");

/// By the unique key.
const BY_KEY: &str = concat!(
    "select ",
    fields!(),
    ", f.secret from web_form f where f.key = $1 and f.deleted_at is null"
);

/// Their entries are counted by the index of each form's.
macro_rules! rows {
    ($which:literal) => {
        concat!(
            "select ",
            fields!(),
            ", c.name as campaign, u.name as owner,
  (select count(*) from web_form_entry e where e.web_form_id = f.id and e.status = 'taken') as taken,
  (select count(*) from web_form_entry e where e.web_form_id = f.id and e.status = 'spam') as spam,
  (select max(e.at) from web_form_entry e where e.web_form_id = f.id) as last_at
from web_form f
left join campaign c on c.id = f.campaign_id
left join app_user u on u.id = f.owner_id
where f.deleted_at is null",
            $which
        )
    };
}

const LIST: &str = rows!(" order by lower(f.name), f.id limit 500");

const ROW: &str = rows!(" and f.id = $1");

const INSERT: &str = "
insert into web_form (name, title, key, secret, source, campaign_id, product_id, owner_id, consent, thanks, is_open,
  created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
returning id";

const UPDATE: &str = "
update web_form
set name = $1, title = $2, source = $3, campaign_id = $4, product_id = $5, owner_id = $6, consent = $7, thanks = $8,
  is_open = $9, updated_at = $10, version = version + 1
where id = $11";

const GIVE_SECRET: &str = "update web_form set secret = $1 where id = $2 and secret is null";

const SET_DELETED: &str = "
update web_form set deleted_at = $1, updated_at = $2, version = version + 1
where id = $3 and (deleted_at is null) = ($4 = 1)";

/// One campaign of this name at most, by its unique name.
const CAMPAIGN: &str = "
select id, source from campaign where lower(name) = lower($1) and deleted_at is null order by id limit 1";

const TOUCH: &str = "insert into touch (lead_id, campaign_id, channel, at) values ($1, $2, $3, $4)";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[BY_KEY, LIST, ROW, INSERT, UPDATE, GIVE_SECRET, SET_DELETED, CAMPAIGN, TOUCH];

/// Every statement of the entries.
pub(crate) const ENTRY_STATEMENTS: &[&str] = entries::STATEMENTS;

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    title: String,
    key: String,
    source: String,
    campaign_id: Option<i64>,
    product_id: Option<i64>,
    owner_id: Option<i64>,
    consent: String,
    thanks: String,
    is_open: i64,
    created_at: DateTime<Utc>,
    version: i64,
    deleted_at: Option<DateTime<Utc>>,
}

impl From<Row> for Shelved<WebForm> {
    fn from(row: Row) -> Self {
        let record = WebForm {
            id: WebFormId(row.id),
            name: row.name,
            title: row.title,
            key: row.key,
            source: row.source,
            campaign_id: row.campaign_id.map(CampaignId),
            product_id: row.product_id.map(ProductId),
            owner_id: row.owner_id.map(UserId),
            consent: row.consent,
            thanks: row.thanks,
            is_open: row.is_open != 0,
            created_at: row.created_at,
        };
        Self { record, version: row.version, is_away: row.deleted_at.is_some() }
    }
}

#[derive(FromRow)]
struct Known {
    #[sqlx(flatten)]
    row: Row,
    secret: Option<String>,
}

#[derive(FromRow)]
struct Listed {
    #[sqlx(flatten)]
    row: Row,
    campaign: Option<String>,
    owner: Option<String>,
    taken: i64,
    spam: i64,
    last_at: Option<DateTime<Utc>>,
}

impl From<Listed> for WebFormRow {
    fn from(listed: Listed) -> Self {
        let Shelved { record: form, version, .. } = listed.row.into();
        let Listed { campaign, owner, taken, spam, last_at, .. } = listed;
        Self { form, version, campaign, owner, taken, spam, last_at }
    }
}

/// The forms with these ids, put away or not.
///
/// # Errors
/// When the database refuses.
pub async fn many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Shelved<WebForm>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<Row> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            query.push(" order by f.id");
            query.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows.into_iter().map(Shelved::from));
    }
    Ok(found)
}

/// A form that is not put away.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn get(tx: &mut Tx, id: WebFormId) -> StoreResult<Shelved<WebForm>> {
    let found = many(tx, &[id.get()]).await?.into_iter().next();
    found.filter(|form| !form.is_away).ok_or(StoreError::NotFound)
}

/// The form at a public address, with the secret that signs for it; none yet when it was brought from elsewhere.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn by_key(tx: &mut Tx, key: &str) -> StoreResult<(WebForm, Option<String>)> {
    let found: Option<Known> =
        on!(tx, c => sqlx::query_as(BY_KEY).bind(key).fetch_optional(c).await)?;
    let found = found.ok_or(StoreError::NotFound)?;
    Ok((Shelved::from(found.row).record, found.secret))
}

/// Every form that is not put away, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx) -> StoreResult<Vec<WebFormRow>> {
    let rows: Vec<Listed> = on!(tx, c => sqlx::query_as(LIST).fetch_all(c).await)?;
    Ok(rows.into_iter().map(WebFormRow::from).collect())
}

/// One of them.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn row(tx: &mut Tx, id: WebFormId) -> StoreResult<WebFormRow> {
    let found: Option<Listed> =
        on!(tx, c => sqlx::query_as(ROW).bind(id.get()).fetch_optional(c).await)?;
    found.map(WebFormRow::from).ok_or(StoreError::NotFound)
}

/// Adds a form.
///
/// # Errors
/// `Unique` when the name is taken.
pub async fn insert(
    tx: &mut Tx,
    form: &WebForm,
    secret: &str,
    now: DateTime<Utc>,
) -> StoreResult<WebFormId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(&form.name)
        .bind(&form.title)
        .bind(&form.key)
        .bind(secret)
        .bind(&form.source)
        .bind(form.campaign_id.map(CampaignId::get))
        .bind(form.product_id.map(ProductId::get))
        .bind(form.owner_id.map(UserId::get))
        .bind(&form.consent)
        .bind(&form.thanks)
        .bind(i64::from(form.is_open))
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(WebFormId(id))
}

/// Changes a form; its address stays.
///
/// # Errors
/// `Unique` when the name is taken.
pub async fn update(tx: &mut Tx, form: &WebForm, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(UPDATE)
        .bind(&form.name)
        .bind(&form.title)
        .bind(&form.source)
        .bind(form.campaign_id.map(CampaignId::get))
        .bind(form.product_id.map(ProductId::get))
        .bind(form.owner_id.map(UserId::get))
        .bind(&form.consent)
        .bind(&form.thanks)
        .bind(i64::from(form.is_open))
        .bind(now)
        .bind(form.id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Gives a form that has none a secret to sign with.
///
/// # Errors
/// When the database refuses.
pub async fn give_secret(tx: &mut Tx, id: WebFormId, secret: &str) -> StoreResult<()> {
    on!(tx, c => sqlx::query(GIVE_SECRET)
        .bind(secret)
        .bind(id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Puts a form away, or takes it out again.
///
/// # Errors
/// When the database refuses.
pub async fn set_deleted(
    tx: &mut Tx,
    id: WebFormId,
    deleted: bool,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(SET_DELETED)
        .bind(deleted.then_some(now))
        .bind(now)
        .bind(id.get())
        .bind(i64::from(deleted))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The campaign of this name, however it is written, with its source.
///
/// # Errors
/// When the database refuses.
pub async fn campaign(tx: &mut Tx, name: &str) -> StoreResult<Option<(CampaignId, String)>> {
    let found: Option<(i64, String)> =
        on!(tx, c => sqlx::query_as(CAMPAIGN).bind(name).fetch_optional(c).await)?;
    Ok(found.map(|(id, source)| (CampaignId(id), source)))
}

/// Notes that a lead met a campaign. A touch is a part of its lead's past, not a record of its own.
///
/// # Errors
/// When the database refuses.
pub async fn add_touch(
    tx: &mut Tx,
    lead: LeadId,
    campaign: CampaignId,
    channel: &str,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(TOUCH)
        .bind(lead.get())
        .bind(campaign.get())
        .bind(channel)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
