//! The desks: what each role sees first in the morning.

pub mod api;

mod ceo_levers;
mod ceo_overview;
mod ceo_revenue;
mod manager_pipeline;

pub use ceo_overview::CeoOverviewPage;
pub use manager_pipeline::ManagerPipelinePage;
