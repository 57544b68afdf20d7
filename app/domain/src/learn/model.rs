//! A fitted model: chances for rows it has not seen.

use serde::{Deserialize, Serialize};

use super::boost::{self, Forest};
use super::encode::Encoder;
use super::logistic;
use super::table::Table;
use crate::num::logistic as chance_of;

/// No chance of an open case is nearer to 0 or 1 than this.
const FARTHEST: f64 = 0.001;

/// What a model turned out to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The share of yes, the same for everyone: nothing known tells the outcomes apart, or there is too little to learn.
    #[default]
    BaseRate,
    /// Logistic regression with an L2 penalty.
    Linear,
    /// Boosted trees.
    Trees,
    /// Both, their log odds averaged.
    Blend,
}

impl Kind {
    /// How a person calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::BaseRate => "base rate",
            Self::Linear => "logistic regression",
            Self::Trees => "boosted trees",
            Self::Blend => "logistic regression and boosted trees",
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
    /// How many of the newest rows set the level; `None` when all of them do.
    pub newest: Option<usize>,
    /// How many trees.
    pub trees: usize,
    /// How much the trees say, from 0 to 1.
    pub share_of_trees: f64,
    /// Whether chances were set right on held-out rows.
    pub calibrated: bool,
    /// Log loss of the chosen model on rows held out while it was chosen; 0 when there were too few.
    pub held_out_log_loss: f64,
    /// Log loss of the base rate on the same rows.
    pub held_out_base_log_loss: f64,
    /// What a person should know, as sentences.
    pub notes: Vec<String>,
}

/// A fitted model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    pub(super) kind: Kind,
    pub(super) encoder: Encoder,
    pub(super) weights: Vec<f64>,
    pub(super) fine: Encoder,
    pub(super) forest: Forest,
    /// How much the trees say, from 0 to 1.
    pub(super) share: f64,
    /// Log odds are multiplied by this, and
    pub(super) slope: f64,
    /// this is added.
    pub(super) shift: f64,
    pub(super) trained: Trained,
}

impl Model {
    /// The same chance for everyone.
    pub(super) fn constant(log_odds: f64) -> Self {
        Self { weights: vec![log_odds], slope: 1.0, ..Self::default() }
    }

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
        let chance = |margin: f64| {
            chance_of(self.shift + self.slope * margin).clamp(FARTHEST, 1.0 - FARTHEST)
        };
        self.margins(table, rows).into_iter().map(chance).collect()
    }

    /// The log odds of these rows, before they are set right.
    pub(super) fn margins(&self, table: &Table, rows: &[usize]) -> Vec<f64> {
        let mut margins = vec![0.0; rows.len()];
        if self.share < 1.0 {
            let matrix = self.encoder.encode(table, rows);
            for (row, margin) in margins.iter_mut().enumerate() {
                *margin += (1.0 - self.share) * logistic::margin(&matrix, row, &self.weights);
            }
        }
        if self.share > 0.0 {
            let matrix = self.fine.encode(table, rows);
            let firsts = boost::firsts(&self.fine);
            for (row, margin) in margins.iter_mut().enumerate() {
                *margin += self.share * self.forest.margin(&matrix, row, &firsts);
            }
        }
        margins
    }
}
