//! What must hold of the brain for every input, and what it says to known ones.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its input has failed")]

mod arbitrary;
mod bad_history;
mod explain;
mod fair;
mod forecast;
mod funnel;
mod golden;
mod lead_model;
mod moved;
mod queue;
mod rhythm;
mod scoring;
mod vader;
mod win;
