//! A logistic regression around given log odds, with a ridge towards them and coefficients kept within bounds.

use crate::num;

/// What is learned from: as many cells as coefficients for each row, one row after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub width: usize,
    pub cells: Vec<f64>,
    /// The log odds each row starts from.
    pub given: Vec<f64>,
    /// 1 for a yes, 0 for a no.
    pub happened: Vec<f64>,
}

impl Rows {
    fn each(&self) -> impl Iterator<Item = (&[f64], f64, f64)> {
        let rows = self.cells.chunks_exact(self.width.max(1));
        rows.zip(&self.given).zip(&self.happened).map(|((row, given), yes)| (row, *given, *yes))
    }
}

/// How a coefficient is held: the ridge that draws it to 0, the least and the most it may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub ridge: f64,
    pub least: f64,
    pub most: f64,
}

/// Newton steps at most.
const STEPS: usize = 25;
/// A step that moves no coefficient further is the last.
const STILL: f64 = 1e-4;

pub(crate) fn dot(row: &[f64], weights: &[f64]) -> f64 {
    row.iter().zip(weights).map(|(cell, weight)| cell * weight).sum()
}

/// The coefficients with the smallest loss. Each Newton step minimises the local parabola within the bounds, one
/// coefficient after the other (the parabola is convex, so that this ends at its minimum), and is halved until the loss
/// falls.
pub(crate) fn solve(rows: &Rows, held: &[Held]) -> Vec<f64> {
    let mut weights = vec![0.0; rows.width];
    let mut best = loss(rows, held, &weights);
    for _ in 0..STEPS {
        let (slopes, bends) = derivatives(rows, held, &weights);
        let step = minimise(&slopes, &bends, held, &weights);
        let mut part = 1.0;
        let mut moved = 0.0;
        while part > 0.01 {
            let next: Vec<f64> = weights.iter().zip(&step).map(|(w, s)| w + part * s).collect();
            let at = loss(rows, held, &next);
            if at < best {
                moved = step.iter().fold(0.0, |most: f64, s| most.max((part * s).abs()));
                (weights, best) = (next, at);
                break;
            }
            part *= 0.5;
        }
        if moved < STILL {
            break;
        }
    }
    weights
}

fn loss(rows: &Rows, held: &[Held], weights: &[f64]) -> f64 {
    let of_rows: f64 = rows
        .each()
        .map(|(row, given, yes)| {
            let odds = given + dot(row, weights);
            let wrong = if yes > 0.5 { -odds } else { odds };
            // ln(1 + e^x) without overflow.
            wrong.max(0.0) + libm::log1p(libm::exp(-wrong.abs()))
        })
        .sum();
    let size: f64 = weights.iter().zip(held).map(|(w, held)| held.ridge * w * w).sum();
    of_rows + 0.5 * size
}

/// First and second derivatives of the loss.
fn derivatives(rows: &Rows, held: &[Held], weights: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut slopes: Vec<f64> = weights.iter().zip(held).map(|(w, held)| held.ridge * w).collect();
    // Only what lies on and below the diagonal is summed up.
    let mut bends: Vec<Vec<f64>> = (1..=rows.width).map(|width| vec![0.0; width]).collect();
    for (row, given, yes) in rows.each() {
        let chance = num::logistic(given + dot(row, weights));
        let (error, bend) = (chance - yes, chance * (1.0 - chance));
        for ((cell, slope), line) in row.iter().zip(&mut slopes).zip(&mut bends) {
            if *cell == 0.0 {
                continue;
            }
            *slope += error * cell;
            let times = bend * cell;
            line.iter_mut().zip(row).for_each(|(bend, other)| *bend += times * other);
        }
    }
    for (line, held) in bends.iter_mut().zip(held) {
        if let Some(own) = line.last_mut() {
            *own += held.ridge + 1e-9;
        }
    }
    let full = (0..rows.width)
        .map(|place| {
            (0..rows.width)
                .map(|other| {
                    let line = bends.get(place.max(other));
                    line.and_then(|line| line.get(place.min(other))).copied().unwrap_or(0.0)
                })
                .collect()
        })
        .collect();
    (slopes, full)
}

fn minimise(slopes: &[f64], bends: &[Vec<f64>], held: &[Held], weights: &[f64]) -> Vec<f64> {
    let mut step = vec![0.0; weights.len()];
    let mut slopes = slopes.to_vec();
    for _ in 0..200 {
        let mut moved = 0.0_f64;
        for (place, (line, held)) in bends.iter().zip(held).enumerate() {
            let (Some(weight), Some(slope), Some(own), Some(so_far)) = (
                weights.get(place),
                slopes.get(place).copied(),
                line.get(place).copied(),
                step.get_mut(place),
            ) else {
                continue;
            };
            let wanted = (*so_far - slope / own).clamp(held.least - weight, held.most - weight);
            let by = wanted - *so_far;
            if by == 0.0 {
                continue;
            }
            *so_far = wanted;
            moved = moved.max(by.abs());
            slopes.iter_mut().zip(line).for_each(|(slope, bend)| *slope += bend * by);
        }
        if moved < STILL / 10.0 {
            break;
        }
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cases: &[(f64, f64)], times: usize) -> Rows {
        let mut rows = Rows { width: 2, ..Rows::default() };
        for (cell, rate) in cases {
            for n in 0..times {
                rows.cells.extend([1.0, *cell]);
                rows.given.push(0.0);
                rows.happened.push(f64::from(u8::from(num::float(n) < rate * num::float(times))));
            }
        }
        rows
    }

    const FREE: Held = Held { ridge: 0.01, least: -9.0, most: 9.0 };

    #[test]
    fn rates_are_found() {
        let weights = solve(&rows(&[(0.0, 0.2), (1.0, 0.8)], 1_000), &[FREE, FREE]);
        assert!((num::logistic(weights[0]) - 0.2).abs() < 0.001, "{weights:?}");
        assert!((num::logistic(weights[0] + weights[1]) - 0.8).abs() < 0.001, "{weights:?}");
    }

    #[test]
    fn a_bound_is_kept_and_the_rest_makes_the_best_of_it() {
        let down = Held { most: 0.0, ..FREE };
        let weights = solve(&rows(&[(0.0, 0.2), (1.0, 0.8)], 1_000), &[FREE, down]);
        assert!(weights[1].abs() < 1e-9 && weights[0].abs() < 0.001, "{weights:?}");
    }

    #[test]
    fn a_strong_ridge_leaves_things_as_they_were_given() {
        let held = Held { ridge: 1e9, ..FREE };
        let weights = solve(&rows(&[(0.0, 0.2), (1.0, 0.8)], 100), &[held, held]);
        assert!(weights.iter().all(|weight| weight.abs() < 1e-3), "{weights:?}");
        assert_eq!(solve(&Rows { width: 1, ..Rows::default() }, &[FREE]), [0.0]);
    }
}
