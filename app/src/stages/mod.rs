//! Pipelines and their stages, as administrators define them.

pub mod api;

mod advance_page;
mod list_page;
mod pipeline_page;
mod stage_fields;

pub use advance_page::AdvancePage;
pub use list_page::PipelinesPage;
pub use pipeline_page::PipelinePage;
