//! Logistic regression with an L2 penalty, by Newton's method with conjugate gradients (Lin, Weng and Keerthi 2008).
//!
//! Memory beyond the rows is a handful of vectors as long as the weights, whatever the number of levels.

use super::encode::Matrix;
use crate::num::logistic;

/// Newton steps at most; a warm start needs two or three.
const STEPS: usize = 25;
/// Conjugate gradient steps at most within one Newton step.
const INNER: usize = 40;
/// Done when the gradient is this small a part of what it was without weights.
const TOLERANCE: f64 = 1e-4;

/// Weights: the intercept first, then one per slot, then one per figure.
pub(super) type Weights = Vec<f64>;

/// Rows that teach: places in a matrix, each with its outcome and how much it counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Lesson {
    pub place: usize,
    pub yes: bool,
    pub counts: f64,
}

/// The log odds of a row.
pub(super) fn margin(matrix: &Matrix, row: usize, weights: &[f64]) -> f64 {
    let (hot, lines) = matrix.row(row);
    let (intercept, rest) = weights.split_first().unwrap_or((&0.0, &[]));
    let (slots, figures) = rest.split_at_checked(matrix.slots).unwrap_or((rest, &[]));
    let words: f64 = hot.iter().map(|slot| slots.get(*slot as usize).copied().unwrap_or(0.0)).sum();
    let numbers: f64 = lines.iter().zip(figures).map(|(line, weight)| line * weight).sum();
    intercept + words + numbers
}

/// Adds `by` times the row to `sums`.
fn add(matrix: &Matrix, row: usize, by: f64, sums: &mut [f64]) {
    let (hot, lines) = matrix.row(row);
    let Some((intercept, rest)) = sums.split_first_mut() else { return };
    let Some((slots, figures)) = rest.split_at_mut_checked(matrix.slots) else { return };
    *intercept += by;
    for slot in hot {
        if let Some(sum) = slots.get_mut(*slot as usize) {
            *sum += by;
        }
    }
    lines.iter().zip(figures).for_each(|(line, sum)| *sum += by * line);
}

/// Fits the weights that make `sum counts * loss + penalty / 2 * |weights|^2` least, beginning at `start`; the
/// intercept is free.
pub(super) fn fit(matrix: &Matrix, lessons: &[Lesson], penalty: f64, start: &[f64]) -> Weights {
    let width = matrix.width() + 1;
    let mut weights = start.to_vec();
    weights.resize(width, 0.0);
    let mut curves = vec![0.0; lessons.len()];
    let mut best = value(matrix, lessons, penalty, &weights);
    let scale = norm(&gradient(matrix, lessons, penalty, &vec![0.0; width], &mut curves)).max(1e-9);
    for _ in 0..STEPS {
        let gradient = gradient(matrix, lessons, penalty, &weights, &mut curves);
        if norm(&gradient) <= TOLERANCE * scale {
            break;
        }
        let step = direction(matrix, lessons, &curves, penalty, &gradient);
        let Some((next, at)) = search(matrix, lessons, penalty, &weights, &step, best) else {
            break;
        };
        let gained = best - at;
        (weights, best) = (next, at);
        if gained < 1e-7 * best.abs() {
            break;
        }
    }
    weights
}

/// Halves the step until it improves; `None` when no part of it does.
fn search(
    matrix: &Matrix,
    lessons: &[Lesson],
    penalty: f64,
    weights: &[f64],
    step: &[f64],
    best: f64,
) -> Option<(Weights, f64)> {
    let mut part = 1.0;
    for _ in 0..12 {
        let next: Weights = weights.iter().zip(step).map(|(w, s)| w + part * s).collect();
        let at = value(matrix, lessons, penalty, &next);
        if at < best {
            return Some((next, at));
        }
        part *= 0.5;
    }
    None
}

fn value(matrix: &Matrix, lessons: &[Lesson], penalty: f64, weights: &[f64]) -> f64 {
    let loss = |lesson: &Lesson| {
        let margin = margin(matrix, lesson.place, weights);
        let wrong = if lesson.yes { -margin } else { margin };
        // ln(1 + e^x) without overflow.
        lesson.counts * (wrong.max(0.0) + libm::log1p(libm::exp(-wrong.abs())))
    };
    let size: f64 = weights.iter().skip(1).map(|weight| weight * weight).sum();
    lessons.iter().map(loss).sum::<f64>() + 0.5 * penalty * size
}

/// The gradient; leaves each row's curvature in `curves`.
fn gradient(
    matrix: &Matrix,
    lessons: &[Lesson],
    penalty: f64,
    weights: &[f64],
    curves: &mut [f64],
) -> Vec<f64> {
    let mut sums = vec![0.0; weights.len()];
    for (lesson, curve) in lessons.iter().zip(curves) {
        let chance = logistic(margin(matrix, lesson.place, weights));
        *curve = lesson.counts * chance * (1.0 - chance);
        let error = lesson.counts * (chance - f64::from(u8::from(lesson.yes)));
        add(matrix, lesson.place, error, &mut sums);
    }
    sums.iter_mut().zip(weights).skip(1).for_each(|(sum, weight)| *sum += penalty * weight);
    sums
}

/// Solves Hessian * step = -gradient by conjugate gradients, each weight scaled by its own curvature.
fn direction(
    matrix: &Matrix,
    lessons: &[Lesson],
    curves: &[f64],
    penalty: f64,
    gradient: &[f64],
) -> Vec<f64> {
    let bends = diagonal(matrix, lessons, curves, penalty);
    let mut step = vec![0.0; gradient.len()];
    let mut rest: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut scaled = quotient(&rest, &bends);
    let mut along = scaled.clone();
    let mut power = dot(&rest, &scaled);
    let enough = power * 1e-4;
    for _ in 0..INNER {
        let bent = hessian_times(matrix, lessons, curves, penalty, &along);
        let curvature = dot(&along, &bent);
        if curvature <= 0.0 {
            break;
        }
        let length = power / curvature;
        step.iter_mut().zip(&along).for_each(|(s, a)| *s += length * a);
        rest.iter_mut().zip(&bent).for_each(|(r, b)| *r -= length * b);
        scaled = quotient(&rest, &bends);
        let next = dot(&rest, &scaled);
        if next <= enough {
            break;
        }
        let turn = next / power;
        along.iter_mut().zip(&scaled).for_each(|(a, s)| *a = s + turn * *a);
        power = next;
    }
    step
}

fn diagonal(matrix: &Matrix, lessons: &[Lesson], curves: &[f64], penalty: f64) -> Vec<f64> {
    let mut sums = vec![penalty.max(1e-9); matrix.width() + 1];
    for (lesson, curve) in lessons.iter().zip(curves) {
        let (hot, lines) = matrix.row(lesson.place);
        let Some((intercept, rest)) = sums.split_first_mut() else { break };
        let Some((slots, figures)) = rest.split_at_mut_checked(matrix.slots) else { break };
        *intercept += curve;
        for slot in hot {
            if let Some(sum) = slots.get_mut(*slot as usize) {
                *sum += curve;
            }
        }
        lines.iter().zip(figures).for_each(|(line, sum)| *sum += curve * line * line);
    }
    sums
}

fn hessian_times(
    matrix: &Matrix,
    lessons: &[Lesson],
    curves: &[f64],
    penalty: f64,
    along: &[f64],
) -> Vec<f64> {
    let mut sums = vec![0.0; along.len()];
    for (lesson, curve) in lessons.iter().zip(curves) {
        let by = curve * margin(matrix, lesson.place, along);
        add(matrix, lesson.place, by, &mut sums);
    }
    sums.iter_mut().zip(along).skip(1).for_each(|(sum, a)| *sum += penalty * a);
    sums
}

fn quotient(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a / b).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    libm::sqrt(dot(a, a))
}

#[cfg(test)]
mod tests {
    use super::super::encode::{Encoder, Grain};
    use super::*;
    use crate::learn::{Column, Table, Values};

    fn lessons(outcomes: &[bool]) -> Vec<Lesson> {
        let lesson = |(place, yes): (usize, &bool)| Lesson { place, yes: *yes, counts: 1.0 };
        outcomes.iter().enumerate().map(lesson).collect()
    }

    #[test]
    fn without_penalty_the_chances_are_the_frequencies() {
        let words: Vec<Option<&str>> =
            (0..40).map(|n| Some(if n < 20 { "a" } else { "b" })).collect();
        let table =
            Table::new(vec![Column { name: "f".into(), values: Values::words(words) }]).unwrap();
        let outcomes: Vec<bool> = (0..40).map(|n| n < 5 || (20..35).contains(&n)).collect();
        let rows: Vec<usize> = (0..40).collect();
        let matrix = Encoder::fit(&table, &rows, Grain { bins: 10, rare: 3 }).encode(&table, &rows);
        let weights = fit(&matrix, &lessons(&outcomes), 1e-6, &[]);
        assert!((logistic(margin(&matrix, 0, &weights)) - 0.25).abs() < 1e-3);
        assert!((logistic(margin(&matrix, 30, &weights)) - 0.75).abs() < 1e-3);
        let strong = fit(&matrix, &lessons(&outcomes), 1e6, &weights);
        assert!((logistic(margin(&matrix, 0, &strong)) - 0.5).abs() < 1e-3);
    }

    #[test]
    fn nothing_to_weigh_leaves_the_base_rate() {
        let weights = fit(&Matrix::default(), &lessons(&[true, false, false, false]), 1.0, &[]);
        assert_eq!(weights.len(), 1);
        assert!((logistic(weights[0]) - 0.25).abs() < 1e-4);
    }
}
