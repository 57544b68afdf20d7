//! A fitted model: chances for rows it has not seen.

use serde::{Deserialize, Serialize};

use super::encode::Encoder;
use super::logistic;
use super::table::Table;
use crate::num::logistic as chance_of;

/// No chance of an open case is nearer to 0 or 1 than this.
const FARTHEST: f64 = 0.001;

/// What a model turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The share of yes, the same for everyone: nothing known tells the outcomes apart, or there is too little to learn.
    BaseRate,
    /// Logistic regression with an L2 penalty.
    Linear,
}

impl Kind {
    /// How a person calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::BaseRate => "base rate",
            Self::Linear => "logistic regression",
        }
    }
}

/// What is known of the training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// On how many rows.
    pub rows: usize,
    /// How many of them were a yes.
    pub yes: usize,
    /// The L2 penalty that was best on held-out rows; 0 for the base rate.
    pub penalty: f64,
    /// After how many rows a row counts half; `None` when all count the same.
    pub half_life: Option<f64>,
    /// Log loss of the chosen model on rows held out while it was chosen; 0 when there were too few.
    pub held_out_log_loss: f64,
    /// Log loss of the base rate on the same rows.
    pub held_out_base_log_loss: f64,
    /// What a person should know, as sentences.
    pub notes: Vec<String>,
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    pub(super) kind: Kind,
    pub(super) encoder: Encoder,
    pub(super) weights: Vec<f64>,
    /// Log odds are multiplied by this, and
    pub(super) slope: f64,
    /// this is added.
    pub(super) shift: f64,
    pub(super) trained: Trained,
}

impl Model {
    /// What it turned out to be.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// What is known of its training.
    #[must_use]
    pub const fn trained(&self) -> &Trained {
        &self.trained
    }

    /// The chances of these rows of a table, strictly between 0 and 1. Columns are found by name; what is not there
    /// counts as missing, words never met as rare.
    #[must_use]
    pub fn chances(&self, table: &Table, rows: &[usize]) -> Vec<f64> {
        let matrix = self.encoder.encode(table, rows);
        let chance = |row: usize| {
            let margin = logistic::margin(&matrix, row, &self.weights);
            chance_of(self.shift + self.slope * margin).clamp(FARTHEST, 1.0 - FARTHEST)
        };
        (0..rows.len()).map(chance).collect()
    }
}
