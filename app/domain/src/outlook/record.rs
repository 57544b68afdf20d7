//! What past errors say: the weights of the blend, the choice, and the ranges.

use super::{Amounts, Candidate, Forecast, Said};
use crate::num;

/// Only so many of the newest forecasts count.
const NEWEST: usize = 40;
/// The size of a candidate's own errors counts half beside that of all that take part in the blend when there are this
/// many: windows overlap, so that many errors tell less than they seem to.
const HALF_TRUST: f64 = 4.0;
/// Without any past, ranges reach so far to each side, in parts of what usually comes.
const UNKNOWN: f64 = 0.5;
/// The choice falls on another than the blend only where it was clearly better, and from so many forecasts on.
const CLEARLY: f64 = 0.8;
const ENOUGH: usize = 6;
/// The share of outcomes a range is meant to hold.
const SHARE: f64 = 0.8;

/// What takes part in the blend.
const BLENDED: [Candidate; 3] = [Candidate::Pipeline, Candidate::Calendar, Candidate::Series];

/// What the errors of each usually are, over the mean of all, and as how many periods that counts.
struct Usual([f64; 3], f64);

/// Where deals tell what they are worth and when they should close, who knows them errs least.
const DEALS_TELL: Usual = Usual([0.4, 1.2, 1.2], 6.0);
/// Where they do not, only the record counts.
const ALIKE: Usual = Usual([1.0; 3], 0.01);

fn place(wanted: Candidate) -> usize {
    Candidate::ALL.iter().position(|one| *one == wanted).unwrap_or(0)
}

/// Sizes of the errors of the candidate at `place`, the newest first.
fn errors(record: &[&Forecast], place: usize) -> Vec<f64> {
    let newest = record.iter().rev().take(NEWEST);
    newest.filter_map(|past| Some((past.actual - past.said.get(place)?.point).abs())).collect()
}

/// The same, measured in what was usual then.
fn relative(record: &[&Forecast], place: usize) -> Vec<f64> {
    let usual = record.iter().rev().take(NEWEST).map(|past| size(past.usual));
    errors(record, place).into_iter().zip(usual).map(|(error, usual)| error / usual).collect()
}

/// What errors are measured in: the sum of independent deals strays as the root of their number.
fn size(usual: f64) -> f64 {
    libm::sqrt(usual.max(f64::MIN_POSITIVE))
}

fn mean(errors: &[f64]) -> Option<f64> {
    (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / num::float(errors.len()))
}

/// The mean of candidates, weighted by the inverse square of their past errors. A short record is drawn to what is
/// usual.
pub(super) fn blend(points: &[f64], record: &[&Forecast], amounts: Amounts) -> f64 {
    let Usual(parts, drawn) = if amounts == Amounts::Told { DEALS_TELL } else { ALIKE };
    let each = BLENDED.map(|candidate| errors(record, place(candidate)));
    let of_all = mean(&each.concat()).unwrap_or(1.0);
    // An error of nothing in the past is luck.
    let floor = 0.02 * of_all + f64::MIN_POSITIVE;
    let (mut sum, mut weights) = (0.0, 0.0);
    for ((candidate, errors), usual) in BLENDED.into_iter().zip(&each).zip(parts) {
        let own = errors.iter().sum::<f64>() + drawn * usual * of_all;
        let error = (own / (num::float(errors.len()) + drawn)).max(floor) / floor;
        let weight = 1.0 / (error * error);
        sum += weight * points.get(place(candidate)).copied().unwrap_or(0.0);
        weights += weight;
    }
    if weights > 0.0 { sum / weights } else { 0.0 }
}

/// The candidate with the smallest past errors.
pub(super) fn best(record: &[&Forecast]) -> Candidate {
    let of = |candidate: Candidate| mean(&errors(record, place(candidate)));
    let Some(blend) = of(Candidate::Blend).filter(|_| record.len() >= ENOUGH) else {
        return Candidate::Blend;
    };
    let each = Candidate::ALL.into_iter().filter_map(|one| Some((one, of(one)?)));
    let best = each.min_by(|one, other| one.1.total_cmp(&other.1));
    best.filter(|(_, error)| *error < CLEARLY * blend).map_or(Candidate::Blend, |(one, _)| one)
}

/// The points with their 80 % ranges, of past errors of the same horizon.
///
/// How far errors reach in parts of their own mean is told by those of all that take part in the blend together
/// (conformal: the k-th of n, with k = 0.8 (n + 1)); how large that mean is, by the candidate's own. A few errors tell
/// their mean, but not where eight of ten of them end.
pub(super) fn ranges(points: &[f64], record: &[&Forecast], usual: f64) -> Vec<Said> {
    let each: Vec<Vec<f64>> =
        BLENDED.into_iter().map(|candidate| relative(record, place(candidate))).collect();
    let of_all = mean(&each.concat());
    let shape = within(
        each.iter()
            .filter_map(|errors| Some((errors, mean(errors).filter(|mean| *mean > 0.0)?)))
            .flat_map(|(errors, mean)| errors.iter().map(move |error| error / mean))
            .collect(),
    );
    let never_below = record.iter().all(|past| past.actual >= 0.0);
    let said = points.iter().enumerate().map(|(place, point)| {
        let own = relative(record, place);
        let trust = num::float(own.len()) / (num::float(own.len()) + HALF_TRUST);
        let error = mean(&own).zip(of_all).map(|(own, all)| trust * own + (1.0 - trust) * all);
        let reach =
            error.zip(shape).map_or(UNKNOWN * usual, |(error, shape)| error * shape * size(usual));
        let low = point - reach;
        let low = if never_below && *point >= 0.0 { low.max(0.0) } else { low };
        Said { point: *point, low, high: point + reach }
    });
    said.collect()
}

/// What 80 % of errors stay within.
fn within(mut errors: Vec<f64>) -> Option<f64> {
    errors.sort_by(f64::total_cmp);
    let place = SHARE * (num::float(errors.len()) + 1.0) - 1.0;
    let below = num::index(place.max(0.0));
    let low = errors.get(below).or(errors.last())?;
    let high = errors.get(below + 1).unwrap_or(low);
    Some(low + (place.max(0.0) - num::float(below)).clamp(0.0, 1.0) * (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::Window;

    fn past(actual: f64, points: [f64; 6]) -> Forecast {
        let said = points.map(|point| Said { point, low: point, high: point }).to_vec();
        Forecast {
            window: Window { from: 0, until: 1 },
            actual,
            usual: 100.0,
            said,
            chosen: Candidate::Blend,
            open: Vec::new(),
        }
    }

    #[test]
    fn the_best_record_is_chosen_and_weighs_most() {
        let record: Vec<Forecast> = (0..60)
            .map(|n| past(100.0, [400.0, 150.0, 101.0 + f64::from(n % 2), 60.0, 90.0, 120.0]))
            .collect();
        let record: Vec<&Forecast> = record.iter().collect();
        assert_eq!(best(&record), Candidate::Calendar);
        assert_eq!(best(&[]), Candidate::Blend);
        let blended = blend(&[0.0, 200.0, 100.0, 50.0, 0.0], &record, Amounts::Told);
        assert!((blended - 100.0).abs() < 2.0, "{blended}");
        let ranges = ranges(&[100.0; 6], &record, 100.0);
        assert!(ranges[2].high < ranges[1].high && ranges[1].high - 100.0 > 40.0);
    }

    #[test]
    fn without_a_past_a_range_is_wide() {
        let said = ranges(&[100.0], &[], 80.0);
        assert_eq!((said[0].low, said[0].high), (60.0, 140.0));
    }
}
