//! Weights that fit best: least squares and logistic loss with a quadratic penalty.

/// Rows of a sparse matrix.
pub(super) struct Matrix {
    /// How many columns.
    pub columns: usize,
    /// Columns and values of each row.
    pub rows: Vec<Vec<(u32, f32)>>,
}

/// How far the residual of an inner problem has to fall, in squares.
const TOLERANCE: f64 = 1e-6;
/// The most steps of an inner problem.
const STEPS: usize = 60;
/// The most Newton steps.
const NEWTON: usize = 25;

impl Matrix {
    /// The penalty's part of a product, plus the sum over rows of `curve` x (row . vector) x row.
    fn curvature(&self, penalty: &[f64], curves: &[f64], vector: &[f64]) -> Vec<f64> {
        let mut product: Vec<f64> =
            penalty.iter().zip(vector).map(|(one, other)| one * other).collect();
        for (row, curve) in self.rows.iter().zip(curves) {
            add(row, curve * times(row, vector), &mut product);
        }
        product
    }

    /// Solves (penalty + sum of curve x row x row') x = right by conjugate gradients.
    fn solve(&self, penalty: &[f64], curves: &[f64], right: &[f64], tolerance: f64) -> Vec<f64> {
        let mut found = vec![0.0; right.len()];
        let mut residual = right.to_vec();
        let mut direction = residual.clone();
        let first = dot(&residual, &residual);
        let mut square = first;
        for _ in 0..STEPS {
            if square <= tolerance * first || square <= f64::MIN_POSITIVE {
                break;
            }
            let product = self.curvature(penalty, curves, &direction);
            let step = square / dot(&direction, &product);
            along(&mut found, step, &direction);
            along(&mut residual, -step, &product);
            let next = dot(&residual, &residual);
            let keep = next / square;
            for (slot, residual) in direction.iter_mut().zip(&residual) {
                *slot = residual + keep * *slot;
            }
            square = next;
        }
        found
    }
}

/// Least squares: minimises the sum of (row . w - target)^2 + penalty . w^2.
pub(super) fn squares(matrix: &Matrix, penalty: &[f64], targets: &[f64]) -> Vec<f64> {
    let mut right = vec![0.0; matrix.columns];
    for (row, target) in matrix.rows.iter().zip(targets) {
        add(row, *target, &mut right);
    }
    matrix.solve(penalty, &vec![1.0; matrix.rows.len()], &right, 1e-8)
}

/// Logistic regression: Newton's method, its steps solved by conjugate gradients and halved while they do not help.
pub(super) fn logistic(matrix: &Matrix, penalty: &[f64], targets: &[f64]) -> Vec<f64> {
    let mut weights = vec![0.0; matrix.columns];
    let mut first = None;
    for _ in 0..NEWTON {
        let mut down: Vec<f64> =
            penalty.iter().zip(&weights).map(|(one, other)| -one * other).collect();
        let mut curves = Vec::with_capacity(matrix.rows.len());
        for (row, target) in matrix.rows.iter().zip(targets) {
            let p = crate::num::logistic(times(row, &weights));
            add(row, target - p, &mut down);
            curves.push((p * (1.0 - p)).max(1e-6));
        }
        let steepness = dot(&down, &down);
        if steepness <= TOLERANCE * *first.get_or_insert(steepness) {
            break;
        }
        let step = matrix.solve(penalty, &curves, &down, 0.01);
        let before = loss(matrix, penalty, targets, &weights);
        let mut share = 1.0;
        loop {
            let mut next = weights.clone();
            along(&mut next, share, &step);
            if share < 1e-3 || loss(matrix, penalty, targets, &next) <= before {
                weights = next;
                break;
            }
            share *= 0.5;
        }
    }
    weights
}

fn loss(matrix: &Matrix, penalty: &[f64], targets: &[f64], weights: &[f64]) -> f64 {
    let of_rows: f64 = matrix
        .rows
        .iter()
        .zip(targets)
        .map(|(row, target)| {
            let score = times(row, weights);
            // ln(1 + e^score) - target x score, without an overflow.
            score.max(0.0) + libm::log1p(libm::exp(-libm::fabs(score))) - target * score
        })
        .sum();
    let of_weights: f64 = penalty.iter().zip(weights).map(|(one, other)| one * other * other).sum();
    of_rows + 0.5 * of_weights
}

/// Row times weights.
fn times(row: &[(u32, f32)], weights: &[f64]) -> f64 {
    let weight = |column: u32| weights.get(column as usize).copied().unwrap_or_default();
    row.iter().map(|&(column, value)| weight(column) * f64::from(value)).sum()
}

fn add(row: &[(u32, f32)], factor: f64, sum: &mut [f64]) {
    for &(column, value) in row {
        if let Some(slot) = sum.get_mut(column as usize) {
            *slot += factor * f64::from(value);
        }
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn along(sum: &mut [f64], factor: f64, direction: &[f64]) {
    for (slot, step) in sum.iter_mut().zip(direction) {
        *slot += factor * step;
    }
}
