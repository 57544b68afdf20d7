//! Pipelines and their stages, as administrators define them.

pub mod api;

mod advance_page;
mod closing_page;
mod list_page;
mod pipeline_page;
mod requests;
mod stage_fields;
mod terms_page;

pub use advance_page::AdvancePage;
pub use closing_page::ClosingPage;
pub use list_page::PipelinesPage;
pub use pipeline_page::PipelinePage;
pub use requests::ApprovalsPage;
pub use terms_page::TermsPage;
