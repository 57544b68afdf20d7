//! What colleagues add to an entry of a timeline: that it stands on top, and what they say about it.

use chrono::{DateTime, Utc};
use domain::ids::{CommentId, InteractionId, PinId, UserId};
use domain::remark::{Comment, Pinned};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};

use crate::trash::{AT_ONCE, Kept, push_keys};
use crate::{StoreError, StoreResult, Tx};

/// An entry's pin has its row from the first time on; the key is what the journal names it by.
const PUT_PIN: &str = "
insert into pin (interaction_id, user_id, at, deleted_at) values ($1, $2, $3, null)
on conflict (interaction_id) do update set user_id = excluded.user_id, at = excluded.at, deleted_at = null
returning id";

const PIN_OF: &str =
    "select id, interaction_id, user_id, at, deleted_at from pin where interaction_id = $1";

const SET_PIN_DELETED: &str = "
update pin set deleted_at = $1 where id = $2 and (deleted_at is null) = ($3 = 1)";

const INSERT: &str = "
insert into comment (interaction_id, user_id, body, at) values ($1, $2, $3, $4) returning id";

const PUT: &str = "
update comment set body = $1, edited_at = $2 where id = $3 and deleted_at is null";

const SET_DELETED: &str = "
update comment set deleted_at = $1 where id = $2 and (deleted_at is null) = ($3 = 1)";

const PINNED_AMONG: &str = "
select p.interaction_id, u.name as who, p.at
from pin p
left join app_user u on u.id = p.user_id
where p.deleted_at is null and p.interaction_id in ";

const SAID_ABOUT: &str = "
select c.id, c.interaction_id, c.user_id, u.name as who, c.body, c.at, c.edited_at
from comment c
join app_user u on u.id = c.user_id
where c.deleted_at is null and c.interaction_id in ";

const PINS: &str = "select id, interaction_id, user_id, at, deleted_at from pin where id in ";

const COMMENTS: &str = "
select id, interaction_id, user_id, body, at, edited_at, deleted_at from comment where id in ";

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[PUT_PIN, PIN_OF, SET_PIN_DELETED, INSERT, PUT, SET_DELETED];

/// A pin as the journal and undo know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Of which entry.
    pub interaction_id: InteractionId,
    /// Who put it on top.
    pub user_id: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A comment as the journal and undo know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// About which entry.
    pub interaction_id: InteractionId,
    /// Who wrote it.
    pub user_id: UserId,
    /// The text.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was last changed.
    pub edited_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct PinRow {
    id: i64,
    interaction_id: i64,
    user_id: Option<i64>,
    at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
}

impl From<PinRow> for (PinId, Kept<Pin>) {
    fn from(row: PinRow) -> Self {
        let record = Pin {
            interaction_id: InteractionId(row.interaction_id),
            user_id: row.user_id.map(UserId),
            at: row.at,
        };
        (PinId(row.id), Kept { record, deleted_at: row.deleted_at })
    }
}

#[derive(FromRow)]
struct CommentRow {
    id: i64,
    interaction_id: i64,
    user_id: i64,
    body: String,
    at: DateTime<Utc>,
    edited_at: Option<DateTime<Utc>>,
    deleted_at: Option<DateTime<Utc>>,
}

impl From<CommentRow> for (CommentId, Kept<Said>) {
    fn from(row: CommentRow) -> Self {
        let record = Said {
            interaction_id: InteractionId(row.interaction_id),
            user_id: UserId(row.user_id),
            body: row.body,
            at: row.at,
            edited_at: row.edited_at,
        };
        (CommentId(row.id), Kept { record, deleted_at: row.deleted_at })
    }
}

/// Those of the entries that stand on top. The entries must have been read within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn pinned_among(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<(InteractionId, Pinned)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<(i64, Option<String>, DateTime<Utc>)> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(PINNED_AMONG);
            push_keys!(query, chunk);
            query.build_query_as().fetch_all(c).await
        })?;
        let told = |(id, by, at)| (InteractionId(id), Pinned { by, at });
        found.extend(rows.into_iter().map(told));
    }
    Ok(found)
}

#[derive(FromRow)]
struct SaidRow {
    id: i64,
    interaction_id: i64,
    user_id: i64,
    who: String,
    body: String,
    at: DateTime<Utc>,
    edited_at: Option<DateTime<Utc>>,
}

/// What was said about the entries, oldest first. They must have been read within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn said_about(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<(InteractionId, Comment)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<SaidRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(SAID_ABOUT);
            push_keys!(query, chunk);
            query.push(" order by c.interaction_id, c.id");
            query.build_query_as().fetch_all(c).await
        })?;
        let told = |row: SaidRow| {
            let comment = Comment {
                id: CommentId(row.id),
                user: UserId(row.user_id),
                by: row.who,
                at: row.at,
                edited_at: row.edited_at,
                body: row.body,
            };
            (InteractionId(row.interaction_id), comment)
        };
        found.extend(rows.into_iter().map(told));
    }
    Ok(found)
}

/// An entry's pin, on top or taken down.
///
/// # Errors
/// When the database refuses.
pub async fn pin_of(tx: &mut Tx, of: InteractionId) -> StoreResult<Option<(PinId, Kept<Pin>)>> {
    let row: Option<PinRow> =
        on!(tx, c => sqlx::query_as(PIN_OF).bind(of.get()).fetch_optional(c).await)?;
    Ok(row.map(Into::into))
}

/// Puts an entry on top.
///
/// # Errors
/// When the database refuses.
pub async fn put_pin(tx: &mut Tx, pin: &Pin) -> StoreResult<PinId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(PUT_PIN)
        .bind(pin.interaction_id.get())
        .bind(pin.user_id.map(UserId::get))
        .bind(pin.at)
        .fetch_one(c)
        .await)?;
    Ok(PinId(id))
}

/// Takes a pin down (`Some` moment), or puts it on top again (`None`).
///
/// # Errors
/// `Conflict` when somebody else did so meanwhile.
pub async fn set_pin_deleted(
    tx: &mut Tx,
    id: PinId,
    deleted_at: Option<DateTime<Utc>>,
) -> StoreResult<()> {
    set_away(tx, SET_PIN_DELETED, id.get(), deleted_at).await
}

/// Adds a comment.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, said: &Said) -> StoreResult<CommentId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(said.interaction_id.get())
        .bind(said.user_id.get())
        .bind(&said.body)
        .bind(said.at)
        .fetch_one(c)
        .await)?;
    Ok(CommentId(id))
}

/// Writes a comment's text.
///
/// # Errors
/// `Conflict` when it was deleted meanwhile.
pub async fn put(tx: &mut Tx, id: CommentId, said: &Said) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(PUT)
        .bind(&said.body)
        .bind(said.edited_at)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// Deletes a comment (`Some` moment), or lets it stand again (`None`).
///
/// # Errors
/// `Conflict` when somebody else did so meanwhile.
pub async fn set_deleted(
    tx: &mut Tx,
    id: CommentId,
    deleted_at: Option<DateTime<Utc>>,
) -> StoreResult<()> {
    set_away(tx, SET_DELETED, id.get(), deleted_at).await
}

async fn set_away(
    tx: &mut Tx,
    statement: &'static str,
    id: i64,
    deleted_at: Option<DateTime<Utc>>,
) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(statement)
        .bind(deleted_at)
        .bind(id)
        .bind(i64::from(deleted_at.is_some()))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// The pins with these keys, on top or taken down.
///
/// # Errors
/// When the database refuses.
pub async fn pins(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<(PinId, Kept<Pin>)>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<PinRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(PINS);
            push_keys!(query, chunk);
            query.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows.into_iter().map(Into::into));
    }
    Ok(found)
}

/// The comments with these keys, deleted or not.
///
/// # Errors
/// When the database refuses.
pub async fn comments(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<(CommentId, Kept<Said>)>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<CommentRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(COMMENTS);
            push_keys!(query, chunk);
            query.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows.into_iter().map(Into::into));
    }
    Ok(found)
}
