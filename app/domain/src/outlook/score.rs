//! How good forecasts were.

use serde::{Deserialize, Serialize};

use super::Said;
use crate::calendar::Span;
use crate::num;

/// What came of some forecasts, in parts of what they forecast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// How many there were whose outcome is known and not nothing.
    pub periods: u32,
    /// The mean of their errors, each as a part of its outcome (MAPE).
    pub error: f64,
    /// The largest of these errors.
    pub worst: f64,
    /// What was said too much in all, as a part of all that came; less than nothing when it was too little.
    pub bias: f64,
    /// The share of outcomes inside of the range that should hold eight of ten.
    pub coverage: f64,
    /// The pinball loss of low, middle and high end together, as a part of the mean outcome: small is good, and a
    /// range is punished for being wide as well as for missing.
    pub pinball: f64,
}

impl Score {
    /// Of pairs of what was said and what came. An outcome of nothing has no parts, and is left out.
    ///
    /// ```
    /// use domain::outlook::{Said, Score};
    ///
    /// let said = |point: f64| Said { point, low: point - 10.0, high: point + 10.0 };
    /// let score = Score::of([(said(110.0), 100.0), (said(180.0), 200.0)]);
    /// assert!((score.error - 0.1).abs() < 1e-9 && (score.bias + 10.0 / 300.0).abs() < 1e-9);
    /// assert_eq!((score.periods, score.coverage), (2, 0.5));
    /// ```
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (Said, f64)>) -> Self {
        let known: Vec<(Said, f64)> =
            pairs.into_iter().filter(|(_, actual)| actual.abs() > f64::EPSILON).collect();
        if known.is_empty() {
            return Self::default();
        }
        let count = num::float(known.len());
        let all: f64 = known.iter().map(|(_, actual)| actual.abs()).sum();
        let errors = known.iter().map(|(said, actual)| ((said.point - actual) / actual).abs());
        let inside =
            known.iter().filter(|(said, actual)| said.low <= *actual && *actual <= said.high);
        let too_much: f64 = known.iter().map(|(said, actual)| said.point - actual).sum();
        let pinball: f64 = known.iter().map(|(said, actual)| loss(said, *actual)).sum();
        Self {
            periods: u32::try_from(known.len()).unwrap_or(u32::MAX),
            error: errors.clone().sum::<f64>() / count,
            worst: errors.fold(0.0, f64::max),
            bias: too_much / all,
            coverage: num::float(inside.count()) / count,
            pinball: pinball / all,
        }
    }

    /// Why the accuracy is below the line for periods of this length; `None` when it is not, or nothing is known.
    ///
    /// One miss counts as the reason when without it the line would be kept, a lean when most of the error goes one way.
    #[must_use]
    pub fn alarm(&self, span: Span) -> Option<Alarm> {
        /// More than so much of the error going one way is a lean.
        const MOST: f64 = 0.6;
        let line = line(span);
        if self.periods == 0 || self.accuracy() >= line {
            return None;
        }
        let count = f64::from(self.periods);
        let without_worst = (self.error * count - self.worst) / (count - 1.0).max(1.0);
        Some(if self.periods > 2 && 1.0 - without_worst >= line {
            Alarm::OneMiss
        } else if self.bias < -MOST * self.error {
            Alarm::TooLittle
        } else if self.bias > MOST * self.error {
            Alarm::TooMuch
        } else {
            Alarm::Swings
        })
    }

    /// The mean accuracy: what is left of one after the error, and nothing at worst.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        (1.0 - self.error).max(0.0)
    }
}

/// The accuracy below which a forecast of this length raises an alarm: 85 % for a month, 90 % for longer periods.
#[must_use]
pub const fn line(span: Span) -> f64 {
    match span {
        Span::Month => 0.85,
        Span::Quarter | Span::Year => 0.9,
    }
}

/// The likely reason of too small an accuracy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// One period went wrong.
    OneMiss,
    /// Forecasts lean to too little.
    TooLittle,
    /// Forecasts lean to too much.
    TooMuch,
    /// Errors go both ways.
    Swings,
}

impl Alarm {
    /// In words.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::OneMiss => "one period alone pulls it down",
            Self::TooLittle => {
                "forecasts lean low: more new deals came, or deals closed sooner, than before"
            }
            Self::TooMuch => {
                "forecasts lean high: deals slipped out of the period, or fewer were won than before"
            }
            Self::Swings => {
                "errors go both ways, so a few large deals decide a period; plan with the range, not the middle"
            }
        }
    }
}

/// The mean pinball loss of the ends and the middle (Koenker and Bassett 1978).
fn loss(said: &Said, actual: f64) -> f64 {
    let of = |share: f64, quantile: f64| {
        let over = actual - quantile;
        (share * over).max((share - 1.0) * over)
    };
    (of(0.1, said.low) + of(0.5, said.point) + of(0.9, said.high)) / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_there_is_no_score() {
        assert_eq!(Score::of([]), Score::default());
        assert_eq!(Score::of([(Said::default(), 0.0)]).periods, 0);
    }

    #[test]
    fn an_alarm_names_its_likely_reason() {
        let alarm = |points: &[f64]| {
            let said = |point: f64| Said { point, low: point, high: point };
            Score::of(points.iter().map(|point| (said(*point), 100.0))).alarm(Span::Month)
        };
        assert_eq!(alarm(&[]), None);
        assert_eq!(alarm(&[90.0, 110.0]), None);
        assert_eq!(alarm(&[80.0, 75.0, 80.0]), Some(Alarm::TooLittle));
        assert_eq!(alarm(&[130.0, 125.0, 120.0]), Some(Alarm::TooMuch));
        assert_eq!(alarm(&[130.0, 70.0, 75.0, 130.0]), Some(Alarm::Swings));
        assert_eq!(alarm(&[100.0, 100.0, 100.0, 190.0]), Some(Alarm::OneMiss));
    }

    #[test]
    fn a_narrow_range_that_holds_loses_less_than_a_wide_one() {
        let with = |reach: f64| {
            Score::of([(Said { point: 100.0, low: 100.0 - reach, high: 100.0 + reach }, 100.0)])
        };
        assert!(with(5.0).pinball < with(50.0).pinball);
    }
}
