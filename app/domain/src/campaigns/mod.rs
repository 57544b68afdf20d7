//! Where customers come from: what each campaign and source brought and cost, and where the next euro should go.
//!
//! What is absent: reading. Every figure is computed from journeys (a won deal with the campaigns its person met) and
//! cohorts (leads with the day they became customers, or that they have not yet).

mod advice;
mod attribution;
mod survival;
mod view;

pub use advice::{Advice, Channel, advise};
pub use attribution::{Journey, Model, attribute, split};
pub use survival::{Conversion, HORIZON_WEEKS, Life, conversion};
pub use view::*;
