//! Deals: board, list, and the page of one deal.

pub mod api;

mod board;
mod deal_card;

pub use board::Board;
