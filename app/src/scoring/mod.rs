//! How leads are scored, for administrators.

pub mod api;
mod page;
mod preview;
mod run;

pub use page::ScoringPage;
