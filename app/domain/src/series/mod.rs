//! Forecasts of series of figures, from nothing but the series: naive, theta, exponential smoothing, and their mean.
//!
//! Ranges come from what the same method erred by at the same distance in the past: each series is forecast again from
//! earlier days, its errors are put in units of its own changes and pooled with those of the other series. Which method
//! is used is decided by the same record. What is absent: causes, holidays, anything beyond the figures.

mod descent;
mod ets;
mod measure;
mod method;
mod period;
mod range;
mod season;
mod theta;

pub use measure::{naive_error, symmetric_error};
pub use method::Method;
pub use period::guess as guess_period;
pub use range::SHARE;

use crate::num;
use range::Past;

/// Forecasts of one series: the next values, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// What each method says, in the order of [`Method::ALL`].
    pub points: Vec<Vec<f64>>,
    /// The 80 % range around the points of the method chosen: lowest and highest for each.
    pub ranges: Vec<(f64, f64)>,
}

/// Forecasts of several series that belong together, and the method with the best record on them.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecasts {
    /// The method with the smallest past errors.
    pub chosen: Method,
    /// The mean of past errors, in scales, in the order of [`Method::ALL`]; none where no series is long enough.
    pub records: Vec<Option<f64>>,
    /// One for each series.
    pub series: Vec<Forecast>,
}

/// Values with gaps filled by what stood a season before, else by the line between their neighbours; what is missing
/// or not finite at either end goes.
#[must_use]
pub fn filled(values: &[Option<f64>], period: usize) -> Vec<f64> {
    let known = |value: &Option<f64>| value.filter(|value| value.is_finite());
    let mut filled: Vec<f64> = Vec::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        let Some(last) = filled.last().copied() else {
            filled.extend(known(value));
            continue;
        };
        let mut next = values.iter().skip(place).enumerate();
        let Some((away, next)) = next.find_map(|(away, value)| Some((away, known(value)?))) else {
            break;
        };
        let before = (period > 1).then(|| filled.len().checked_sub(period)).flatten();
        let before = before.and_then(|place| filled.get(place)).copied();
        filled.push(match before {
            _ if away == 0 => next,
            Some(before) => before,
            None => last + (next - last) / num::float(away + 1),
        });
    }
    filled
}

/// Forecasts each series (values without gaps, the oldest first) for the next `horizon` values.
///
/// ```
/// use domain::series::{Method, forecast};
///
/// let sales: Vec<f64> = (0..48).map(|month| 100.0 + f64::from(month) + 20.0 * f64::from(month % 12)).collect();
/// let found = forecast(&[sales], 12, 6);
/// let forecast = &found.series[0];
/// let next = forecast.points[found.chosen as usize][0];
/// assert!((next - 148.0).abs() < 15.0, "{next}");
/// assert!(forecast.ranges[0].0 <= next && next <= forecast.ranges[0].1);
/// ```
#[must_use]
pub fn forecast(series: &[Vec<f64>], period: usize, horizon: usize) -> Forecasts {
    let origins = (WANTED / series.len().max(1)).clamp(2, 24);
    let past: Vec<Vec<Past>> =
        series.iter().map(|values| errors(values, period, horizon, origins)).collect();
    let records: Vec<Option<f64>> =
        (0..Method::ALL.len()).map(|place| record(&past, place)).collect();
    let chosen = best(&records);
    let place = Method::ALL.iter().position(|method| *method == chosen).unwrap_or(0);
    let of_chosen: Vec<Past> =
        past.into_iter().filter_map(|methods| methods.into_iter().nth(place)).collect();
    let profile = range::profile(&of_chosen, horizon);
    let series = series.iter().zip(&of_chosen).map(|(values, past)| {
        let points = method::all(values, period, horizon);
        let wide = past.scale * range::own(past, &profile);
        let middle = points.get(place).cloned().unwrap_or_default();
        let never_below = values.iter().all(|value| *value >= 0.0);
        let bounds = middle.iter().zip(&profile).map(|(point, (low, high))| {
            let (low, high) = (bound(*point, low * wide), bound(*point, high * wide));
            (if never_below { low.max(0.0) } else { low }, high)
        });
        Forecast { ranges: bounds.collect(), points }
    });
    Forecasts { chosen, records, series: series.collect() }
}

/// How many past forecasts there should be in all, where series are long enough.
const WANTED: usize = 300;

fn bound(point: f64, away: f64) -> f64 {
    (point + away).clamp(-f64::MAX, f64::MAX)
}

/// What each method erred by when it forecast the known values from up to `origins` earlier days.
fn errors(values: &[f64], period: usize, horizon: usize, origins: usize) -> Vec<Past> {
    let scale = range::scale(values, period);
    let mut past = vec![Past { scale, errors: vec![Vec::new(); horizon] }; Method::ALL.len()];
    // As many values as a season needs to be seen, or half of what there is.
    let least = if period > 1 { 3 * period + 1 } else { 8 };
    let least = least.min(values.len() / 2).max(3);
    let latest = values.len().saturating_sub(1).max(least);
    let whole = values.len().saturating_sub(horizon).clamp(least, latest);
    // Origins lie a third of the horizon apart, going back from the last that has all its outcomes.
    let step = horizon.div_ceil(3).max(1);
    let starts = (0..origins).map_while(|back| whole.checked_sub(back * step));
    for start in starts.take_while(|start| *start >= least) {
        let (known, rest) = values.split_at(start.min(values.len()));
        let found = method::all(known, period, horizon.min(rest.len()));
        for (past, points) in past.iter_mut().zip(found) {
            for (errors, (actual, point)) in past.errors.iter_mut().zip(rest.iter().zip(points)) {
                let error = (actual - point) / scale;
                if error.is_finite() {
                    errors.push(error);
                }
            }
        }
    }
    past
}

/// The mean past error of the method at `place`, each series counted alike.
fn record(past: &[Vec<Past>], place: usize) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for past in past.iter().filter_map(|methods| methods.get(place)) {
        let errors = || past.errors.iter().flatten();
        let seen = num::float(errors().count());
        if seen > 0.0 {
            // One series that jumped must not decide for all.
            sum += (errors().map(|error| error.abs()).sum::<f64>() / seen).min(20.0);
            count += 1.0;
        }
    }
    (count > 0.0).then(|| sum / count)
}

/// The method with the smallest error; the mean of methods unless another is clearly better.
fn best(records: &[Option<f64>]) -> Method {
    /// What another must be better by: fewer errors by luck happen.
    const CLEARLY: f64 = 0.97;
    let of =
        |wanted: Method| Method::ALL.iter().zip(records).find(|(method, _)| **method == wanted);
    let Some((_, Some(combined))) = of(Method::Combined) else { return Method::Combined };
    let found =
        Method::ALL.iter().zip(records).filter_map(|(method, error)| Some((*method, (*error)?)));
    let best = found.min_by(|one, other| one.1.total_cmp(&other.1));
    best.filter(|(_, error)| *error < combined * CLEARLY)
        .map_or(Method::Combined, |(method, _)| method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_and_ends_are_cut() {
        let line = [None, Some(1.0), None, Some(3.0), Some(f64::NAN), None];
        assert_eq!(filled(&line, 1), [1.0, 2.0, 3.0]);
        let season = [Some(1.0), Some(9.0), Some(2.0), None, Some(3.0)];
        assert_eq!(filled(&season, 2), [1.0, 9.0, 2.0, 9.0, 3.0]);
        assert!(filled(&[None, None], 12).is_empty());
    }

    #[test]
    fn the_method_chosen_is_that_of_the_best_record() {
        // A walk that stays where it is and jumps at times.
        let steps = (0..200).scan(7_u64, |state, _| {
            *state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            Some(if *state >> 61 == 0 { 10.0 } else { 0.0 })
        });
        let walk: Vec<f64> = steps
            .scan(100.0, |sum, step| {
                *sum += step;
                Some(*sum)
            })
            .collect();
        let found = forecast(&[walk], 1, 3);
        assert!(found.records.iter().all(Option::is_some));
        let of = |method: Method| found.records[method as usize].unwrap();
        assert!(Method::ALL.iter().all(|method| of(*method) >= 0.97 * of(found.chosen)));
    }

    #[test]
    fn ranges_hold_the_points_and_are_finite() {
        let series = vec![vec![], vec![4.0], vec![0.0; 30], vec![1e308, -1e308, 1e308, 5.0, 1e308]];
        let found = forecast(&series, 12, 6);
        assert_eq!(found.series.len(), 4);
        for one in &found.series {
            assert!(one.ranges.iter().all(|(low, high)| low.is_finite() && high.is_finite()));
        }
    }
}
