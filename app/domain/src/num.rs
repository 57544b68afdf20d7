//! The few numeric functions the models share. All transcendental functions come from `libm`, so that
//! the server and the page compute the same digits; casts live here and nowhere else in the models.

use chrono::{DateTime, Utc};

/// Rounds to the nearest whole number, half away from zero; saturates, and not-a-number becomes 0.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
pub(crate) fn whole(value: f64) -> i32 {
    libm::round(value) as i32
}

/// The whole number at or below `value`; saturates, and not-a-number becomes 0.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
pub(crate) fn floor(value: f64) -> i64 {
    libm::floor(value) as i64
}

/// A place in a list, as a float; exact for every list that fits into memory.
#[expect(clippy::cast_precision_loss, reason = "lists are far shorter than 2^52")]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}

/// The place in a list that `value` falls on, rounded down; negative values give 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates at both ends, which is what is wanted"
)]
pub(crate) fn index(value: f64) -> usize {
    value as usize
}

/// A number of days, as a float.
#[expect(clippy::cast_precision_loss, reason = "days are far below 2^52")]
pub(crate) fn days(count: i64) -> f64 {
    count as f64
}

/// Days from `from` to `to`, with fractions; negative when `to` is earlier.
#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^52")]
pub(crate) fn days_between(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to.timestamp() - from.timestamp()) as f64 / 86_400.0
}

/// Days passed since `at`, never negative: what lies in the future has not happened yet.
pub(crate) fn days_since(at: DateTime<Utc>, now: DateTime<Utc>) -> f64 {
    days_between(at, now).max(0.0)
}

/// The share that is left after `days` when half of it goes every `half_life` days.
pub(crate) fn decay(days: f64, half_life: f64) -> f64 {
    if half_life <= 0.0 { 0.0 } else { libm::exp2(-days / half_life) }
}

/// Log odds of a probability.
pub(crate) fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

/// The probability with these log odds.
pub(crate) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// P(Z <= x) for a standard normal Z.
pub(crate) fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The x with P(Z <= x) = p, for p strictly between 0 and 1.
///
/// Starts from Abramowitz and Stegun 26.2.23 (error below 4.5e-4) and takes two Newton steps, which
/// leaves about 1e-13.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let tail = p.min(1.0 - p);
    let t = libm::sqrt(-2.0 * libm::log(tail));
    let top = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let bottom = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut x = top / bottom - t;
    for _ in 0..2 {
        x -= (normal_cdf(x) - tail) / normal_density(x);
    }
    if p < 0.5 { x } else { -x }
}

/// The upper middle of some values; `None` of none.
pub(crate) fn median<T: Ord + Copy>(mut values: Vec<T>) -> Option<T> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len() / 2;
    Some(*values.select_nth_unstable(middle).1)
}

/// The density of a standard normal at `x`.
pub(crate) fn normal_density(x: f64) -> f64 {
    const ONE_OVER_SQRT_TAU: f64 = 0.398_942_280_401_432_7;
    ONE_OVER_SQRT_TAU * libm::exp(-0.5 * x * x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_quantile_undoes_the_normal_distribution() {
        for step in 1..1000 {
            let p = f64::from(step) / 1000.0;
            assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-12, "at {p}");
        }
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-10);
    }

    #[test]
    fn half_is_left_after_one_half_life() {
        assert!((decay(14.0, 14.0) - 0.5).abs() < f64::EPSILON);
        assert!(decay(3.0, 0.0).abs() < f64::EPSILON);
    }
}
