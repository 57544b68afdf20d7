//! Bringing data in: the list of imports, a new one, and an import's page from its columns to its result.

pub mod api;

mod columns;
mod import_page;
mod list_page;
mod new_page;
mod plan_form;
mod preview;
mod progress;

pub use import_page::ImportPage;
pub use list_page::ImportsPage;
pub use new_page::{NewImportPage, UPLOAD};
