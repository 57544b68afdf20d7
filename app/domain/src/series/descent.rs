//! Finding the lowest point of a function of a few numbers, without derivatives.

use crate::num;

/// The lowest point found by the simplex of Nelder and Mead (1965), with their coefficients, inside `bounds`.
///
/// `steps` bounds the evaluations. What is not a number counts as infinitely high.
pub(super) fn lowest(
    height: &dyn Fn(&[f64]) -> f64,
    start: &[f64],
    bounds: &[(f64, f64)],
    steps: usize,
) -> Vec<f64> {
    let inside = |point: Vec<f64>| -> Vec<f64> {
        point.iter().zip(bounds).map(|(value, (low, high))| value.clamp(*low, *high)).collect()
    };
    let at = |point: Vec<f64>| {
        let point = inside(point);
        let value = height(&point);
        (if value.is_nan() { f64::INFINITY } else { value }, point)
    };
    let corner = |moved: usize| {
        let places = start.iter().zip(bounds).enumerate();
        let point = places.map(|(place, (value, (low, high)))| {
            let step = 0.15 * (high - low);
            let step = if value + step > *high { -step } else { step };
            if place + 1 == moved { value + step } else { *value }
        });
        at(point.collect())
    };
    let mut simplex: Vec<(f64, Vec<f64>)> = (0..=start.len()).map(corner).collect();
    let mut used = simplex.len();
    while used < steps {
        simplex.sort_by(|one, other| one.0.total_cmp(&other.0));
        let Some(worst) = simplex.pop() else { break };
        let (Some(best), Some(second)) = (simplex.first(), simplex.last()) else { break };
        let (best, second) = (best.0, second.0);
        if worst.0 - best <= 1e-7 * (best.abs() + 1e-12) {
            break;
        }
        let middle = centre(&simplex);
        let along = |by: f64| {
            let places = middle.iter().zip(&worst.1);
            at(places.map(|(middle, worst)| middle + by * (middle - worst)).collect())
        };
        let turned = along(1.0);
        used += 1;
        let next = if turned.0 < best {
            used += 1;
            let further = along(2.0);
            if further.0 < turned.0 { further } else { turned }
        } else if turned.0 < second {
            turned
        } else {
            used += 1;
            let nearer = along(if turned.0 < worst.0 { 0.5 } else { -0.5 });
            if nearer.0 < worst.0.min(turned.0) {
                nearer
            } else {
                used += simplex.len();
                shrink(&mut simplex, &worst.1, &at)
            }
        };
        simplex.push(next);
    }
    let lowest = simplex.into_iter().min_by(|one, other| one.0.total_cmp(&other.0));
    lowest.map(|found| found.1).unwrap_or_default()
}

fn centre(simplex: &[(f64, Vec<f64>)]) -> Vec<f64> {
    let mut sum = vec![0.0; simplex.first().map_or(0, |corner| corner.1.len())];
    for (_, point) in simplex {
        sum.iter_mut().zip(point).for_each(|(sum, value)| *sum += value);
    }
    let corners = num::float(simplex.len());
    sum.into_iter().map(|sum| sum / corners).collect()
}

/// Moves every corner half the way to the best; gives the worst, moved.
fn shrink(
    simplex: &mut [(f64, Vec<f64>)],
    worst: &[f64],
    at: &dyn Fn(Vec<f64>) -> (f64, Vec<f64>),
) -> (f64, Vec<f64>) {
    let Some(best) = simplex.first().map(|corner| corner.1.clone()) else {
        return at(worst.to_vec());
    };
    let towards = |point: &[f64]| {
        at(point.iter().zip(&best).map(|(value, best)| f64::midpoint(*value, *best)).collect())
    };
    for corner in simplex.iter_mut().skip(1) {
        *corner = towards(&corner.1);
    }
    towards(worst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_bowl_is_found_and_bounds_hold() {
        let bowl = |point: &[f64]| (point[0] - 0.3).powi(2) + 2.0 * (point[1] - 0.8).powi(2);
        let found = lowest(&bowl, &[0.9, 0.1], &[(0.0, 1.0), (0.0, 1.0)], 500);
        assert!((found[0] - 0.3).abs() < 1e-2 && (found[1] - 0.8).abs() < 1e-2, "{found:?}");
        let held = lowest(&bowl, &[0.5, 0.1], &[(0.4, 1.0), (0.0, 0.5)], 500);
        assert!((held[0] - 0.4).abs() < 1e-2 && (held[1] - 0.5).abs() < 1e-2, "{held:?}");
    }
}
