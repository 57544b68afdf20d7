//! Server functions about the catalogue.

use domain::catalogue as data;
use domain::forms;
use domain::ids::{BatchId, OpportunityId, ProductId, TrainerId};
use domain::journal::Done;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Everything that is or was sold.
#[server(prefix = "/api", endpoint = "catalogue/products", input = GetUrl, output = crate::wire::Json)]
pub async fn list_products() -> Result<Vec<data::ProductRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::list(&ctx).await?)
}

/// A product's page.
#[server(prefix = "/api", endpoint = "catalogue/product", input = GetUrl, output = crate::wire::Json)]
pub async fn get_product(
    /// Which product.
    id: ProductId,
) -> Result<data::ProductPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::product(&ctx, id).await?)
}

/// Adds a product or changes one.
#[server(prefix = "/api", endpoint = "catalogue/save_product", output = crate::wire::Json)]
pub async fn save_product(
    /// The fields as they should be.
    form: forms::EditProduct,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::save_product(&ctx, form).await?)
}

/// Takes a product out of what is sold, or back into it.
#[server(prefix = "/api", endpoint = "catalogue/set_sold", output = crate::wire::Json)]
pub async fn set_sold(
    /// Which product.
    id: ProductId,
    /// Whether it is sold.
    sold: bool,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::set_product_sold(&ctx, id, sold).await?)
}

/// The schedule of batches.
#[server(prefix = "/api", endpoint = "catalogue/schedule", input = GetUrl, output = crate::wire::Json)]
pub async fn get_schedule(
    /// What is shown.
    filter: data::BatchFilter,
) -> Result<data::Schedule, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::schedule(&ctx, &filter).await?)
}

/// A batch's page.
#[server(prefix = "/api", endpoint = "catalogue/batch", input = GetUrl, output = crate::wire::Json)]
pub async fn get_batch(
    /// Which batch.
    id: BatchId,
) -> Result<data::BatchPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::batch(&ctx, id).await?)
}

/// Adds a batch or changes one.
#[server(prefix = "/api", endpoint = "catalogue/save_batch", output = crate::wire::Json)]
pub async fn save_batch(
    /// The fields as they should be.
    form: forms::EditBatch,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::save_batch(&ctx, form).await?)
}

/// Gives people seats in a batch, or places on its waiting list.
#[server(prefix = "/api", endpoint = "catalogue/enrol", output = crate::wire::Json)]
pub async fn enrol(
    /// Who, where, and which deal pays.
    form: forms::Enrol,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::enrol(&ctx, form).await?)
}

/// Says what became of a learner's place.
#[server(prefix = "/api", endpoint = "catalogue/set_seat", output = crate::wire::Json)]
pub async fn set_seat(
    /// Which place, and what became of it.
    form: forms::SetSeat,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::set_seat(&ctx, form).await?)
}

/// The learners of a deal.
#[server(prefix = "/api", endpoint = "catalogue/deal_seats", input = GetUrl, output = crate::wire::Json)]
pub async fn get_deal_seats(
    /// Which deal.
    id: OpportunityId,
) -> Result<data::DealSeats, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::deal_seats(&ctx, id).await?)
}

/// Everybody who gives or gave courses.
#[server(prefix = "/api", endpoint = "catalogue/trainers", input = GetUrl, output = crate::wire::Json)]
pub async fn list_trainers() -> Result<Vec<data::TrainerRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::trainers(&ctx).await?)
}

/// A trainer's page.
#[server(prefix = "/api", endpoint = "catalogue/trainer", input = GetUrl, output = crate::wire::Json)]
pub async fn get_trainer(
    /// Which trainer.
    id: TrainerId,
) -> Result<data::TrainerPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::trainer(&ctx, id).await?)
}

/// Adds a trainer or changes one.
#[server(prefix = "/api", endpoint = "catalogue/save_trainer", output = crate::wire::Json)]
pub async fn save_trainer(
    /// The fields as they should be.
    form: forms::EditTrainer,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::save_trainer(&ctx, form).await?)
}

/// Says whether a trainer gives courses.
#[server(prefix = "/api", endpoint = "catalogue/set_gives", output = crate::wire::Json)]
pub async fn set_gives(
    /// Which trainer.
    id: TrainerId,
    /// Whether they give courses.
    gives: bool,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::catalogue::set_trainer_gives(&ctx, id, gives).await?)
}
