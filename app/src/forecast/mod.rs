//! The forecast: what a period will bring, how that sum is made, and how right it was before.

pub mod api;

mod cuts;
mod math;
mod page;
mod record;
mod record_figure;
mod record_run;

pub use page::ForecastPage;
