//! To which campaigns a won deal is credited. Four models, none of them the truth: side by side they show how much of a
//! campaign's success rests on the way of counting.

use std::collections::BTreeMap;

use crate::ids::CampaignId;
use crate::money::Cents;
use crate::text_enum::text_enum;

text_enum! {
    /// A way to share a won deal among the campaigns its person met.
    Model {
        /// All to the one they met first.
        First = "first", "First touch";
        /// All to the one they met last before the deal was won.
        Last = "last", "Last touch";
        /// The same to each.
        Even = "even", "Even";
        /// 40 % to the first, 40 % to the last, the rest to those between.
        Position = "position", "Position-based";
    }
}

/// The share of the first and of the last in the position-based model, of 10: the usual 40-20-40.
const ENDS: i64 = 4;

/// A won deal with the campaigns its person met until then, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journey {
    /// What was won.
    pub amount: Cents,
    /// One for each touch; empty where nobody knows.
    pub touches: Vec<CampaignId>,
}

/// What each touch is worth in a model, as whole parts of their sum.
fn weights(model: Model, touches: usize) -> Vec<i64> {
    let between = i64::try_from(touches).unwrap_or(i64::MAX).saturating_sub(2);
    (0..touches)
        .map(|place| {
            let (first, last) = (place == 0, place + 1 == touches);
            match model {
                Model::First => i64::from(first),
                Model::Last => i64::from(last),
                Model::Even => 1,
                Model::Position if between <= 0 => 1,
                Model::Position if first || last => ENDS * between,
                Model::Position => 10 - 2 * ENDS,
            }
        })
        .collect()
}

/// An amount in parts of these weights that sum to it exactly: what rounding leaves over goes to the largest remainders,
/// the earlier first.
#[must_use]
pub fn split(amount: Cents, weights: &[i64]) -> Vec<Cents> {
    let all: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if all <= 0 {
        return vec![Cents::ZERO; weights.len()];
    }
    let shares = weights.iter().map(|weight| i128::from(amount.get()) * i128::from(*weight));
    let mut parts: Vec<(i128, i128)> =
        shares.map(|share| (share.div_euclid(all), share.rem_euclid(all))).collect();
    let given: i128 = parts.iter().map(|(part, _)| part).sum();
    let left = usize::try_from(i128::from(amount.get()) - given).unwrap_or(0);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(parts.get(*place).map_or(0, |(_, rest)| *rest)));
    for place in order.into_iter().take(left) {
        if let Some((part, _)) = parts.get_mut(place) {
            *part += 1;
        }
    }
    parts.into_iter().map(|(part, _)| Cents(i64::try_from(part).unwrap_or(0))).collect()
}

/// What each campaign is credited with; `None` stands for deals of which no touch is known. The values sum exactly to
/// what was won.
#[must_use]
pub fn attribute(model: Model, journeys: &[Journey]) -> BTreeMap<Option<CampaignId>, Cents> {
    let mut credited: BTreeMap<Option<CampaignId>, Cents> = BTreeMap::new();
    let mut add = |campaign, amount: Cents| {
        let sum = credited.entry(campaign).or_default();
        *sum = Cents(sum.get().saturating_add(amount.get()));
    };
    for journey in journeys {
        let parts = split(journey.amount, &weights(model, journey.touches.len()));
        if journey.touches.is_empty() {
            add(None, journey.amount);
        }
        let credits = journey.touches.iter().zip(parts).filter(|(_, part)| part.get() != 0);
        for (campaign, part) in credits {
            add(Some(*campaign), part);
        }
    }
    credited
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(model: Model, amount: i64, touches: &[i64]) -> Vec<(i64, i64)> {
        let touches = touches.iter().map(|id| CampaignId(*id)).collect();
        let credited = attribute(model, &[Journey { amount: Cents(amount), touches }]);
        credited.into_iter().map(|(id, sum)| (id.map_or(0, CampaignId::get), sum.get())).collect()
    }

    #[test]
    fn each_model_shares_a_deal_its_own_way() {
        assert_eq!(of(Model::First, 100, &[3, 5, 3]), [(3, 100)]);
        assert_eq!(of(Model::Last, 100, &[3, 5, 7]), [(7, 100)]);
        assert_eq!(of(Model::Even, 100, &[3, 5, 7]), [(3, 34), (5, 33), (7, 33)]);
        assert_eq!(of(Model::Position, 100, &[3, 5, 6, 7]), [(3, 40), (5, 10), (6, 10), (7, 40)]);
        assert_eq!(of(Model::Position, 101, &[3, 5]), [(3, 51), (5, 50)]);
        assert_eq!(of(Model::Position, 100, &[3]), [(3, 100)]);
        assert_eq!(of(Model::Even, 100, &[]), [(0, 100)]);
    }

    proptest! {
        #[test]
        fn every_model_sums_to_what_was_won(
            journeys in prop::collection::vec((0_i64..2_000_000_000, prop::collection::vec(1_i64..9, 0..7)), 0..40),
        ) {
            let journeys: Vec<Journey> = journeys
                .into_iter()
                .map(|(amount, touches)| Journey {
                    amount: Cents(amount),
                    touches: touches.into_iter().map(CampaignId).collect(),
                })
                .collect();
            let won: i64 = journeys.iter().map(|journey| journey.amount.get()).sum();
            for model in Model::ALL {
                let credited: i64 = attribute(*model, &journeys).values().map(|sum| sum.get()).sum();
                prop_assert_eq!(credited, won, "{}", model.label());
            }
        }
    }
}
