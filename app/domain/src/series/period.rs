//! After how many values series begin anew, where nobody says so.

use super::season;
use crate::num;

/// What is tried: quarters, days of a week, months, hours of a day, weeks of a year.
const CANDIDATES: [usize; 5] = [4, 7, 12, 24, 52];
/// Less correlation than this over a season is no season.
const LEAST: f64 = 0.15;

/// The period that most of the correlation of all series speaks for; 1 where none does.
///
/// Changes are looked at instead of values, so that a trend is not taken for a season.
#[must_use]
pub fn guess<'a>(series: impl IntoIterator<Item = &'a [f64]> + Clone) -> usize {
    let strength = |period: usize| {
        let (mut sum, mut count) = (0.0, 0.0);
        for values in series.clone() {
            let changes: Vec<f64> = values
                .windows(2)
                .map(|pair| match pair {
                    [one, other] => other - one,
                    _ => 0.0,
                })
                .collect();
            if changes.len() < 3 * period {
                continue;
            }
            let sides = [period - 1, period + 1].map(|lag| season::autocorrelation(&changes, lag));
            let beside = sides.iter().sum::<f64>() / num::float(sides.len());
            sum += season::autocorrelation(&changes, period) - beside.max(0.0);
            count += 1.0;
        }
        if count > 0.0 { sum / count } else { 0.0 }
    };
    let best = CANDIDATES.map(|period| (strength(period), period));
    // What repeats after 4 repeats after 12 too: the longer must be clearly stronger than the shorter.
    let found = best.into_iter().fold((LEAST, 1), |found, next| {
        let clearly = if found.1 > 1 { 1.25 } else { 1.0 };
        if next.0 > found.0 * clearly { next } else { found }
    });
    found.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(period: u32, count: u32) -> Vec<f64> {
        let noise = |t: u32| f64::from(t.wrapping_mul(2_654_435_761) >> 30);
        (0..count)
            .map(|t| f64::from(t % period * 13 % period) + 0.3 * f64::from(t) + 0.3 * noise(t))
            .collect()
    }

    #[test]
    fn the_season_is_found_or_none_is_said() {
        for period in [4, 7, 12] {
            let values = wave(period, 15 * period);
            assert_eq!(guess([values.as_slice()]), period as usize);
        }
        let line: Vec<f64> = (0..60).map(f64::from).collect();
        assert_eq!(guess([line.as_slice(), &[], &[1.0]]), 1);
    }
}
