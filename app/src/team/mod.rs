//! People: what each did, and a comparison that is fair.

pub mod api;
mod fair_table;
mod page;

pub use page::TeamPage;
