//! Setting chances right on cases that were held out (Platt 1999), drawn towards leaving them as they are.

use super::choose::{Judged, is_better};
use super::fit::Order;
use crate::num::logistic;

/// Log odds become `shift + slope * log odds`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    pub shift: f64,
    pub slope: f64,
}

impl Line {
    /// Leaves everything as it is.
    pub(crate) const NONE: Self = Self { shift: 0.0, slope: 1.0 };

    /// The log odds, set right.
    pub(crate) fn set(self, margin: f64) -> f64 {
        self.shift + self.slope * margin
    }
}

/// How firmly a line is held to leaving chances as they are: one over the squared spread that is expected of each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Belief {
    pub shift: f64,
    pub slope: f64,
}

impl Belief {
    /// Of chances that nothing is known about.
    const LITTLE: Self = Self { shift: 1.0, slope: 5.0 };
}

/// The line that fits these log odds and outcomes best, or none where it does not help on rounds it was not fitted to:
/// on the later ones where `order` is time, on each of the others where it means nothing.
pub(super) fn calibrate(judged: &Judged, order: Order) -> Line {
    let others = |round: usize| -> Vec<(f64, bool)> {
        let teaches = |other: usize| match order {
            Order::Time => other < round,
            Order::None => other != round,
        };
        let cases = judged.iter().enumerate().filter(|(other, _)| teaches(*other));
        cases.flat_map(|(_, cases)| cases.iter().copied()).collect()
    };
    let set: Judged = judged
        .iter()
        .enumerate()
        .map(|(round, cases)| {
            let line = fit(&others(round));
            cases.iter().map(|(margin, yes)| (line.set(*margin), *yes)).collect()
        })
        .collect();
    // The first round in time has nothing before it to learn from.
    let from = usize::from(order == Order::Time).min(judged.len());
    let (set, as_is) = (set.get(from..), judged.get(from..));
    if is_better(set.unwrap_or_default(), as_is.unwrap_or_default()) {
        fit(&judged.concat())
    } else {
        Line::NONE
    }
}

/// The same of chances that nothing is known about.
pub(crate) fn fit(judged: &[(f64, bool)]) -> Line {
    fit_held(judged, 1.0, Belief::LITTLE)
}

/// Newton's method on two weights, with a pull towards [`Line::NONE`]. Each case counts as `weight` cases.
pub(crate) fn fit_held(judged: &[(f64, bool)], weight: f64, belief: Belief) -> Line {
    let mut line = Line::NONE;
    for _ in 0..20 {
        let (mut g0, mut g1) = (belief.shift * line.shift, belief.slope * (line.slope - 1.0));
        let (mut h00, mut h01, mut h11) = (belief.shift, 0.0, belief.slope);
        for (margin, yes) in judged {
            let chance = logistic(line.set(*margin));
            let error = weight * (chance - f64::from(u8::from(*yes)));
            let curve = weight * chance * (1.0 - chance);
            g0 += error;
            g1 += error * margin;
            h00 += curve;
            h01 += curve * margin;
            h11 += curve * margin * margin;
        }
        let area = h00 * h11 - h01 * h01;
        if area <= 1e-12 {
            break;
        }
        let (step0, step1) = ((h11 * g0 - h01 * g1) / area, (h00 * g1 - h01 * g0) / area);
        // A line that turns the order round is no calibration.
        line = Line {
            shift: (line.shift - step0).clamp(-5.0, 5.0),
            slope: (line.slope - step1).clamp(0.05, 3.0),
        };
        if step0.abs() + step1.abs() < 1e-8 {
            break;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounds(true_slope: f64) -> Judged {
        let case = |n: u32| {
            let margin = f64::from(n % 100) / 25.0 - 2.0;
            (margin, f64::from(n * 7_919 % 2_000) / 2_000.0 < logistic(true_slope * margin))
        };
        (0..4).map(|round| (round * 500..(round + 1) * 500).map(case).collect()).collect()
    }

    #[test]
    fn chances_that_claim_too_much_are_drawn_in() {
        for order in [Order::Time, Order::None] {
            let line = calibrate(&rounds(0.4), order);
            assert!((line.slope - 0.4).abs() < 0.1, "{line:?}");
        }
    }

    #[test]
    fn chances_that_are_right_are_left_alone() {
        for order in [Order::Time, Order::None] {
            assert_eq!(calibrate(&rounds(1.0), order), Line::NONE);
            assert_eq!(calibrate(&Vec::new(), order), Line::NONE);
            assert_eq!(calibrate(&vec![vec![(1.0, true)]], order), Line::NONE);
        }
    }
}
