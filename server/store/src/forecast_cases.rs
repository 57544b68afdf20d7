//! The stories of deals: what was said of each while it was open, and how it ended. What a backtest learns from.

use chrono::{DateTime, NaiveDate, Utc};
use domain::hazard::{Case, Told};
use domain::opportunity::DealStatus;
use sqlx::FromRow;

use crate::decode::Reading;
use crate::{StoreResult, Tx};

const NEWEST: &str = "select coalesce(max(id), 0) from opportunity";

/// Versions that were never in force, because another followed at the same moment, are left out. Walks over every
/// version: for the background, not for a page.
const STORIES: &str = "
select o.id, o.created_at, o.status, o.closed_on, o.amount_cents, o.owner_id, o.product_id, v.from_at, v.stage_id,
  v.status as told_status, v.amount_cents as told_cents, v.expected_close_on
from opportunity o
join opportunity_version v on v.opportunity_id = o.id
where o.id > $1 and o.id <= $2 and o.deleted_at is null and (v.to_at is null or v.to_at > v.from_at)
order by o.id, v.from_at, v.id";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[NEWEST, STORIES];

/// Deals are read so many at a time.
const PART: i64 = 5_000;

#[derive(FromRow)]
struct Row {
    id: i64,
    created_at: DateTime<Utc>,
    status: String,
    closed_on: Option<NaiveDate>,
    amount_cents: i64,
    owner_id: Option<i64>,
    product_id: Option<i64>,
    from_at: DateTime<Utc>,
    stage_id: i64,
    told_status: String,
    told_cents: i64,
    expected_close_on: Option<NaiveDate>,
}

/// Days since 1970.
fn day(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

/// Every deal's story, in the order of their keys. Owners, products and stages are numbered by when they first came
/// up; amounts are in cents.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn stories(tx: &mut Tx) -> StoreResult<Vec<Case>> {
    let newest: i64 = on!(&mut *tx, c => sqlx::query_scalar(NEWEST).fetch_one(c).await)?;
    let mut book = Book::default();
    let mut from = 0;
    while from < newest {
        let rows: Vec<Row> = on!(&mut *tx, c => sqlx::query_as(STORIES)
            .bind(from)
            .bind(from + PART)
            .fetch_all(c)
            .await)?;
        for row in &rows {
            book.note(row)?;
        }
        from += PART;
    }
    Ok(book.cases)
}

/// Stories as they are written.
#[derive(Default)]
struct Book {
    cases: Vec<Case>,
    last: i64,
    owners: Numbers,
    products: Numbers,
    stages: Numbers,
}

/// Keys as numbers from 0.
#[derive(Default)]
struct Numbers(std::collections::BTreeMap<i64, usize>);

impl Numbers {
    fn of(&mut self, key: Option<i64>) -> usize {
        let next = self.0.len();
        *self.0.entry(key.unwrap_or(0)).or_insert(next)
    }
}

impl Book {
    fn note(&mut self, row: &Row) -> StoreResult<()> {
        let reading = Reading { table: "opportunity", id: row.id };
        if self.last != row.id || self.cases.is_empty() {
            self.last = row.id;
            let status: DealStatus = reading.word("status", &row.status)?;
            let created = day(row.created_at.date_naive());
            self.cases.push(Case {
                created,
                closed: row
                    .closed_on
                    // What closed before it was recorded closed that day.
                    .map(|closed| (day(closed).max(created), status == DealStatus::Won)),
                amount: Some(cents(row.amount_cents)),
                owner: self.owners.of(row.owner_id),
                product: self.products.of(row.product_id),
                band: band(row.told_cents),
                ..Case::default()
            });
        }
        let told: DealStatus = reading.word("status", &row.told_status)?;
        if told != DealStatus::Open {
            return Ok(());
        }
        let stage = self.stages.of(Some(row.stage_id));
        let Some(case) = self.cases.last_mut() else { return Ok(()) };
        let since = day(row.from_at.date_naive());
        if case.events.last().is_none_or(|event| event.1 != stage) {
            case.events.push((since, stage));
        }
        let due = row.expected_close_on.map(day);
        let now = Told { since, amount: cents(row.told_cents), due };
        if case.told.last().is_none_or(|last| (last.amount, last.due) != (now.amount, now.due)) {
            case.told.push(now);
        }
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^53 cents")]
fn cents(amount: i64) -> f64 {
    amount as f64
}

/// Amounts of a kind: each band ends at four times the amount of the one before.
fn band(amount: i64) -> usize {
    let mut bound = 100_000;
    let mut band = 0;
    while amount > bound && band < 7 {
        bound *= 4;
        band += 1;
    }
    band
}
