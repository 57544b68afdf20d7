//! The people who work here.

use chrono::{DateTime, Utc};
use domain::access::Role;
use domain::ids::{TeamId, UserId};
use domain::session::Theme;
use serde::Serialize;
use sqlx::FromRow;

use crate::decode::Reading;
use crate::{StoreError, StoreResult, Tx};

macro_rules! columns {
    () => {
        "id, email, name, role, team_id, time_zone, theme, region, active, external_key, password_hash, version"
    };
}

const INSERT: &str = "
insert into app_user (email, name, role, team_id, password_hash, time_zone, region, external_key, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
returning id";

const GET: &str = concat!("select ", columns!(), " from app_user where id = $1");

const BY_EMAIL: &str = concat!("select ", columns!(), " from app_user where email = $1");

const BY_KEY: &str = concat!("select ", columns!(), " from app_user where external_key = $1");

const LIST: &str = concat!("select ", columns!(), " from app_user order by lower(name), id");

const ANY: &str = "select exists (select 1 from app_user where password_hash is not null)";

const SET_PASSWORD: &str =
    "update app_user set password_hash = $1, updated_at = $2, version = version + 1 where id = $3";

const SET_THEME: &str =
    "update app_user set theme = $1, updated_at = $2, version = version + 1 where id = $3";

const SET_TIME_ZONE: &str =
    "update app_user set time_zone = $1, updated_at = $2, version = version + 1 where id = $3";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT, GET, BY_EMAIL, BY_KEY, LIST, ANY, SET_PASSWORD, SET_THEME, SET_TIME_ZONE];

/// A user. Serialized for the journal, hence without the password's hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// The user.
    pub id: UserId,
    /// Sign-in address, lower case.
    pub email: String,
    /// Full name.
    pub name: String,
    /// What they are here for.
    pub role: Role,
    /// Their team.
    pub team_id: Option<TeamId>,
    /// An IANA name.
    pub time_zone: String,
    /// Light or dark.
    pub theme: Theme,
    /// Where they sell.
    pub region: Option<String>,
    /// Whether they may sign in at all.
    pub active: bool,
    /// What an import knows them by.
    pub external_key: Option<String>,
    /// The password's hash; `None` for an imported person who has none yet.
    #[serde(skip)]
    pub password_hash: Option<String>,
    /// For the check against lost updates.
    pub version: i64,
}

/// A user to be.
#[derive(Clone, Debug)]
pub struct NewUser<'a> {
    /// Sign-in address, lower case.
    pub email: &'a str,
    /// Full name.
    pub name: &'a str,
    /// What they are here for.
    pub role: Role,
    /// Their team.
    pub team: Option<TeamId>,
    /// The password's hash, or nothing for a person who cannot sign in yet.
    pub password_hash: Option<&'a str>,
    /// An IANA name.
    pub time_zone: &'a str,
    /// Where they sell.
    pub region: Option<&'a str>,
    /// What an import knows them by.
    pub external_key: Option<&'a str>,
}

#[derive(FromRow)]
struct UserRow {
    id: i64,
    email: String,
    name: String,
    role: String,
    team_id: Option<i64>,
    time_zone: String,
    theme: String,
    region: Option<String>,
    active: bool,
    external_key: Option<String>,
    password_hash: Option<String>,
    version: i64,
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> StoreResult<Self> {
        let reading = Reading { table: "app_user", id: row.id };
        Ok(Self {
            id: UserId(row.id),
            role: reading.word("role", &row.role)?,
            theme: reading.word("theme", &row.theme)?,
            email: row.email,
            name: row.name,
            team_id: row.team_id.map(TeamId),
            time_zone: row.time_zone,
            region: row.region,
            active: row.active,
            external_key: row.external_key,
            password_hash: row.password_hash,
            version: row.version,
        })
    }
}

/// Adds a user.
///
/// # Errors
/// `Unique` when the address or the external key is taken.
pub async fn insert(tx: &mut Tx, user: &NewUser<'_>, now: DateTime<Utc>) -> StoreResult<UserId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(user.email)
        .bind(user.name)
        .bind(user.role.as_str())
        .bind(user.team.map(TeamId::get))
        .bind(user.password_hash)
        .bind(user.time_zone)
        .bind(user.region)
        .bind(user.external_key)
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(UserId(id))
}

/// The user with this id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn get(tx: &mut Tx, id: UserId) -> StoreResult<User> {
    let row: UserRow = on!(tx, c => sqlx::query_as(GET).bind(id.get()).fetch_one(c).await)?;
    row.try_into()
}

/// The user who signs in with this address.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn find_by_email(tx: &mut Tx, email: &str) -> StoreResult<Option<User>> {
    let row: Option<UserRow> =
        on!(tx, c => sqlx::query_as(BY_EMAIL).bind(email).fetch_optional(c).await)?;
    row.map(User::try_from).transpose()
}

/// The user an import knows by this key.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn find_by_key(tx: &mut Tx, key: &str) -> StoreResult<Option<User>> {
    let row: Option<UserRow> =
        on!(tx, c => sqlx::query_as(BY_KEY).bind(key).fetch_optional(c).await)?;
    row.map(User::try_from).transpose()
}

/// Everybody, by name.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn list(tx: &mut Tx) -> StoreResult<Vec<User>> {
    let rows: Vec<UserRow> = on!(tx, c => sqlx::query_as(LIST).fetch_all(c).await)?;
    rows.into_iter().map(User::try_from).collect()
}

/// Whether there is anybody who can sign in; people an import brought cannot yet.
///
/// # Errors
/// When the database refuses.
pub async fn any(tx: &mut Tx) -> StoreResult<bool> {
    Ok(on!(tx, c => sqlx::query_scalar(ANY).fetch_one(c).await)?)
}

/// Keeps another password's hash.
///
/// # Errors
/// `NotFound` when there is no such user.
pub async fn set_password(
    tx: &mut Tx,
    id: UserId,
    hash: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let done = on!(tx, c => sqlx::query(SET_PASSWORD)
        .bind(hash)
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    found(done)
}

/// Light or dark.
///
/// # Errors
/// `NotFound` when there is no such user.
pub async fn set_theme(
    tx: &mut Tx,
    id: UserId,
    theme: Theme,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let done = on!(tx, c => sqlx::query(SET_THEME)
        .bind(theme.as_str())
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    found(done)
}

/// Sets a user's time zone by its IANA name; an empty one follows the installation's.
///
/// # Errors
/// `NotFound` when there is no such user.
pub async fn set_time_zone(
    tx: &mut Tx,
    id: UserId,
    time_zone: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let done = on!(tx, c => sqlx::query(SET_TIME_ZONE)
        .bind(time_zone)
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    found(done)
}

const fn found(rows: u64) -> StoreResult<()> {
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
