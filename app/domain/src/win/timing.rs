//! When a deal closes, given that it is won.

use chrono::{DateTime, NaiveDate, Utc};

use serde::{Deserialize, Serialize};

use super::WinConfig;
use crate::num;
use crate::ratio::Ratio;

/// The shape of the time left to a win: a Weibull hazard that rises with time, since the paperwork of a deal takes
/// a while even when it is certain. 1 would be a constant hazard; 1.5 rises, fast at first and ever more slowly.
const SHAPE: f64 = 1.5;

/// P(won within `days_left` days), of a deal that is won with `probability` and then takes `median_days` in half of
/// the cases: probability x (1 - 2^-(days/median)^1.5).
///
/// Rises with the days left, and never exceeds the probability.
///
/// ```
/// use domain::ratio::Ratio;
/// use domain::win::win_by;
///
/// let probability = Ratio::from_bp(6_000);
/// assert_eq!(win_by(probability, 30, 30), Ratio::from_bp(3_000));
/// assert_eq!(win_by(probability, 0, 30), Ratio::ZERO);
/// assert_eq!(win_by(probability, 3_650, 30), probability);
/// ```
#[must_use]
pub fn win_by(probability: Ratio, days_left: i64, median_days: u32) -> Ratio {
    let Ok(days) = u32::try_from(days_left.clamp(0, 100_000)) else { return Ratio::ZERO };
    let relative = f64::from(days) / f64::from(median_days.max(1));
    Ratio::from_model(probability.to_model() * share_closed(relative))
}

/// The share of deals that are closed within so many times the days in which half of them are.
pub(crate) fn share_closed(relative: f64) -> f64 {
    1.0 - libm::exp2(-libm::pow(relative, SHAPE))
}

/// In how many days half of the deals like this one are won, of those that are.
///
/// Starts from what is usual for deals in this stage (`normal_days`, from here to won). A close date still to come is
/// averaged in; one that has passed says nothing about when it will be.
///
/// ```
/// use domain::win::{WinConfig, median_days_left};
///
/// let now = "2026-11-12T09:00:00Z".parse().unwrap();
/// let close_on = "2026-11-22".parse().ok();
/// assert_eq!(median_days_left(close_on, Some(30), &WinConfig::default(), now), 20);
/// assert_eq!(median_days_left(None, Some(30), &WinConfig::default(), now), 30);
/// ```
#[must_use]
pub fn median_days_left(
    close_on: Option<NaiveDate>,
    normal_days: Option<u16>,
    config: &WinConfig,
    now: DateTime<Utc>,
) -> u32 {
    let usual = u32::from(normal_days.unwrap_or(config.days_to_close).max(1));
    let ahead = close_on.map(|day| (day - now.date_naive()).num_days()).filter(|days| *days > 0);
    let Some(ahead) = ahead.and_then(|days| u32::try_from(days.min(3_650)).ok()) else {
        return usual;
    };
    let trust = u32::from(config.close_date_trust.min(100));
    ((ahead * trust + usual * (100 - trust) + 50) / 100).max(1)
}

/// When a deal is won, of those like it that are: in days from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseDays {
    /// A quarter are won by then.
    pub p25: u32,
    /// Half.
    pub p50: u32,
    /// Three quarters.
    pub p75: u32,
}

/// The quartiles of the days to a win, of which half come within `median_days`: the shape of [`win_by`] turned round.
///
/// ```
/// use domain::win::close_days;
///
/// let days = close_days(30);
/// assert_eq!((days.p25, days.p50, days.p75), (17, 30, 48));
/// ```
#[must_use]
pub fn close_days(median_days: u32) -> CloseDays {
    let at = |still_open: f64| {
        let relative = libm::pow(-libm::log2(still_open), 1.0 / SHAPE);
        let days = num::whole(f64::from(median_days.max(1)) * relative);
        u32::try_from(days.max(1)).unwrap_or(1)
    };
    CloseDays { p25: at(0.75), p50: at(0.5), p75: at(0.25) }
}
