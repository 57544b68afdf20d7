//! Warnings on deals, for whoever can do something about them.

pub mod api;
mod page;
mod see_to;

pub use page::RisksPage;
pub use see_to::SeeTo;
