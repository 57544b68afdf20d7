//! The secret address at which a calendar reads a person's tasks.

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use sqlx::FromRow;

use crate::{StoreResult, Tx};

/// By the primary key.
const GET: &str = "select secret, created_at, read_at from calendar_feed where user_id = $1";

const PUT: &str = "
insert into calendar_feed (user_id, secret, created_at) values ($1, $2, $3)
on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at, read_at = null";

const REMOVE: &str = "delete from calendar_feed where user_id = $1";

/// By the unique secret.
const OWNER: &str = "
select f.user_id from calendar_feed f
join app_user u on u.id = f.user_id
where f.secret = $1 and u.active";

const READ: &str = "update calendar_feed set read_at = $1 where user_id = $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[GET, PUT, REMOVE, OWNER, READ];

/// A person's feed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Feed {
    /// What stands in its address.
    pub secret: String,
    /// Since when it is good.
    pub created_at: DateTime<Utc>,
    /// When a calendar last read it.
    pub read_at: Option<DateTime<Utc>>,
}

/// A person's feed, if they have one.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, user: UserId) -> StoreResult<Option<Feed>> {
    Ok(on!(tx, c => sqlx::query_as(GET).bind(user.get()).fetch_optional(c).await)?)
}

/// Gives a person a feed; the address of one before is good no more.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, user: UserId, secret: &str, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(PUT).bind(user.get()).bind(secret).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Ends a person's feed.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut Tx, user: UserId) -> StoreResult<()> {
    on!(tx, c => sqlx::query(REMOVE).bind(user.get()).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Whose feed has this secret, of those who may sign in.
///
/// # Errors
/// When the database refuses.
pub async fn owner(tx: &mut Tx, secret: &str) -> StoreResult<Option<UserId>> {
    let id: Option<i64> =
        on!(tx, c => sqlx::query_scalar(OWNER).bind(secret).fetch_optional(c).await)?;
    Ok(id.map(UserId))
}

/// Remembers that a calendar read it.
///
/// # Errors
/// When the database refuses.
pub async fn read(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(READ).bind(now).bind(user.get()).execute(c).await.map(|_| ()))?;
    Ok(())
}
