//! A forecast set right by its record: its level, and how far its range reaches.

use serde::{Deserialize, Serialize};

use super::{ForecastConfig, ForecastInput, Levers, NewBusiness, OpenDeal, forecast};
use crate::ratio::Ratio;

/// No chance is raised beyond this: an open deal is never certain.
const MOST: Ratio = Ratio::from_bp(9_900);
/// A level outside of these bounds says that something is wrong with the record, not with the deals.
const LEVELS: (Ratio, Ratio) = (Ratio::from_bp(2_000), Ratio::from_bp(30_000));
/// Swings are looked for up to so many times the usual one.
const WIDEST: f64 = 3.0;

/// What a record of past forecasts says about the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What the deals' chances and new business are multiplied by.
    pub level: Ratio,
    /// How the distribution is made, so that it reaches as far as past errors did.
    pub config: ForecastConfig,
}

impl Correction {
    /// The correction with which the forecast's mean of what is still to come is `point`, and eight of ten outcomes lie
    /// as far apart as `low` and `high`.
    ///
    /// `input` is the forecast before any correction; amounts are in its smallest unit.
    #[must_use]
    pub fn of(
        input: &ForecastInput,
        (point, low, high): (f64, f64, f64),
        config: &ForecastConfig,
    ) -> Self {
        let as_is = forecast(input, &Levers::default(), config);
        let said = as_is.weighted.to_model() + as_is.new_business.to_model();
        let level = if said > 0.0 && point > 0.0 { point / said } else { 1.0 };
        let level = Ratio::from_model(level).clamp(LEVELS.0, LEVELS.1);
        let right = input.clone().set_right(level);
        Self { level, config: spread(&right, (high - low).max(0.0), config) }
    }
}

impl ForecastInput {
    /// The same with every chance and the new business multiplied by a level.
    #[must_use]
    pub fn set_right(self, level: Ratio) -> Self {
        let chance = |p: Ratio| {
            Ratio::from_model(p.to_model() * level.to_model()).clamp(Ratio::ZERO, p.max(MOST))
        };
        Self {
            open: self
                .open
                .into_iter()
                .map(|deal| OpenDeal { p_in_period: chance(deal.p_in_period), ..deal })
                .collect(),
            new_business: NewBusiness {
                expected: self.new_business.expected.times(level),
                ..self.new_business
            },
            ..self
        }
    }
}

/// The configuration with which eight of ten outcomes lie `width` apart, by halving: the more everything shares one
/// fate, the wider.
fn spread(input: &ForecastInput, width: f64, config: &ForecastConfig) -> ForecastConfig {
    let (mut less, mut more) = (0.0, WIDEST);
    for _ in 0..10 {
        let middle = f64::midpoint(less, more);
        let made = forecast(input, &Levers::default(), &config.swung(middle));
        if made.p90.to_model() - made.p10.to_model() < width {
            less = middle;
        } else {
            more = middle;
        }
    }
    config.swung(f64::midpoint(less, more))
}

impl ForecastConfig {
    /// The same with a common fate that weighs so many times as much: the correlation is a square of it.
    fn swung(self, times: f64) -> Self {
        Self {
            correlation: Ratio::from_model(
                (self.correlation.to_model() * times * times).clamp(0.0, 0.9),
            ),
            new_business_swing: Ratio::from_model(self.new_business_swing.to_model() * times),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OpportunityId;
    use crate::money::Cents;

    fn input() -> ForecastInput {
        ForecastInput {
            open: (0..300)
                .map(|id| OpenDeal {
                    id: OpportunityId(id),
                    amount: Cents(1_000_000 + id * 7_919),
                    p_in_period: Ratio::from_bp(3_000),
                    median_days: 30,
                })
                .collect(),
            new_business: NewBusiness { expected: Cents(90_000_000), deal_size: Cents(2_000_000) },
            ..ForecastInput::default()
        }
    }

    #[test]
    fn the_forecast_says_what_its_record_says() {
        let (point, low, high) = (500_000_000.0, 430_000_000.0, 590_000_000.0);
        let right = Correction::of(&input(), (point, low, high), &ForecastConfig::default());
        let made = forecast(&input().set_right(right.level), &Levers::default(), &right.config);
        assert!((made.mean.to_model() / point - 1.0).abs() < 0.01, "{made:?}");
        let width = made.p90.to_model() - made.p10.to_model();
        assert!((width / (high - low) - 1.0).abs() < 0.05, "{width}");
    }

    #[test]
    fn nothing_open_and_nothing_said_change_nothing() {
        let none =
            Correction::of(&ForecastInput::default(), (0.0, 0.0, 0.0), &ForecastConfig::default());
        assert_eq!(none.level, Ratio::ONE);
        let huge = Correction::of(&input(), (1e18, 0.0, 1e18), &ForecastConfig::default());
        assert_eq!(huge.level, LEVELS.1);
    }

    #[test]
    fn no_chance_is_raised_to_certainty() {
        let right = input().set_right(Ratio::from_bp(30_000));
        assert!(right.open.iter().all(|deal| deal.p_in_period == Ratio::from_bp(9_000)));
        let right = input().set_right(Ratio::from_bp(50_000));
        assert!(right.open.iter().all(|deal| deal.p_in_period == MOST));
    }
}
