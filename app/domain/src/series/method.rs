//! The methods: each takes the values of a series and gives those that follow.

use serde::{Deserialize, Serialize};

use super::season::{self, Kind, Season};
use super::{ets, theta};
use crate::num;

/// A way to continue a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The last value again and again.
    Naive,
    /// The last season again.
    SeasonalNaive,
    /// The theta method of the M3 competition.
    Theta,
    /// Its optimised, dynamic form.
    DynamicTheta,
    /// Exponential smoothing with a damped trend, after taking the season out.
    Damped,
    /// Exponential smoothing: its forms weighted by Akaike's criterion.
    Ets,
    /// The theta method on sums over half a season.
    Coarse,
    /// The mean of the last four.
    Combined,
}

impl Method {
    /// All of them, the simplest first.
    pub const ALL: [Self; 8] = [
        Self::Naive,
        Self::SeasonalNaive,
        Self::Theta,
        Self::DynamicTheta,
        Self::Damped,
        Self::Ets,
        Self::Coarse,
        Self::Combined,
    ];

    /// What it is called on paper.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Naive => "naive",
            Self::SeasonalNaive => "seasonal naive",
            Self::Theta => "theta",
            Self::DynamicTheta => "dynamic theta",
            Self::Damped => "damped trend",
            Self::Ets => "ETS, weighted",
            Self::Coarse => "theta, coarse",
            Self::Combined => "combined",
        }
    }
}

/// What every method says, in the order of [`Method::ALL`]. Values that none can follow are finite all the same.
pub(super) fn all(values: &[f64], period: usize, horizon: usize) -> Vec<Vec<f64>> {
    let logs = logarithms(values);
    let on_logs = |next: &dyn Fn(&[f64]) -> Vec<f64>| match &logs {
        Some(logs) => next(logs).into_iter().map(libm::exp).collect(),
        None => next(values),
    };
    let theta = on_logs(&|values| deseasoned(values, period, horizon, theta::plain));
    let dynamic = deseasoned(values, period, horizon, theta::dynamic);
    let damped = on_logs(&|values| deseasoned(values, period, horizon, ets::damped));
    let ets = on_logs(&|values| ets::weighted(values, period, horizon));
    let coarse = coarse(values, period, &dynamic);
    let members = [dynamic, damped, ets, coarse].map(|points| sane(values, points));
    let combined = mean(&members);
    let naive = vec![values.last().copied().unwrap_or(0.0); horizon];
    let mut all = vec![naive, again(values, period, horizon), sane(values, theta)];
    all.extend(members);
    all.push(combined);
    all
}

/// The logarithms, where every value has one.
fn logarithms(values: &[f64]) -> Option<Vec<f64>> {
    let positive = values.iter().all(|value| *value > 0.0);
    positive.then(|| values.iter().map(|value| libm::log(*value)).collect())
}

/// Keeps a forecast within reach: not below 0 where nothing ever was, and at most three times the range so far beyond it.
fn sane(values: &[f64], points: Vec<f64>) -> Vec<f64> {
    let (low, high) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
    if low > high {
        return vec![0.0; points.len()];
    }
    let reach = 3.0 * (high - low);
    let floor = if low >= 0.0 { (low - reach).max(0.0) } else { low - reach };
    let last = values.last().copied().unwrap_or(0.0);
    let within = |point: f64| if point.is_nan() { last } else { point.clamp(floor, high + reach) };
    points.into_iter().map(within).collect()
}

fn again(values: &[f64], period: usize, horizon: usize) -> Vec<f64> {
    let from = values.len().saturating_sub(period.max(1));
    let last = values.get(from..).unwrap_or_default();
    if last.is_empty() {
        return vec![0.0; horizon];
    }
    last.iter().copied().cycle().take(horizon).collect()
}

fn deseasoned(
    values: &[f64],
    period: usize,
    horizon: usize,
    continued: fn(&[f64], usize) -> Vec<f64>,
) -> Vec<f64> {
    let season = seen(values, period);
    season.given(&continued(&season.taken(values), horizon), values.len())
}

fn seen(values: &[f64], period: usize) -> Season {
    if !season::repeats(values, period) {
        return Season::none();
    }
    let positive = values.iter().all(|value| *value > 0.0);
    season::decompose(values, period, if positive { Kind::Multiplied } else { Kind::Added })
}

/// Forecasts of the means over half a season (Kourentzes and others 2014 show what coarser sums add), given the shape
/// of the `fine` forecasts. Without a season of four or more, the fine forecasts.
fn coarse(values: &[f64], period: usize, fine: &[f64]) -> Vec<f64> {
    let width = period / 2;
    if width < 2 || values.len() < 4 * width {
        return fine.to_vec();
    }
    let mean_of = |block: &[f64]| block.iter().sum::<f64>() / num::float(block.len().max(1));
    let whole = values.get(values.len() % width..).unwrap_or_default();
    let means: Vec<f64> = whole.chunks(width).map(mean_of).collect();
    let blocks = fine.len().div_ceil(width);
    let ahead = match logarithms(&means) {
        Some(logs) => {
            let ahead = deseasoned(&logs, period / width, blocks, theta::plain);
            ahead.into_iter().map(libm::exp).collect()
        }
        None => deseasoned(&means, period / width, blocks, theta::plain),
    };
    let shaped = fine.chunks(width).zip(ahead).flat_map(|(block, ahead)| {
        let mean = mean_of(block);
        let by_ratio = mean > 0.0 && ahead > 0.0;
        block
            .iter()
            .map(move |value| if by_ratio { value * ahead / mean } else { value + ahead - mean })
    });
    shaped.collect()
}

fn mean(members: &[Vec<f64>]) -> Vec<f64> {
    let mut sum = vec![0.0; members.first().map_or(0, Vec::len)];
    for member in members {
        let share = num::float(members.len());
        sum.iter_mut().zip(member).for_each(|(sum, value)| *sum += value / share);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_answers_whatever_comes() {
        let huge: Vec<f64> = (0..30).map(|t| 1e300 * f64::from(t % 5)).collect();
        let tiny: Vec<f64> = (1..30).map(|t| 1e-300 * f64::from(t)).collect();
        let mixed: Vec<f64> = (0..50).map(|t| f64::from(t % 7) - 3.0).collect();
        let bursts: Vec<f64> = (0..40).map(|t| if t % 13 == 0 { 1e6 } else { 0.0 }).collect();
        for values in [vec![], vec![1.0], vec![0.0; 40], vec![1.0, 2.0], huge, tiny, mixed, bursts]
        {
            for period in [0, 1, 2, 7, 12] {
                let found = all(&values, period, 5);
                assert_eq!(found.len(), Method::ALL.len());
                for points in found {
                    assert_eq!(points.len(), 5);
                    assert!(points.iter().all(|point| point.is_finite()), "{values:?} {points:?}");
                }
            }
        }
    }

    #[test]
    fn what_never_was_below_nothing_stays_so() {
        let falling: Vec<f64> = (0..20).map(|t| f64::from(20 - t)).collect();
        assert!(all(&falling, 1, 12).concat().iter().all(|point| *point >= 0.0));
    }
}
