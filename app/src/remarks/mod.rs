//! What colleagues add to an entry of a timeline: a pin, and comments.

pub mod api;

mod parts;

pub use parts::{Remarks, beside};
