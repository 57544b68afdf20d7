//! What is known of a learned model: what it was taught, which way was chosen, and how good it is.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::desk::ChartPair;
use crate::learn::metrics::{Bin, Metrics};
use crate::text_enum::text_enum;

text_enum! {
    /// What a model says the chance of.
    ModelKind {
        /// That an open deal is won.
        Win = "win", "Deals won";
        /// That a lead becomes a customer.
        Lead = "lead", "Leads that become customers";
    }
}

text_enum! {
    /// Which way of telling a chance is in use.
    Method {
        /// Hand-set effects: there is too little history, or nothing did better.
        Expert = "expert", "Hand-set effects";
        /// Effects learned from history, drawn to the hand-set ones.
        Learned = "learned", "Learned effects";
        /// The rate of the stage, and nothing else.
        StageRates = "stage_rates", "Stage rates";
        /// The same chance for everything.
        BaseRate = "base_rate", "Base rate";
    }
}

/// How good one way of telling the chance was on cases held out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The way, as a person calls it.
    pub name: String,
    /// Its figures.
    pub metrics: Metrics,
}

/// How much a fact moves the chances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Carries {
    /// The fact, as a person calls it.
    pub name: String,
    /// The mean size of its effect in percentage points, over the cases held out.
    pub points: f64,
}

/// How good a model is, on the newest cases, which it never saw while it was learned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Measured {
    /// How many deals or leads were held out.
    pub cases: usize,
    /// As how many moments; a case is looked at more than once.
    pub examples: usize,
    /// The model in use first, then what it is measured against. Empty when there was too little to hold any out.
    pub compared: Vec<Compared>,
    /// Chances told against what happened.
    pub reliability: Vec<Bin>,
    /// What carries it, the most first.
    pub carries: Vec<Carries>,
    /// What a person should know, as sentences.
    pub notes: Vec<String>,
}

impl Measured {
    /// The figures of the model in use.
    #[must_use]
    pub fn own(&self) -> Option<Metrics> {
        self.compared.first().map(|one| one.metrics)
    }
}

/// A version of a model, without what it computes with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// What it says the chance of.
    pub kind: ModelKind,
    /// Counts from 1.
    pub version: i64,
    /// When it was learned.
    pub trained_at: DateTime<Utc>,
    /// From how many ended deals or leads.
    pub cases: i64,
    /// How many of them ended well.
    pub positives: i64,
    /// As how many moments they were looked at.
    pub examples: i64,
    /// The first day any of them existed; `None` without any.
    pub from_on: Option<NaiveDate>,
    /// The last day any of them ended.
    pub to_on: Option<NaiveDate>,
    /// Which way was chosen,
    pub method: Method,
    /// and why.
    pub reason: String,
    /// How good it is.
    pub measured: Measured,
    /// Whether scores are made with it.
    pub is_used: bool,
}

/// A kind of model on the page that says how good it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelPage {
    /// What it says the chance of.
    pub kind: ModelKind,
    /// Its newest versions, the newest first; empty before anything was learned.
    pub versions: Vec<ModelCard>,
    /// Chances told against what happened, for pages and for phones; `None` when nothing was held out.
    pub charts: Option<(ChartPair, ChartPair)>,
}

impl ModelPage {
    /// The version in use; the newest where none is.
    #[must_use]
    pub fn card(&self) -> Option<&ModelCard> {
        self.versions.iter().find(|card| card.is_used).or(self.versions.first())
    }
}
