//! What is sold: products and courses, who gives them, their batches and the seats in them. Everybody sees the
//! catalogue; the deals behind it are read within a scope.

mod batches;
mod goods;
mod seats;
mod trainers;

pub use batches::{
    BatchQuery, batch, batch_rows, batches_many, collides, insert_batch, lock_batch,
    set_batch_deleted, taken_code, update_batch,
};
pub use goods::{
    goods, insert_product, product, product_rows, products_many, set_product_active, update_product,
};
pub use seats::{
    SeatOf, deal_seats, enrolments_many, find_learner, first_waiting, insert_enrolment,
    insert_learner, learner, learners_of, place_of, seats_taken, set_status,
};
pub use trainers::{
    insert_trainer, lock_trainer, set_trainer_active, trainer, trainer_rows, trainers_many,
    update_trainer,
};

/// Every statement of this folder, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&[&str]] =
    &[batches::STATEMENTS, goods::STATEMENTS, seats::STATEMENTS, trainers::STATEMENTS];

/// A record of the catalogue as it stands: with its version, and whether it has been put away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved<T> {
    /// The record.
    pub record: T,
    /// Its version.
    pub version: i64,
    /// Whether it is not sold, given or held any more.
    pub is_away: bool,
}
