//! Targets of a year, in a grid.

pub mod api;

mod page;

pub use page::QuotasPage;
