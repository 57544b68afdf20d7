//! Going anywhere by a few letters: pages, records and actions, in a window over any page or on a page of its own.
//!
//! What is absent: an index of its own. Records are found by the queries of their lists, within the same scope.

pub mod api;

mod entries;
mod help;
mod overlay;
mod palette;
mod recent;
mod search_page;

pub use help::KeyHelp;
pub use overlay::{Overlay, Overlays, SearchButton};
pub use palette::Palette;
pub use search_page::SearchPage;
