//! How good an answer is, pair by pair, when the truth is known.

use std::collections::BTreeSet;

use serde::Serialize;

/// Pairs found against pairs that are true.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Pairs that are true.
    pub true_pairs: usize,
    /// Pairs that were found.
    pub found_pairs: usize,
    /// Pairs that were found and are true.
    pub right_pairs: usize,
    /// Of the pairs found, the share that is true; 1 when none was found.
    pub precision: f64,
    /// Of the true pairs, the share that was found; 1 when there is none.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// Compares pairs with the truth; the order within a pair does not matter.
#[must_use]
pub fn measure(found: &[(u32, u32)], truth: &[(u32, u32)]) -> Measured {
    let set = |pairs: &[(u32, u32)]| -> BTreeSet<(u32, u32)> {
        pairs.iter().filter(|(a, b)| a != b).map(|(a, b)| (*a.min(b), *a.max(b))).collect()
    };
    let (found, truth) = (set(found), set(truth));
    let right = found.intersection(&truth).count();
    let share = |of: usize| {
        if of == 0 { 1.0 } else { crate::num::float(right) / crate::num::float(of) }
    };
    let (precision, recall) = (share(found.len()), share(truth.len()));
    let f1 = if right == 0 && !(found.is_empty() && truth.is_empty()) {
        0.0
    } else {
        2.0 * precision * recall / (precision + recall)
    };
    Measured {
        true_pairs: truth.len(),
        found_pairs: found.len(),
        right_pairs: right,
        precision,
        recall,
        f1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_once_whatever_their_order() {
        let measured = measure(&[(1, 2), (2, 1), (3, 4)], &[(2, 1), (5, 6)]);
        assert_eq!((measured.found_pairs, measured.right_pairs), (2, 1));
        assert!((measured.f1 - 0.5).abs() < 1e-12);
        assert!((measure(&[], &[]).f1 - 1.0).abs() < 1e-12);
        assert!(measure(&[(1, 2)], &[]).f1.abs() < 1e-12);
    }
}
