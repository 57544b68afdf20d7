//! Selling, from the use cases: deals and the desks of those who lead, with the clock stopped.

mod deals;
mod desks;
mod past;
mod support;
