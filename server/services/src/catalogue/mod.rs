//! What is sold: products and courses, their batches, who gives them, and who sits there.

mod seats;
mod write;

use chrono::NaiveDate;
use domain::access::Action;
use domain::catalogue::{
    BatchChoices, BatchFilter, BatchPage, BatchRow, ProductKind, ProductPage, ProductRow, Schedule,
    TrainerPage, TrainerRow,
};
use domain::ids::{BatchId, ProductId, TrainerId};
use domain::list::{Cursor, PAGE_ROWS};
use store::catalogue::{self, BatchQuery};
use store::{StoreError, Tx, products};

use crate::{Ctx, ServiceResult, day};

pub(crate) use seats::settle;
pub use seats::{deal_seats, enrol, set_seat};
pub(crate) use write::not_stale;
pub use write::{save_batch, save_product, save_trainer, set_product_sold, set_trainer_gives};

/// The most batches a page of a course or a trainer shows of those to come, and of those that were.
const SHOWN: i64 = 40;

fn page_limit() -> i64 {
    i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX - 1) + 1
}

/// Everything that is or was sold.
///
/// # Errors
/// When the database is away.
pub async fn list(ctx: &Ctx) -> ServiceResult<Vec<ProductRow>> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let goods = catalogue::goods(&mut tx).await?;
    Ok(catalogue::product_rows(&mut tx, &ctx.scope(), goods, today).await?)
}

/// A product's page.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn product(ctx: &Ctx, id: ProductId) -> ServiceResult<ProductPage> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let product = catalogue::product(&mut tx, id).await?;
    let rows = catalogue::product_rows(&mut tx, &ctx.scope(), vec![product], today).await?;
    let row = rows.into_iter().next().ok_or(StoreError::NotFound)?;
    let of = BatchQuery { product: Some(id), ..BatchQuery::default() };
    let family = row.series.clone().unwrap_or_default().to_lowercase();
    let teaches =
        |trainer: &TrainerRow| trainer.topics.iter().any(|topic| topic.to_lowercase() == family);
    let trainers = catalogue::trainer_rows(&mut tx, None, today).await?;
    let trainers = trainers.into_iter().filter(|trainer| trainer.is_active && teaches(trainer));
    Ok(ProductPage {
        row,
        batches: around(&mut tx, &of, today).await?,
        trainers: trainers.map(|trainer| (trainer.id, trainer.name)).collect(),
        today,
    })
}

/// The batches to come, the next first, and then the last that were held.
async fn around(tx: &mut Tx, of: &BatchQuery, today: NaiveDate) -> ServiceResult<Vec<BatchRow>> {
    let ahead = BatchQuery { from: Some(today), limit: SHOWN, ..of.clone() };
    let before = BatchQuery { before: Some(today), limit: SHOWN, ..of.clone() };
    let mut batches = catalogue::batch_rows(tx, &ahead).await?;
    batches.extend(catalogue::batch_rows(tx, &before).await?);
    Ok(batches)
}

/// The schedule of batches.
///
/// # Errors
/// When the database is away.
pub async fn schedule(ctx: &Ctx, filter: &BatchFilter) -> ServiceResult<Schedule> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let is_past = filter.when == "past";
    let query = BatchQuery {
        product: filter.product.parse().ok(),
        from: (!is_past).then_some(today),
        before: is_past.then_some(today),
        after: Cursor::decode(&filter.after),
        limit: page_limit(),
        ..BatchQuery::default()
    };
    let mut rows = catalogue::batch_rows(&mut tx, &query).await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| Cursor { value: last.starts_on.to_string(), id: last.id.get() }.encode());
    let choices = choices(&mut tx, today).await?;
    Ok(Schedule { rows, next, choices, today })
}

/// What a batch's form may choose from: courses that are sold, and who gives courses.
async fn choices(tx: &mut Tx, today: NaiveDate) -> ServiceResult<BatchChoices> {
    let goods = catalogue::goods(tx).await?;
    let is_course = |kind: ProductKind| kind == ProductKind::Course;
    let courses = goods
        .into_iter()
        .filter(|product| !product.is_away && is_course(product.record.kind))
        .map(|product| (product.record.id, product.record.name));
    let trainers = catalogue::trainer_rows(tx, None, today).await?;
    let trainers = trainers.into_iter().filter(|trainer| trainer.is_active);
    Ok(BatchChoices {
        courses: courses.collect(),
        trainers: trainers.map(|trainer| (trainer.id, trainer.name)).collect(),
    })
}

/// A batch's page with its learners.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn batch(ctx: &Ctx, id: BatchId) -> ServiceResult<BatchPage> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let batch = catalogue::batch(&mut tx, id).await?;
    let query = BatchQuery { id: Some(id), limit: 1, ..BatchQuery::default() };
    let rows = catalogue::batch_rows(&mut tx, &query).await?;
    let mut choices = choices(&mut tx, today).await?;
    let course = batch.record.product_id;
    // A batch of a course that is not sold any more keeps it.
    if !choices.courses.iter().any(|(id, _)| *id == course) {
        let name = products::name(&mut tx, course).await?.unwrap_or_default();
        choices.courses.insert(0, (course, name));
    }
    Ok(BatchPage {
        row: rows.into_iter().next().ok_or(StoreError::NotFound)?,
        own_price: batch.record.price,
        version: batch.version,
        learners: catalogue::learners_of(&mut tx, &ctx.scope(), id).await?,
        choices,
        today,
    })
}

/// Everybody who gives or gave courses.
///
/// # Errors
/// When the database is away.
pub async fn trainers(ctx: &Ctx) -> ServiceResult<Vec<TrainerRow>> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    Ok(catalogue::trainer_rows(&mut tx, None, today).await?)
}

/// A trainer's page with the calendar of their batches.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn trainer(ctx: &Ctx, id: TrainerId) -> ServiceResult<TrainerPage> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let rows = catalogue::trainer_rows(&mut tx, Some(id), today).await?;
    let row = rows.into_iter().find(|row| row.id == id).ok_or(StoreError::NotFound)?;
    let of = BatchQuery { trainer: Some(id), ..BatchQuery::default() };
    Ok(TrainerPage { row, batches: around(&mut tx, &of, today).await?, today })
}
