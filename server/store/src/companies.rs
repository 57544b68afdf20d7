//! The organisations leads work for.

use chrono::{DateTime, Utc};
use domain::ids::{CompanyId, UserId};
use serde::Serialize;

use crate::{StoreResult, Tx};

/// The oldest of several with the same name: two imports may have brought the same company.
const BY_NAME: &str = "
select id from company where lower(name) = lower($1) and deleted_at is null order by id limit 1";

const INSERT: &str = "
insert into company (name, technologies, news, owner_id, created_at, updated_at)
values ($1, $2, $2, $3, $4, $4)
returning id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[BY_NAME, INSERT];

/// A company of which only the name is known, as the journal tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewCompany {
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub owner_id: Option<UserId>,
}

/// The company of this name, in any case of letters.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_name(tx: &mut Tx, name: &str) -> StoreResult<Option<CompanyId>> {
    let id: Option<i64> =
        on!(tx, c => sqlx::query_scalar(BY_NAME).bind(name).fetch_optional(c).await)?;
    Ok(id.map(CompanyId))
}

/// Adds a company.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    tx: &mut Tx,
    company: &NewCompany,
    now: DateTime<Utc>,
) -> StoreResult<CompanyId> {
    let none: sqlx::types::Json<[&str; 0]> = sqlx::types::Json([]);
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(&company.name)
        .bind(none)
        .bind(company.owner_id.map(UserId::get))
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(CompanyId(id))
}
