//! Forms that stand on other web sites, and what was sent with them.

pub mod api;

mod edit_form;
mod entries;
mod form_page;
mod list_page;

pub use form_page::WebFormPage;
pub use list_page::WebFormsPage;
