//! What is sold, as deals name it.

use std::collections::BTreeMap;

use domain::ids::ProductId;

use crate::{StoreResult, Tx};

const NAME: &str = "select name from product where id = $1";

const ALL: &str = "select id, name from product where active = $1 order by name, id limit 500";

const NAMES: &str = "select id, name from product order by id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[NAME, ALL, NAMES];

/// A product's name.
///
/// # Errors
/// When the database refuses.
pub async fn name(tx: &mut Tx, id: ProductId) -> StoreResult<Option<String>> {
    Ok(on!(tx, c => sqlx::query_scalar(NAME).bind(id.get()).fetch_optional(c).await)?)
}

/// Every product that is sold, by name: what a filter offers.
///
/// # Errors
/// When the database refuses.
pub async fn active(tx: &mut Tx) -> StoreResult<Vec<(ProductId, String)>> {
    let rows: Vec<(i64, String)> = on!(tx, c => sqlx::query_as(ALL).bind(true).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, name)| (ProductId(id), name)).collect())
}

/// Every product there ever was, by id.
///
/// # Errors
/// When the database refuses.
pub async fn names(tx: &mut Tx) -> StoreResult<BTreeMap<ProductId, String>> {
    let rows: Vec<(i64, String)> = on!(tx, c => sqlx::query_as(NAMES).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, name)| (ProductId(id), name)).collect())
}
