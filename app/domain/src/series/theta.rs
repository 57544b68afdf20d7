//! The theta method, as published and with its optimised, dynamic form.

use crate::num;

use super::descent;

/// The theta method of Assimakopoulos and Nikolopoulos (2000), in the closed form of Hyndman and Billah (2003):
/// simple exponential smoothing plus half the slope of the line through the values. Without a season.
pub(super) fn plain(values: &[f64], horizon: usize) -> Vec<f64> {
    let Some(first) = values.first().copied() else { return vec![0.0; horizon] };
    let smooth = |alpha: f64| {
        values.iter().skip(1).fold((first, 0.0), |(level, sum), value| {
            let error = value - level;
            (level + alpha * error, sum + error * error)
        })
    };
    let found = descent::lowest(&|point| smooth(at(point, 0)).1, &[0.4], &[(0.01, 0.99)], 60);
    let alpha = at(&found, 0);
    let count = num::float(values.len());
    let slope = slope(values);
    let faded = libm::pow(1.0 - alpha, count);
    let level = smooth(alpha).0;
    (0..horizon)
        .map(|ahead| level + 0.5 * slope * (num::float(ahead) + (1.0 - faded) / alpha))
        .collect()
}

/// The dynamic optimised theta model of Fiorucci and others (2016): level, smoothing and the weight of the line are
/// fitted, and the line is the one through the values known so far. Without a season.
pub(super) fn dynamic(values: &[f64], horizon: usize) -> Vec<f64> {
    let (Some(first), Some(scale)) = (values.first().copied(), spread(values)) else {
        return vec![values.last().copied().unwrap_or(0.0); horizon];
    };
    let run = |point: &[f64], ahead: usize| {
        Line::run(values, first + scale * at(point, 0), at(point, 1), at(point, 2), ahead)
    };
    let bounds = [(-2.0, 2.0), (0.05, 0.99), (1.0, 20.0)];
    let found = descent::lowest(&|point| run(point, 0).0, &[0.0, 0.5, 2.0], &bounds, 200);
    run(&found, horizon).1
}

/// A place of a point that has one.
fn at(point: &[f64], place: usize) -> f64 {
    point.get(place).copied().unwrap_or(0.5)
}

/// The standard deviation, where there is one.
fn spread(values: &[f64]) -> Option<f64> {
    let count = num::float(values.len());
    let mean = values.iter().sum::<f64>() / count.max(1.0);
    let square: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let spread = libm::sqrt(square / count.max(1.0));
    (values.len() > 2 && spread > 0.0).then_some(spread)
}

/// The slope of the line through the values, by least squares.
fn slope(values: &[f64]) -> f64 {
    let count = num::float(values.len());
    let middle = (count - 1.0) / 2.0;
    let (top, bottom) = values.iter().enumerate().fold((0.0, 0.0), |(top, bottom), (t, value)| {
        let from_middle = num::float(t) - middle;
        (top + from_middle * value, bottom + from_middle * from_middle)
    });
    if bottom > 0.0 { top / bottom } else { 0.0 }
}

/// The state of the dynamic model: equations 9 to 14 of Fiorucci and others.
struct Line {
    level: f64,
    mean: f64,
    intercept: f64,
    slope: f64,
    /// (1 - alpha)^t.
    faded: f64,
    seen: f64,
}

impl Line {
    /// The sum of squared errors one step ahead, and the forecasts after the last value.
    fn run(values: &[f64], start: f64, alpha: f64, theta: f64, ahead: usize) -> (f64, Vec<f64>) {
        let mut line =
            Self { level: start, mean: 0.0, intercept: 0.0, slope: 0.0, faded: 1.0, seen: 0.0 };
        let mut errors = 0.0;
        for (place, value) in values.iter().enumerate() {
            let expected = line.expected(alpha, theta);
            // The first values only start the line.
            if place >= 3 {
                errors += (value - expected) * (value - expected);
            }
            line.take(*value, alpha);
        }
        let forecasts = (0..ahead).map(|_| {
            let expected = line.expected(alpha, theta);
            line.take(expected, alpha);
            expected
        });
        (errors, forecasts.collect())
    }

    fn expected(&self, alpha: f64, theta: f64) -> f64 {
        let line =
            self.faded * self.intercept + (1.0 - self.faded * (1.0 - alpha)) / alpha * self.slope;
        self.level + (1.0 - 1.0 / theta) * line
    }

    fn take(&mut self, value: f64, alpha: f64) {
        self.seen += 1.0;
        let (t, before) = (self.seen, self.mean);
        self.level += alpha * (value - self.level);
        self.mean += (value - self.mean) / t;
        if t > 1.0 {
            self.slope = ((t - 2.0) * self.slope + 6.0 * (value - before) / t) / (t + 1.0);
        }
        self.intercept = self.mean - self.slope * (t + 1.0) / 2.0;
        self.faded *= 1.0 - alpha;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_continued_at_half_its_slope_or_more() {
        let values: Vec<f64> = (0..40).map(|t| 10.0 + 2.0 * f64::from(t)).collect();
        let (plain, dynamic) = (plain(&values, 4), dynamic(&values, 4));
        assert!(plain.windows(2).all(|pair| (pair[1] - pair[0] - 1.0).abs() < 1e-6), "{plain:?}");
        assert!((dynamic[3] - 96.0).abs() < 4.0, "{dynamic:?}");
    }

    #[test]
    fn a_constant_stays_and_nothing_becomes_nothing() {
        assert!(plain(&[7.0; 9], 3).iter().all(|value| (value - 7.0).abs() < 1e-9));
        assert!(dynamic(&[7.0; 9], 3).iter().all(|value| (value - 7.0).abs() < 1e-9));
        assert_eq!(dynamic(&[], 2), [0.0, 0.0]);
        assert_eq!(plain(&[], 2), [0.0, 0.0]);
    }
}
