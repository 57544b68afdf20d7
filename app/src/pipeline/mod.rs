//! Deals: board, list, and the page of one deal.

pub mod api;

mod board;
mod bulk_bar;
mod columns;
mod deal_beside;
mod deal_card;
mod deal_forms;
mod deal_page;
mod deal_parts;
mod deal_table;
mod ends;
mod list_page;
mod moves;
mod odds_panel;
mod past;
mod past_deal;

pub use board::Board;
pub use deal_page::DealPage;
pub use list_page::DealsPage;
pub use moves::Moves;
pub use past::PastBoardView;
