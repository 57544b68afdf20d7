//! What history made of the weights of the four parts, and the chance that a lead becomes a customer.
//!
//! Log odds of a lead = `shift` + the sum of `pulls` times its sub-scores. The pulls in proportion are the weights of the
//! score, so that the score is the same log odds on a scale of 0 to 100, and its grades are bands of the chance.

use serde::{Deserialize, Serialize};

use super::{GradeThresholds, LeadScore, Part, Score, Weights};
use crate::explain::apportion;
use crate::models::Method;
use crate::num::logistic;
use crate::ratio::Ratio;

/// No lead is certain, and none is lost for good.
pub(super) const WITHIN: (f64, f64) = (0.002, 0.98);
/// z of a range that holds the truth eight times of ten.
const EIGHT_OF_TEN: f64 = 1.281_551_565_544_9;

/// Leads that were told alike, and what became of them: of those held out, so that the model never saw them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// The lowest chance any of them was told.
    pub from: f64,
    /// The highest.
    pub to: f64,
    /// How many there were.
    pub leads: u32,
    /// How many of them became customers.
    pub customers: u32,
}

/// What the installation's own leads taught.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadModel {
    /// The way that was chosen.
    pub method: Method,
    /// The expert's weights it was drawn to. Under others it waits until it is learned anew.
    pub prior: Weights,
    /// What a full sub-score adds in log odds, in the order of [`Part::ALL`]; never below 0.
    pub pulls: [f64; 4],
    /// The log odds of a lead with nothing to its name.
    pub shift: f64,
    /// Within how many days they become customers.
    pub days: u16,
    /// Leads told alike, the lowest chances first.
    pub bands: Vec<Band>,
}

impl LeadModel {
    /// The weights of the score, where `set` are the administrator's: those that were learned, in whole percent, or the
    /// administrator's own where these were not learned from or nothing else did better.
    #[must_use]
    pub fn weights(&self, set: Weights) -> Weights {
        let sum: f64 = self.pulls.iter().sum();
        if self.method != Method::Learned || set != self.prior || !(sum.is_finite() && sum > 0.0) {
            return set;
        }
        let shares = apportion(&self.pulls.map(|pull| 100.0 * pull / sum), 100);
        let mut shares = shares.into_iter().map(|share| u16::try_from(share).unwrap_or(0));
        let [behaviour, demographic, fit, engagement] =
            std::array::from_fn(|_| shares.next().unwrap_or(0));
        Weights { behaviour, demographic, fit, engagement }
    }

    /// The chance of a lead with these sub-scores, in the order of [`Part::ALL`].
    #[must_use]
    pub fn chance(&self, parts: [u8; 4]) -> f64 {
        logistic(margin(self.shift, &self.pulls, parts)).clamp(WITHIN.0, WITHIN.1)
    }

    /// What is told of a lead with this score.
    #[must_use]
    pub fn odds(&self, score: &LeadScore) -> LeadOdds {
        let chance = self.chance(parts_of(score));
        let band = self.bands.iter().find(|band| chance <= band.to).or(self.bands.last()).copied();
        let band = band.unwrap_or(Band { from: 0.0, to: 1.0, leads: 0, customers: 0 });
        let (low, high) = range(band.customers, band.leads);
        LeadOdds {
            chance: Ratio::from_model(chance),
            low: Ratio::from_model(low.min(chance)),
            high: Ratio::from_model(high.max(chance)),
            told: (Ratio::from_model(band.from), Ratio::from_model(band.to)),
            leads: band.leads,
            customers: band.customers,
            days: self.days,
        }
    }

    /// What a lead is told whose four sub-scores stand at each border of a grade: A, B and C.
    #[must_use]
    pub fn borders(&self, grades: GradeThresholds) -> [f64; 3] {
        [grades.a, grades.b, grades.c].map(|score| self.chance([score.get(); 4]))
    }
}

/// The four sub-scores, in the order of [`Part::ALL`].
fn parts_of(score: &LeadScore) -> [u8; 4] {
    let of = |part| score.parts.iter().find(|sub| sub.part == part).map_or(Score::MIN, |s| s.score);
    [Part::Behaviour, Part::Demographic, Part::Fit, Part::Engagement].map(|part| of(part).get())
}

pub(super) fn margin(shift: f64, pulls: &[f64; 4], parts: [u8; 4]) -> f64 {
    let sum: f64 = pulls.iter().zip(parts).map(|(pull, part)| pull * f64::from(part) / 100.0).sum();
    shift + sum
}

/// The share that so many of so many stand for, eight times of ten (Wilson 1927).
fn range(yes: u32, all: u32) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, z) = (f64::from(all), EIGHT_OF_TEN);
    let share = f64::from(yes.min(all)) / n;
    let middle = share + z * z / (2.0 * n);
    let half = z * libm::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
    let whole = 1.0 + z * z / n;
    (((middle - half) / whole).max(0.0), ((middle + half) / whole).min(1.0))
}

/// What the model says of one lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadOdds {
    /// The chance that it becomes a customer.
    pub chance: Ratio,
    /// Eight times of ten the share of leads told alike lies above this,
    pub low: Ratio,
    /// and below this.
    pub high: Ratio,
    /// What those told alike were told: from, to.
    pub told: (Ratio, Ratio),
    /// How many of them there were, of the leads held out.
    pub leads: u32,
    /// How many of them became customers.
    pub customers: u32,
    /// Within how many days.
    pub days: u16,
}

impl LeadOdds {
    /// "Of 112 leads we told 9 to 14 %, 12 became customers."
    #[must_use]
    pub fn basis(&self) -> String {
        let (from, to) = (self.told.0.percent(), self.told.1.percent());
        let told = if from == to { format!("{from} %") } else { format!("{from} to {to} %") };
        let were = if self.customers == 1 { "customer" } else { "customers" };
        format!("Of {} leads we told {told}, {} became {were}.", self.leads, self.customers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(pulls: [f64; 4]) -> LeadModel {
        let band = |from, to, customers| Band { from, to, leads: 100, customers };
        LeadModel {
            method: Method::Learned,
            prior: Weights::default(),
            pulls,
            shift: -4.0,
            days: 180,
            bands: vec![band(0.01, 0.05, 3), band(0.06, 0.40, 20)],
        }
    }

    #[test]
    fn learned_weights_are_whole_percents_of_the_pulls() {
        let weights = model([1.0, 1.0, 1.0, 3.0]).weights(Weights::default());
        assert_eq!(weights, Weights { behaviour: 17, demographic: 17, fit: 16, engagement: 50 });
        let nothing = model([0.0; 4]).weights(Weights::default());
        assert_eq!(nothing, Weights::default());
    }

    #[test]
    fn other_weights_of_the_administrator_count_until_they_were_learned_from() {
        let set = Weights { fit: 35, engagement: 20, ..Weights::default() };
        assert_eq!(model([1.0; 4]).weights(set), set);
        let by_points = LeadModel { method: Method::Expert, ..model([1.0; 4]) };
        assert_eq!(by_points.weights(Weights::default()), Weights::default());
    }

    #[test]
    fn a_chance_rises_with_every_part_and_is_never_certain() {
        let model = model([1.0, 0.0, 2.0, 300.0]);
        assert!(model.chance([50, 0, 0, 0]) < model.chance([60, 0, 0, 0]));
        assert!((model.chance([255; 4]) - WITHIN.1).abs() < 1e-12);
        assert!((model.chance([0; 4]) - logistic(-4.0)).abs() < 1e-12);
        let [a, b, c] = model.borders(GradeThresholds::default());
        assert!(a >= b && b >= c);
    }

    #[test]
    fn a_range_holds_the_share_and_narrows_with_cases() {
        let (low, high) = range(10, 100);
        assert!(low < 0.1 && 0.1 < high);
        let (lower, higher) = range(1, 10);
        assert!(lower < low && high < higher);
        assert_eq!(range(0, 0), (0.0, 1.0));
        assert!(range(0, 5).0.abs() < 1e-12 && range(9, 5).1 <= 1.0);
    }
}
