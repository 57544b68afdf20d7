//! How far forecasts were off before, at the same distance: what a range is made of.

use crate::num;

/// The share of outcomes a range is meant to hold.
pub const SHARE: f64 = 0.8;
/// With fewer past errors at one distance, those of the distances beside it are taken too.
const ENOUGH: usize = 60;
/// A series' own errors count half beside those of all when there are this many.
const HALF_TRUST: f64 = 12.0;

/// The mean size of a normal error, in halves of its 80 % range.
const USUAL: f64 = 0.623;

/// Past errors of one series in units of its scale, the nearest distance first; several for each distance.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Past {
    /// The typical change of the series, above 0.
    pub scale: f64,
    /// For each distance: outcome less forecast, over the scale.
    pub errors: Vec<Vec<f64>>,
}

/// What a series changes by over a season, or from one value to the next; some small figure where it never changes.
pub(super) fn scale(values: &[f64], period: usize) -> f64 {
    let mean_change = |lag: usize| {
        let changes =
            values.iter().zip(values.iter().skip(lag)).map(|(one, other)| (other - one).abs());
        let (sum, count) =
            changes.fold((0.0, 0.0), |(sum, count), change| (sum + change, count + 1.0));
        if count > 0.0 { sum / count } else { 0.0 }
    };
    let seasonal = if values.len() > period { mean_change(period.max(1)) } else { 0.0 };
    let found = if seasonal > 0.0 { seasonal } else { mean_change(1) };
    let size = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    if found.is_finite() && found > 0.0 { found } else { (size * 1e-9).max(f64::MIN_POSITIVE) }
}

/// The errors that bound the middle 80 % at each distance, in scales: from all series.
///
/// With the finite-sample correction of conformal prediction (Vovk and others 2005). Ranges never narrow with
/// distance. Without any past error, the normal range of a random walk.
pub(super) fn profile(past: &[Past], horizon: usize) -> Vec<(f64, f64)> {
    let at = |distance: usize| {
        past.iter().filter_map(move |one| one.errors.get(distance)).flatten().copied()
    };
    let mut bounds = Vec::new();
    let mut widest = (0.0_f64, 0.0_f64);
    for distance in 0..horizon {
        let mut errors: Vec<f64> = at(distance).collect();
        let mut reach = 1;
        while errors.len() < ENOUGH && reach < horizon {
            errors.extend(distance.checked_sub(reach).into_iter().flat_map(at));
            errors.extend(at(distance + reach));
            reach += 1;
        }
        let found = middle(&mut errors).unwrap_or_else(|| {
            let walk = 1.6 * libm::sqrt(num::float(distance + 1));
            (-walk, walk)
        });
        widest = (widest.0.min(found.0), widest.1.max(found.1));
        bounds.push(widest);
    }
    bounds
}

/// The lowest and highest of the middle 80 %.
fn middle(errors: &mut [f64]) -> Option<(f64, f64)> {
    if errors.is_empty() {
        return None;
    }
    errors.sort_by(f64::total_cmp);
    let count = num::float(errors.len());
    let out = (1.0 - SHARE) / 2.0;
    // The k-th smallest of n bounds k / (n + 1) of what comes.
    let place = (out * (count + 1.0) - 1.0).max(0.0);
    let below = num::index(place);
    let part = place - num::float(below);
    let low = between(errors.get(below), errors.get(below + 1), part)?;
    let top = errors.len() - 1 - below.min(errors.len() - 1);
    let high =
        between(errors.get(top), top.checked_sub(1).and_then(|next| errors.get(next)), part)?;
    Some((low, high))
}

fn between(one: Option<&f64>, other: Option<&f64>, part: f64) -> Option<f64> {
    let one = *one?;
    Some(other.map_or(one, |other| one + part * (other - one)))
}

/// How much wider than the profile a series' own past errors are, drawn to 1 by how few they are.
pub(super) fn own(past: &Past, profile: &[(f64, f64)]) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (errors, (low, high)) in past.errors.iter().zip(profile) {
        let half = ((high - low) / 2.0).max(f64::MIN_POSITIVE);
        for error in errors {
            sum += error.abs() / half;
            count += 1.0;
        }
    }
    if count == 0.0 {
        return 1.0;
    }
    let trust = count / (count + HALF_TRUST);
    let ratio = (sum / count / USUAL).clamp(0.2, 5.0);
    libm::exp(trust * libm::log(ratio))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_many_errors_holds_eight_in_ten() {
        let mut errors: Vec<f64> = (-50..=50).map(f64::from).collect();
        let (low, high) = middle(&mut errors).unwrap();
        assert!((low + 41.0).abs() < 1.0 && (high - 41.0).abs() < 1.0, "{low} {high}");
        assert_eq!(middle(&mut [3.0]), Some((3.0, 3.0)));
        assert_eq!(middle(&mut []), None);
    }

    #[test]
    fn without_a_past_ranges_widen_with_distance() {
        let bounds = profile(&[], 4);
        assert!(bounds.windows(2).all(|pair| pair[1].1 > pair[0].1 && pair[1].0 < pair[0].0));
    }

    #[test]
    fn a_series_that_never_changes_has_a_scale() {
        assert!(scale(&[5.0; 8], 4) > 0.0 && scale(&[0.0; 8], 4) > 0.0 && scale(&[], 1) > 0.0);
        assert!((scale(&[1.0, 3.0, 5.0], 1) - 2.0).abs() < 1e-9);
    }
}
