//! What is found by a name.

use serde::{Deserialize, Serialize};

/// How many records of a kind are shown: more than that is a list.
pub const HITS: usize = 6;

/// The shortest text that is searched for, in characters.
pub const SHORTEST: usize = 2;

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The record's id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What tells it from others of that name.
    pub about: String,
}

/// What was found, each kind in the order of its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// People.
    pub leads: Vec<Hit>,
    /// Deals, closed ones too.
    pub deals: Vec<Hit>,
    /// Organisations.
    pub companies: Vec<Hit>,
}
