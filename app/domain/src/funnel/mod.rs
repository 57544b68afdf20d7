//! The funnel of a cohort: leads that came in a period, by how far they got, what did not go on, and how long it took.
//!
//! Counted are distinct leads, lost ones included, by the furthest they ever came: a lead that is a customer passed every
//! step before. What is absent: reading, and a clock.

mod health;
mod steps;
mod view;
mod wait;

pub use health::{BEFORE, Course, Health, HealthPart, health};
pub use steps::{Cut, Reached, Step, cuts, steps};
pub use view::{FunnelDepth, FunnelPage};
pub use wait::{Fate, Wait, Watch, wait};
