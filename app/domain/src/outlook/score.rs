//! How good forecasts were.

use serde::{Deserialize, Serialize};

use super::Said;
use crate::num;

/// What came of some forecasts, in parts of what they forecast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// How many there were whose outcome is known and not nothing.
    pub periods: u32,
    /// The mean of their errors, each as a part of its outcome (MAPE).
    pub error: f64,
    /// The largest of these errors.
    pub worst: f64,
    /// What was said too much in all, as a part of all that came; less than nothing when it was too little.
    pub bias: f64,
    /// The share of outcomes inside of the range that should hold eight of ten.
    pub coverage: f64,
    /// The pinball loss of low, middle and high end together, as a part of the mean outcome: small is good, and a
    /// range is punished for being wide as well as for missing.
    pub pinball: f64,
}

impl Score {
    /// Of pairs of what was said and what came. An outcome of nothing has no parts, and is left out.
    ///
    /// ```
    /// use domain::outlook::{Said, Score};
    ///
    /// let said = |point: f64| Said { point, low: point - 10.0, high: point + 10.0 };
    /// let score = Score::of([(said(110.0), 100.0), (said(180.0), 200.0)]);
    /// assert!((score.error - 0.1).abs() < 1e-9 && (score.bias + 10.0 / 300.0).abs() < 1e-9);
    /// assert_eq!((score.periods, score.coverage), (2, 0.5));
    /// ```
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (Said, f64)>) -> Self {
        let known: Vec<(Said, f64)> =
            pairs.into_iter().filter(|(_, actual)| actual.abs() > f64::EPSILON).collect();
        if known.is_empty() {
            return Self::default();
        }
        let count = num::float(known.len());
        let all: f64 = known.iter().map(|(_, actual)| actual.abs()).sum();
        let errors = known.iter().map(|(said, actual)| ((said.point - actual) / actual).abs());
        let inside =
            known.iter().filter(|(said, actual)| said.low <= *actual && *actual <= said.high);
        let too_much: f64 = known.iter().map(|(said, actual)| said.point - actual).sum();
        let pinball: f64 = known.iter().map(|(said, actual)| loss(said, *actual)).sum();
        Self {
            periods: u32::try_from(known.len()).unwrap_or(u32::MAX),
            error: errors.clone().sum::<f64>() / count,
            worst: errors.fold(0.0, f64::max),
            bias: too_much / all,
            coverage: num::float(inside.count()) / count,
            pinball: pinball / all,
        }
    }

    /// The mean accuracy: what is left of one after the error, and nothing at worst.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        (1.0 - self.error).max(0.0)
    }
}

/// The mean pinball loss of the ends and the middle (Koenker and Bassett 1978).
fn loss(said: &Said, actual: f64) -> f64 {
    let of = |share: f64, quantile: f64| {
        let over = actual - quantile;
        (share * over).max((share - 1.0) * over)
    };
    (of(0.1, said.low) + of(0.5, said.point) + of(0.9, said.high)) / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_there_is_no_score() {
        assert_eq!(Score::of([]), Score::default());
        assert_eq!(Score::of([(Said::default(), 0.0)]).periods, 0);
    }

    #[test]
    fn a_narrow_range_that_holds_loses_less_than_a_wide_one() {
        let with = |reach: f64| {
            Score::of([(Said { point: 100.0, low: 100.0 - reach, high: 100.0 + reach }, 100.0)])
        };
        assert!(with(5.0).pinball < with(50.0).pinball);
    }
}
