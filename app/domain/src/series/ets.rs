//! Exponential smoothing with a damped trend and a season, weighted by Akaike's criterion.
//!
//! The recursions of additive and of multiplicative errors are the same in error-correction form (Hyndman and others
//! 2008, tables 2.2 and 2.3), so that one pass gives both likelihoods.

use crate::num;

use super::descent;
use super::season::{self, Kind};

/// A form of the model; a trend is a damped one.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form {
    trend: bool,
    season: Option<Kind>,
    relative: bool,
}

/// The parameters: smoothing of level, trend and season, damping, first level and slope (in scales from a guess).
#[derive(Clone, Copy, Debug)]
struct Parameters {
    alpha: f64,
    beta: f64,
    gamma: f64,
    phi: f64,
    level: f64,
    slope: f64,
}

/// The forecasts of all forms, each with the weight that the corrected criterion of Akaike gives it (Burnham and
/// Anderson 2002, section 2.9): the mean errs less than the form that happens to come first.
///
/// `period` below 2 is no season. Forms that multiply are tried where every value is above 0.
pub(super) fn weighted(values: &[f64], period: usize, horizon: usize) -> Vec<f64> {
    let positive = values.iter().all(|value| *value > 0.0);
    let seasonal = period >= 2 && values.len() >= 2 * period + 2;
    let fits: Vec<(f64, Vec<f64>)> = forms(seasonal, positive)
        .into_iter()
        .filter_map(|form| Fit::new(values, period, form))
        .map(|fit| fit.best(horizon))
        .filter(|(value, points)| value.is_finite() && points.iter().all(|point| point.is_finite()))
        .collect();
    let least = fits.iter().map(|fit| fit.0).fold(f64::INFINITY, f64::min);
    let mut sum = vec![0.0; horizon];
    let mut weights = 0.0;
    for (criterion, points) in &fits {
        let weight = libm::exp(0.5 * (least - criterion));
        weights += weight;
        sum.iter_mut().zip(points).for_each(|(sum, point)| *sum += weight * point);
    }
    if weights > 0.0 {
        sum.into_iter().map(|sum| sum / weights).collect()
    } else {
        flat(values, horizon)
    }
}

/// The forecasts with a damped trend, without a season.
pub(super) fn damped(values: &[f64], horizon: usize) -> Vec<f64> {
    let form = Form { trend: true, season: None, relative: false };
    Fit::new(values, 0, form).map_or_else(|| flat(values, horizon), |fit| fit.best(horizon).1)
}

fn flat(values: &[f64], horizon: usize) -> Vec<f64> {
    vec![values.last().copied().unwrap_or(0.0); horizon]
}

/// Forms without a trend or with a damped one: straight lines go too far.
fn forms(seasonal: bool, positive: bool) -> Vec<Form> {
    let mut forms = Vec::new();
    for trend in [false, true] {
        forms.push(Form { trend, season: None, relative: false });
        if positive {
            forms.push(Form { trend, season: None, relative: true });
        }
        if seasonal {
            forms.push(Form { trend, season: Some(Kind::Added), relative: false });
        }
        if seasonal && positive {
            forms.push(Form { trend, season: Some(Kind::Multiplied), relative: true });
        }
    }
    forms
}

/// A series with the start of one form.
struct Fit<'a> {
    values: &'a [f64],
    period: usize,
    form: Form,
    start: Vec<f64>,
    level: f64,
    slope: f64,
    scale: f64,
}

impl<'a> Fit<'a> {
    fn new(values: &'a [f64], period: usize, form: Form) -> Option<Self> {
        if values.len() < 4 {
            return None;
        }
        let season = form.season.map(|kind| season::decompose(values, period, kind));
        let flat = season.as_ref().map_or_else(|| values.to_vec(), |season| season.taken(values));
        let head: Vec<f64> = flat.iter().copied().take(10.max(period)).collect();
        let count = num::float(head.len());
        let mean = head.iter().sum::<f64>() / count;
        let middle = (count - 1.0) / 2.0;
        let (top, bottom) =
            head.iter().enumerate().fold((0.0, 0.0), |(top, bottom), (t, value)| {
                let from_middle = num::float(t) - middle;
                (top + from_middle * value, bottom + from_middle * from_middle)
            });
        let slope = if bottom > 0.0 { top / bottom } else { 0.0 };
        let level = if form.trend { mean - slope * (middle + 1.0) } else { mean };
        let spread = flat.windows(2).map(|pair| match pair {
            [one, other] => (other - one).abs(),
            _ => 0.0,
        });
        let scale = spread.sum::<f64>() / num::float(flat.len() - 1);
        let start = season.map_or_else(Vec::new, |season| season.figures);
        (scale > 0.0).then_some(Self { values, period, form, start, level, slope, scale })
    }

    /// The criterion at the best parameters, and the forecasts with them.
    fn best(&self, horizon: usize) -> (f64, Vec<f64>) {
        let point = self.guess();
        let (start, bounds): (Vec<f64>, Vec<(f64, f64)>) = point.into_iter().unzip();
        let height = |point: &[f64]| self.run(self.parameters(point), 0).0;
        let found = descent::lowest(&height, &start, &bounds, 60 * start.len());
        let (likelihood, points) = self.run(self.parameters(&found), horizon);
        let states = self.form.season.map_or(0, |_| self.period.saturating_sub(1));
        // One more for the variance.
        let free = num::float(start.len() + states + 1);
        let count = num::float(self.values.len());
        let left = (count - free - 1.0).max(1.0);
        (likelihood + 2.0 * free + 2.0 * free * (free + 1.0) / left, points)
    }

    /// Where the search begins, and between which bounds it stays, in the order of [`Self::parameters`].
    fn guess(&self) -> Vec<(f64, (f64, f64))> {
        let mut point = vec![(0.3, (0.001, 0.999)), (0.0, (-3.0, 3.0))];
        if self.form.trend {
            point.push((0.1, (0.0001, 0.5)));
            point.push((0.0, (-1.0, 1.0)));
            point.push((0.95, (0.8, 0.98)));
        }
        if self.form.season.is_some() {
            point.push((0.1, (0.0001, 0.9)));
        }
        point
    }

    fn parameters(&self, point: &[f64]) -> Parameters {
        let mut rest = point.iter().copied();
        let mut next = |or: f64| rest.next().unwrap_or(or);
        let (alpha, level) = (next(0.3), self.level + self.scale * next(0.0));
        let (mut beta, mut slope, mut phi) = (0.0, 0.0, 1.0);
        if self.form.trend {
            beta = alpha * next(0.1);
            slope = self.slope + self.scale * next(0.0);
            phi = next(0.95);
        }
        let gamma = if self.form.season.is_some() { (1.0 - alpha) * next(0.1) } else { 0.0 };
        Parameters { alpha, beta, gamma, phi, level, slope }
    }

    /// Minus twice the log likelihood (up to a constant), and forecasts after the last value.
    fn run(&self, with: Parameters, horizon: usize) -> (f64, Vec<f64>) {
        let mut season = self.start.clone();
        let period = season.len().max(1);
        let multiplied = self.form.season == Some(Kind::Multiplied);
        let neutral = if multiplied { 1.0 } else { 0.0 };
        let (mut level, mut slope) = (with.level, with.slope);
        let (mut squares, mut logs) = (0.0, 0.0);
        for (place, value) in self.values.iter().enumerate() {
            let figure = season.get(place % period).copied().unwrap_or(neutral);
            let base = level + with.phi * slope;
            let expected = if multiplied { base * figure } else { base + figure };
            let error = value - expected;
            if self.form.relative {
                if expected <= 0.0 {
                    return (f64::INFINITY, Vec::new());
                }
                squares += (error / expected) * (error / expected);
                logs += libm::log(expected);
            } else {
                squares += error * error;
            }
            let (to_level, to_season) =
                if multiplied { (error / figure, error / base) } else { (error, error) };
            level = base + with.alpha * to_level;
            slope = with.phi * slope + with.beta * to_level;
            if let Some(figure) = season.get_mut(place % period) {
                *figure += with.gamma * to_season;
            }
        }
        let count = num::float(self.values.len());
        let likelihood = count * libm::log(squares.max(f64::MIN_POSITIVE)) + 2.0 * logs;
        let mut base = level;
        let ahead = (0..horizon).map(|step| {
            slope *= with.phi;
            base += slope;
            let place = (self.values.len() + step) % period;
            let figure = season.get(place).copied().unwrap_or(neutral);
            if multiplied { base * figure } else { base + figure }
        });
        (likelihood, ahead.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_on_a_line_is_continued() {
        let of = |t: u32| (100.0 + 2.0 * f64::from(t)) * [0.7, 1.0, 1.2, 1.1][t as usize % 4];
        let values: Vec<f64> = (0..40).map(of).collect();
        let found = weighted(&values, 4, 8);
        for (t, value) in (40..).zip(found) {
            assert!((value - of(t)).abs() < 0.05 * of(t), "{t}: {value} for {}", of(t));
        }
    }

    #[test]
    fn short_constant_and_negative_series_have_forecasts() {
        assert_eq!(weighted(&[3.0], 12, 2), [3.0, 3.0]);
        assert_eq!(weighted(&[3.0; 20], 12, 2), [3.0, 3.0]);
        let values: Vec<f64> = (0..30).map(|t| f64::from(t % 7) - 20.0).collect();
        assert!(weighted(&values, 7, 3).iter().all(|value| value.is_finite() && *value < 0.0));
    }
}
