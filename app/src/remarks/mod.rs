//! What belongs to a timeline: pins and comments of colleagues, and who of us talked to whom.

pub mod api;

mod parts;
mod relations;

pub use parts::{Remarks, beside};
pub use relations::Relations;
