//! How good the learned chances are.

pub mod api;

mod comparison;
mod page;

pub use page::ModelsPage;
