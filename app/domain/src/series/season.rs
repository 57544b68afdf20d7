//! What repeats every year (or week, or day): whether it does, and taking it out.

use crate::num;

/// How a season joins the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// So much more or less.
    Added,
    /// So many times the level.
    Multiplied,
}

/// One figure for each place in the season, beginning with the place of the series' first value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Season {
    pub kind: Kind,
    pub figures: Vec<f64>,
}

impl Season {
    /// A season that changes nothing.
    pub(super) fn none() -> Self {
        Self { kind: Kind::Added, figures: vec![0.0] }
    }

    fn from(&self, place: usize) -> impl Iterator<Item = f64> + '_ {
        let skipped = place % self.figures.len().max(1);
        self.figures.iter().copied().cycle().skip(skipped)
    }

    /// The values without the season.
    pub(super) fn taken(&self, values: &[f64]) -> Vec<f64> {
        let each = values.iter().zip(self.from(0));
        match self.kind {
            Kind::Added => each.map(|(value, figure)| value - figure).collect(),
            Kind::Multiplied => each.map(|(value, figure)| value / figure).collect(),
        }
    }

    /// The values with the season put back; the first of them stands at `place`.
    pub(super) fn given(&self, values: &[f64], place: usize) -> Vec<f64> {
        let each = values.iter().zip(self.from(place));
        match self.kind {
            Kind::Added => each.map(|(value, figure)| value + figure).collect(),
            Kind::Multiplied => each.map(|(value, figure)| value * figure).collect(),
        }
    }
}

/// Correlation of the series with itself, `lag` values later.
pub(super) fn autocorrelation(values: &[f64], lag: usize) -> f64 {
    let mean = values.iter().sum::<f64>() / num::float(values.len().max(1));
    let all: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let later = values.iter().skip(lag);
    let both: f64 =
        values.iter().zip(later).map(|(one, other)| (one - mean) * (other - mean)).sum();
    if all > 0.0 { both / all } else { 0.0 }
}

/// Whether the series repeats after `period` values, at 90 % confidence: the test of Assimakopoulos and Nikolopoulos
/// (2000), with Bartlett's variance of an autocorrelation. Three full periods are asked for.
pub(super) fn repeats(values: &[f64], period: usize) -> bool {
    const NORMAL_90: f64 = 1.645;
    if period < 2 || values.len() < 3 * period {
        return false;
    }
    let before: f64 = (1..period)
        .map(|lag| {
            let found = autocorrelation(values, lag);
            found * found
        })
        .sum();
    let limit = NORMAL_90 * libm::sqrt((1.0 + 2.0 * before) / num::float(values.len()));
    autocorrelation(values, period).abs() > limit
}

/// The season of a series, by classical decomposition: values against their moving average over one period.
pub(super) fn decompose(values: &[f64], period: usize, kind: Kind) -> Season {
    let trend = moving_average(values, period);
    let mut sums = vec![(0.0, 0.0, 0.0); period];
    for (place, (value, trend)) in values.iter().zip(&trend).enumerate() {
        let Some(trend) = trend else { continue };
        let ratio = match kind {
            Kind::Added => value - trend,
            Kind::Multiplied => value / trend.max(f64::MIN_POSITIVE),
        };
        if let Some(sum) = sums.get_mut(place % period) {
            sum.0 += ratio;
            sum.1 += 1.0;
            sum.2 += ratio * ratio;
        }
    }
    let neutral = if kind == Kind::Added { 0.0 } else { 1.0 };
    let raw: Vec<f64> = sums
        .iter()
        .map(|(sum, count, _)| if *count > 0.0 { sum / count } else { neutral })
        .collect();
    let sure = sureness(&sums);
    let mut figures = levelled(raw, kind);
    for figure in &mut figures {
        *figure = neutral + sure * (*figure - neutral);
    }
    Season { kind, figures }
}

/// How much of the figures is season and not chance: one less the part of their spread that their own errors explain,
/// as James and Stein draw means together (Miller and Williams 2003 for seasons). Of (sum, count, sum of squares).
fn sureness(sums: &[(f64, f64, f64)]) -> f64 {
    let places = num::float(sums.len());
    let known = || sums.iter().filter(|(_, count, _)| *count > 0.0);
    let freedom: f64 = known().map(|(_, count, _)| count - 1.0).sum();
    if freedom < 1.0 || places < 4.0 {
        return 1.0;
    }
    let within: f64 =
        known().map(|(sum, count, squares)| squares - sum * sum / count).sum::<f64>() / freedom;
    let mean = known().map(|(sum, count, _)| sum / count).sum::<f64>() / places;
    let between = known().map(|(sum, count, _)| (sum / count - mean) * (sum / count - mean));
    let between = between.sum::<f64>();
    let chance: f64 = within * known().map(|(_, count, _)| 1.0 / count).sum::<f64>() / places;
    if between <= 0.0 {
        return 0.0;
    }
    (1.0 - (places - 3.0) * chance / between).clamp(0.0, 1.0)
}

/// Figures that leave the mean of a period as it is; a multiplied one is never so near 0 that dividing by it explodes.
fn levelled(raw: Vec<f64>, kind: Kind) -> Vec<f64> {
    const FLOOR: f64 = 0.01;
    let mean = raw.iter().sum::<f64>() / num::float(raw.len().max(1));
    match kind {
        Kind::Added => raw.into_iter().map(|figure| figure - mean).collect(),
        Kind::Multiplied if mean > 0.0 => {
            raw.into_iter().map(|figure| (figure / mean).max(FLOOR)).collect()
        }
        Kind::Multiplied => vec![1.0; raw.len()],
    }
}

/// The centred mean over one period; none where the period does not fit. Even periods take half of both ends.
fn moving_average(values: &[f64], period: usize) -> Vec<Option<f64>> {
    let half = period / 2;
    let width = 2 * half + 1;
    let end = if period.is_multiple_of(2) { 0.5 } else { 1.0 };
    let mut trend = vec![None; half.min(values.len())];
    for window in values.windows(width) {
        let ends = window.first().unwrap_or(&0.0) + window.last().unwrap_or(&0.0);
        let sum: f64 = window.iter().sum::<f64>() - ends * (1.0 - end);
        trend.push(Some(sum / num::float(period)));
    }
    trend.resize(values.len(), None);
    trend
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave() -> Vec<f64> {
        (0..48_u32).map(|t| (100.0 + f64::from(t)) * [0.8, 1.0, 1.3, 0.9][t as usize % 4]).collect()
    }

    #[test]
    fn a_season_is_seen_taken_out_and_given_back() {
        let values = wave();
        assert!(repeats(&values, 4));
        assert!(!repeats(&values[..8], 4), "two periods are too few");
        for kind in [Kind::Added, Kind::Multiplied] {
            let season = decompose(&values, 4, kind);
            let again = season.given(&season.taken(&values), 0);
            assert!(values.iter().zip(again).all(|(one, other)| (one - other).abs() < 1e-9));
        }
        let flat = decompose(&values, 4, Kind::Multiplied).taken(&values);
        assert!(flat.iter().zip(100..).all(|(value, line)| (value - f64::from(line)).abs() < 4.0));
    }

    #[test]
    fn nothing_is_seen_in_what_does_not_move() {
        assert!(!repeats(&[5.0; 60], 12));
    }
}
