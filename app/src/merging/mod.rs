//! Records that may be one: the queue of suspects, and the page on which two become one.

pub mod api;

mod duplicates_page;
mod merge_page;
mod pair_card;

pub use duplicates_page::DuplicatesPage;
pub use merge_page::MergePage;
