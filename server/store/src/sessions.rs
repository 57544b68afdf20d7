//! Signed-in browsers. Only the hash of a session's token is kept.

use chrono::{DateTime, Utc};
use domain::access::Role;
use domain::ids::{SessionId, TeamId, UserId};
use domain::session::SessionRow;
use sqlx::FromRow;

use crate::decode::Reading;
use crate::{StoreError, StoreResult, Tx};

const INSERT: &str = "
insert into session (user_id, token_hash, created_at, last_seen_at, expires_at, user_agent, address)
values ($1, $2, $3, $3, $4, $5, $6)
returning id";

const FIND: &str = "
select s.id, s.user_id, s.last_seen_at, u.role, u.team_id
from session s
join app_user u on u.id = s.user_id
where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $3 and u.active";

const TOUCH: &str = "update session set last_seen_at = $1 where id = $2";

const LIST: &str = "
select id, created_at, last_seen_at, user_agent, address
from session
where user_id = $1 and expires_at > $2 and last_seen_at > $3
order by last_seen_at desc, id desc";

const REVOKE: &str = "delete from session where id = $1 and user_id = $2";

const REVOKE_BY_TOKEN: &str = "delete from session where token_hash = $1";

const REVOKE_ALL: &str = "delete from session where user_id = $1 and id <> $2";

const PRUNE: &str = "delete from session where expires_at <= $1 or last_seen_at <= $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT, FIND, TOUCH, LIST, REVOKE, REVOKE_BY_TOKEN, REVOKE_ALL, PRUNE];

/// A session to be.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// Whose it is.
    pub user: UserId,
    /// SHA-256 of its token, in hexadecimal.
    pub token_hash: &'a str,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// The browser, as it calls itself.
    pub user_agent: &'a str,
    /// The network address it signs in from.
    pub address: &'a str,
}

/// A session in force and its user, as far as rules need them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Its user.
    pub user: UserId,
    /// What they are here for.
    pub role: Role,
    /// Their team.
    pub team: Option<TeamId>,
    /// Last used at, to the minute.
    pub last_seen_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct FoundRow {
    id: i64,
    user_id: i64,
    last_seen_at: DateTime<Utc>,
    role: String,
    team_id: Option<i64>,
}

#[derive(FromRow)]
struct ListRow {
    id: i64,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    user_agent: String,
    address: String,
}

/// Adds a session.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx,
    session: &NewSession<'_>,
    now: DateTime<Utc>,
) -> StoreResult<SessionId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(session.user.get())
        .bind(session.token_hash)
        .bind(now)
        .bind(session.expires_at)
        .bind(session.user_agent)
        .bind(session.address)
        .fetch_one(c)
        .await)?;
    Ok(SessionId(id))
}

/// The session of this token, when it has not expired at `now`, was used after `idle_since` and its user is active.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn find(
    tx: &mut Tx,
    token_hash: &str,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> StoreResult<Option<Session>> {
    let row: Option<FoundRow> = on!(tx, c => sqlx::query_as(FIND)
        .bind(token_hash)
        .bind(now)
        .bind(idle_since)
        .fetch_optional(c)
        .await)?;
    row.map(|row| {
        Ok(Session {
            id: SessionId(row.id),
            user: UserId(row.user_id),
            role: Reading { table: "app_user", id: row.user_id }.word("role", &row.role)?,
            team: row.team_id.map(TeamId),
            last_seen_at: row.last_seen_at,
        })
    })
    .transpose()
}

/// Notes that a session was used.
///
/// # Errors
/// When the database refuses.
pub async fn touch(tx: &mut Tx, id: SessionId, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(TOUCH).bind(now).bind(id.get()).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// A user's sessions in force, the last used first; `current` is marked.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    tx: &mut Tx,
    user: UserId,
    current: Option<SessionId>,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> StoreResult<Vec<SessionRow>> {
    let rows: Vec<ListRow> = on!(tx, c => sqlx::query_as(LIST)
        .bind(user.get())
        .bind(now)
        .bind(idle_since)
        .fetch_all(c)
        .await)?;
    let shown = |row: ListRow| SessionRow {
        id: SessionId(row.id),
        is_current: current == Some(SessionId(row.id)),
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        user_agent: row.user_agent,
        address: row.address,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Ends one of a user's sessions.
///
/// # Errors
/// `NotFound` when the user has no such session.
pub async fn revoke(tx: &mut Tx, user: UserId, id: SessionId) -> StoreResult<()> {
    let ended = on!(tx, c => sqlx::query(REVOKE)
        .bind(id.get())
        .bind(user.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if ended == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Ends the session of a token, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_by_token(tx: &mut Tx, token_hash: &str) -> StoreResult<()> {
    on!(tx, c => sqlx::query(REVOKE_BY_TOKEN).bind(token_hash).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Ends a user's sessions, but for `except`.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_all(tx: &mut Tx, user: UserId, except: Option<SessionId>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(REVOKE_ALL)
        .bind(user.get())
        .bind(except.map_or(0, SessionId::get))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Removes sessions that have ended by themselves.
///
/// # Errors
/// When the database refuses.
pub async fn prune(tx: &mut Tx, now: DateTime<Utc>, idle_since: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(PRUNE).bind(now).bind(idle_since).execute(c).await.map(|_| ()))?;
    Ok(())
}
