//! What a tenth more of each lever would change.

use serde::{Deserialize, Serialize};

use super::{Forecast, ForecastConfig, ForecastInput, Levers, forecast};
use crate::money::Cents;
use crate::ratio::Ratio;

/// How far each lever is moved: a tenth more.
const MORE: Ratio = Ratio::from_bp(11_000);

/// A lever moved by a tenth, the others as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// "Win rate".
    pub name: String,
    /// What more would be expected.
    pub more: Cents,
    /// The chance of the target then; `None` without a target.
    pub p_target: Option<Ratio>,
}

/// The levers with what they would change against `said`, the largest effect first.
#[must_use]
pub fn effects(input: &ForecastInput, config: &ForecastConfig, said: &Forecast) -> Vec<Effect> {
    let levers = [
        ("Win rate", Levers { win_rate: MORE, ..Levers::default() }),
        ("Deal size", Levers { deal_size: MORE, ..Levers::default() }),
        ("New deals", Levers { new_deals: MORE, ..Levers::default() }),
    ];
    let mut effects: Vec<Effect> = levers
        .iter()
        .map(|(name, levers)| {
            let moved = forecast(input, levers, config);
            let more = moved.mean.checked_sub(said.mean).unwrap_or_default();
            Effect { name: (*name).to_owned(), more, p_target: moved.p_target }
        })
        .collect();
    effects.sort_by_key(|effect| std::cmp::Reverse(effect.more));
    effects
}
