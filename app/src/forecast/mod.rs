//! The forecast: what a period will bring, how that sum is made, and how right it was before.

pub mod api;

mod cuts;
mod math;
mod moves;
mod page;
mod people;
mod people_forms;
mod record;
mod record_figure;
mod record_run;
mod scenario_forms;
mod scenarios;

pub use moves::href as moved_href;
pub use page::ForecastPage;
