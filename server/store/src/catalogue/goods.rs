//! Products and courses.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::catalogue::{ProductKind, ProductRow, Seats};
use domain::ids::ProductId;
use domain::money::{Cents, Currency};
use sqlx::{FromRow, QueryBuilder};

use super::Shelved;
use crate::bulk::Product;
use crate::decode::Reading;
use crate::scope::Bounds;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreError, StoreResult, Tx};

const MANY: &str = "
select id, name, kind, series, price_cents, currency, duration_days, active, external_key, created_at, version
from product
where id in ";

/// A catalogue is small: what is beyond its first thousand is found by search.
const LIST: &str = "
select id, name, kind, series, price_cents, currency, duration_days, active, external_key, created_at, version
from product
order by active desc, series, name, id
limit 1000";

const INSERT: &str = "
insert into product (name, kind, series, price_cents, currency, duration_days, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $7)
returning id";

const UPDATE: &str = "
update product
set name = $1, kind = $2, series = $3, price_cents = $4, duration_days = $5, updated_at = $6, version = version + 1
where id = $7";

const SET_ACTIVE: &str = "
update product set active = $1, updated_at = $2, version = version + 1 where id = $3 and active <> $1";

/// Batches to come, walked along the schedule from today on.
const AHEAD: &str = "
select b.product_id, count(*) as ahead, cast(sum(b.seats) as bigint) as seats
from batch b
where b.ends_on >= $1 and b.deleted_at is null and b.status <> 'cancelled'
group by b.product_id";

const AHEAD_TAKEN: &str = "
select b.product_id,
  cast(sum(case when e.status in ('booked', 'attended', 'missed') then 1 else 0 end) as bigint) as taken,
  cast(sum(case when e.status = 'waiting' then 1 else 0 end) as bigint) as waiting
from batch b
join enrolment e on e.batch_id = b.id
where b.ends_on >= $1 and b.deleted_at is null and b.status <> 'cancelled'
group by b.product_id";

/// From the rollup: as exact as the deals, and a few hundred rows instead of all of them.
const SOLD: &str = concat!(
    "
select r.product_id, cast(sum(case when r.status = 'open' then r.deals else 0 end) as bigint) as open_deals,
  cast(sum(case when r.status = 'won' then r.deals else 0 end) as bigint) as won_deals,
  cast(sum(case when r.status = 'won' then r.amount_cents else 0 end) as bigint) as won_cents
from deal_rollup r
where r.product_id > 0 and ",
    in_scope!("r.owner_id", "$1", "$2", "$3"),
    "
group by r.product_id"
);

pub(super) const STATEMENTS: &[&str] =
    &[LIST, INSERT, UPDATE, SET_ACTIVE, AHEAD, AHEAD_TAKEN, SOLD];

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    kind: String,
    series: Option<String>,
    price_cents: i64,
    currency: String,
    duration_days: Option<i64>,
    active: bool,
    external_key: Option<String>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl TryFrom<Row> for Shelved<Product> {
    type Error = StoreError;

    fn try_from(row: Row) -> StoreResult<Self> {
        let reading = Reading { table: "product", id: row.id };
        let record = Product {
            id: ProductId(row.id),
            name: row.name,
            kind: reading.word::<ProductKind>("kind", &row.kind)?,
            series: row.series,
            price: Cents(row.price_cents),
            currency: Currency::try_from(row.currency)
                .map_err(|error| reading.wrong("currency", &error))?,
            duration_days: row.duration_days,
            external_key: row.external_key,
            created_at: row.created_at,
        };
        Ok(Self { record, version: row.version, is_away: !row.active })
    }
}

/// The products with these ids, sold still or not.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn products_many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Shelved<Product>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<Row> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// A product.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn product(tx: &mut Tx, id: ProductId) -> StoreResult<Shelved<Product>> {
    let found = products_many(tx, &[id.get()]).await?.into_iter().next();
    found.ok_or(StoreError::NotFound)
}

/// Everything that is or was sold, what is sold first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn goods(tx: &mut Tx) -> StoreResult<Vec<Shelved<Product>>> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(LIST).fetch_all(c).await)?;
    rows.into_iter().map(Shelved::try_from).collect()
}

#[derive(FromRow)]
struct Sold {
    product_id: i64,
    open_deals: i64,
    won_deals: i64,
    won_cents: i64,
}

/// Products with the batches to come from `today` on, and the deals on them within the scope.
///
/// # Errors
/// When the database refuses.
pub async fn product_rows(
    tx: &mut Tx,
    scope: &Scope,
    products: Vec<Shelved<Product>>,
    today: NaiveDate,
) -> StoreResult<Vec<ProductRow>> {
    let Bounds { all, user, team } = scope.into();
    let ahead: Vec<(i64, i64, i64)> =
        on!(&mut *tx, c => sqlx::query_as(AHEAD).bind(today).fetch_all(c).await)?;
    let taken: Vec<(i64, i64, i64)> =
        on!(&mut *tx, c => sqlx::query_as(AHEAD_TAKEN).bind(today).fetch_all(c).await)?;
    let sold: Vec<Sold> = on!(tx, c => sqlx::query_as(SOLD)
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_all(c)
        .await)?;
    let ahead: BTreeMap<i64, (i64, i64)> =
        ahead.into_iter().map(|(id, count, seats)| (id, (count, seats))).collect();
    let taken: BTreeMap<i64, (i64, i64)> =
        taken.into_iter().map(|(id, taken, waiting)| (id, (taken, waiting))).collect();
    let sold: BTreeMap<i64, Sold> = sold.into_iter().map(|row| (row.product_id, row)).collect();
    let rows = products.into_iter().map(|shelved| {
        let (id, product) = (shelved.record.id.get(), shelved.record);
        let (ahead, seats) = ahead.get(&id).copied().unwrap_or_default();
        let (taken, waiting) = taken.get(&id).copied().unwrap_or_default();
        let sold = sold.get(&id);
        ProductRow {
            id: product.id,
            name: product.name,
            kind: product.kind,
            series: product.series,
            price: product.price,
            duration_days: product.duration_days,
            is_active: !shelved.is_away,
            ahead,
            seats: Seats { seats, taken, waiting },
            open_deals: sold.map_or(0, |sold| sold.open_deals),
            won_deals: sold.map_or(0, |sold| sold.won_deals),
            won: Cents(sold.map_or(0, |sold| sold.won_cents)),
            version: shelved.version,
        }
    });
    Ok(rows.collect())
}

/// Adds a product.
///
/// # Errors
/// `Unique` when the name is taken.
pub async fn insert_product(
    tx: &mut Tx,
    product: &Product,
    now: DateTime<Utc>,
) -> StoreResult<ProductId> {
    let id: i64 = on!(tx, c => sqlx::query_scalar(INSERT)
        .bind(&product.name)
        .bind(product.kind.as_str())
        .bind(&product.series)
        .bind(product.price.get())
        .bind(product.currency.as_str())
        .bind(product.duration_days)
        .bind(now)
        .fetch_one(c)
        .await)?;
    Ok(ProductId(id))
}

/// Writes a changed product.
///
/// # Errors
/// `Unique` when the name is taken.
pub async fn update_product(tx: &mut Tx, product: &Product, now: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(UPDATE)
        .bind(&product.name)
        .bind(product.kind.as_str())
        .bind(&product.series)
        .bind(product.price.get())
        .bind(product.duration_days)
        .bind(now)
        .bind(product.id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Says whether a product is sold.
///
/// # Errors
/// `Conflict` when it is so already.
pub async fn set_product_active(
    tx: &mut Tx,
    id: ProductId,
    active: bool,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let written = on!(tx, c => sqlx::query(SET_ACTIVE)
        .bind(active)
        .bind(now)
        .bind(id.get())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if written == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}
