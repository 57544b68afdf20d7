//! How far the leads of a period came, what did not go on, and how long it took.

pub mod api;

mod cuts;
mod page;
mod parts;

pub use page::FunnelPage;
