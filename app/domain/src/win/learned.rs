//! What history made of the hand-set effects: a multiple of each, and a curve on top.
//!
//! Log odds of a deal = `shift + slope * (stage's rate, corrected by its curve + sum of effects)`. Without history each
//! multiple is 1, each curve flat, and the chance is the expert's.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::basis::{STAGE, Scale, place, scale, taken};
use super::config::WinConfig;
use super::effects::{self, FACTORS};
use super::{DealSignals, OPEN};
use crate::explain::Factor;
use crate::ids::StageId;
use crate::models::Method;
use crate::num;

/// What is learned of one factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What its hand-set effect is multiplied by; 1 changes nothing.
    pub hand_set: f64,
    /// What each step between knots adds, in log odds.
    pub steps: Vec<f64>,
    /// Added where the fact is not known.
    pub absent: f64,
}

impl Default for Curve {
    fn default() -> Self {
        Self { hand_set: 1.0, steps: Vec::new(), absent: 0.0 }
    }
}

impl Curve {
    fn at(&self, scale: Scale, place: impl Fn() -> Option<f64>) -> f64 {
        if self.steps.is_empty() {
            return 0.0;
        }
        match place() {
            Some(place) => {
                self.steps.iter().zip(taken(scale, place)).map(|(step, part)| step * part).sum()
            }
            None => self.absent,
        }
    }
}

/// The quartiles of the days from a stage to won.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysToWin {
    /// A quarter of deals that are won take no longer.
    pub p25: u16,
    /// Half of them.
    pub p50: u16,
    /// Three quarters of them.
    pub p75: u16,
}

/// What an installation's own ended deals taught.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Learned {
    /// The way that was chosen.
    pub method: Method,
    /// From how many ended deals.
    pub deals: u32,
    /// The corrections of the stage's rate.
    pub stage: Curve,
    /// The curves of factors; missing ones change nothing.
    pub curves: BTreeMap<Factor, Curve>,
    /// Log odds are multiplied by this, and
    pub slope: f64,
    /// this is added: set on the newest deals.
    pub shift: f64,
    /// How long won deals took from a stage on.
    pub days_to_win: BTreeMap<StageId, DaysToWin>,
}

impl Default for Learned {
    fn default() -> Self {
        Self {
            method: Method::Expert,
            deals: 0,
            stage: Curve::default(),
            curves: BTreeMap::new(),
            slope: 1.0,
            shift: 0.0,
            days_to_win: BTreeMap::new(),
        }
    }
}

/// A deal's log odds, in parts.
pub(super) struct Parts {
    /// Of the stage, set right.
    pub base: f64,
    /// Of each factor; `None` where it does not apply.
    pub pulls: [Option<f64>; FACTORS.len()],
}

impl Parts {
    /// All pulls together.
    pub(super) fn pull(&self) -> f64 {
        self.pulls.iter().flatten().sum()
    }

    /// The chance they come to.
    pub(super) fn chance(&self) -> f64 {
        num::logistic(self.base + self.pull()).clamp(OPEN.0, OPEN.1)
    }
}

impl Learned {
    /// The chance alone, without reasons: the same as [`super::win_probability_by`] says, before it is rounded.
    #[must_use]
    pub fn chance(&self, deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> f64 {
        self.parts(deal, config, now).chance()
    }

    pub(super) fn parts(
        &self,
        deal: &DealSignals,
        config: &WinConfig,
        now: DateTime<Utc>,
    ) -> Parts {
        let rate = num::logit(stage_rate(deal, config));
        let base = match self.method {
            Method::BaseRate => self.shift,
            _ => self.shift + self.slope * (rate + self.stage.at(STAGE, || Some(rate))),
        };
        let mut pulls = effects::pulls(deal, config, now);
        if matches!(self.method, Method::BaseRate | Method::StageRates) {
            return Parts {
                base: base.clamp(num::logit(OPEN.0), num::logit(OPEN.1)),
                pulls: [None; FACTORS.len()],
            };
        }
        for (pull, factor) in pulls.iter_mut().zip(FACTORS) {
            let Some(curve) = self.curves.get(&factor) else {
                *pull = pull.map(|pull| self.slope * pull);
                continue;
            };
            let hand_set = pull.map(|pull| pull * curve.hand_set);
            let learned = curve.at(scale(factor), || place(factor, deal, config, now));
            let sum = self.slope * (hand_set.unwrap_or(0.0) + learned);
            *pull = (hand_set.is_some() || sum != 0.0).then_some(sum);
        }
        Parts { base: base.clamp(num::logit(OPEN.0), num::logit(OPEN.1)), pulls }
    }
}

/// The share won of deals in the stage, drawn to the stage's default.
pub(super) fn stage_rate(deal: &DealSignals, config: &WinConfig) -> f64 {
    let default = deal.stage_default.to_model().clamp(OPEN.0, OPEN.1);
    deal.stage.shrunk(default, f64::from(config.stage_strength)).clamp(OPEN.0, OPEN.1)
}
