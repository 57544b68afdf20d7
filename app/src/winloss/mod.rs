//! Why deals are won and lost.

pub mod api;

mod page;
mod parts;

pub use page::WinLossPage;
