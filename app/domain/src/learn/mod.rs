//! Learning the chance of a yes-or-no outcome from a table of facts: the product's own learner.
//!
//! [`Table`] holds the facts, [`learn`] fits a [`Model`] to the outcomes of some of its rows, and [`metrics`] says how
//! good its chances are on rows it never saw. Everything is pure and repeatable: the same rows in the same order give
//! the same digits. What is absent: reading files (`services`), deciding which facts were known when, randomness.

pub mod baseline;
mod boost;
pub(crate) mod calibrate;
mod choose;
mod encode;
mod fit;
mod leak;
mod logistic;
pub mod metrics;
mod model;
mod recent;
pub(crate) mod solve;
pub mod split;
mod table;

pub use fit::{Order, Settings, learn};
pub use leak::{Leak, find_leaks};
pub use model::{Kind, Model, Trained};
pub use table::{Column, Table, UnevenTable, Values};
