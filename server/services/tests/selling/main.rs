//! Selling, from the use cases: deals and the desks of those who lead, with the clock stopped.

mod deals;
mod desks;
mod funnel;
mod past;
mod support;
