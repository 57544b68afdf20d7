//! Bringing data in from files.

mod progress;

pub use progress::Progress;
