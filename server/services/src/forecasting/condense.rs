//! Fewer deals that forecast the same: what a page can carry and move under a slider.

use domain::forecast::{ForecastInput, OpenDeal};
use domain::ids::OpportunityId;
use domain::money::Cents;
use domain::ratio::Ratio;

/// A page carries at most about so many deals.
const MOST: usize = 1_500;
/// So many of the largest stay as they are.
const LARGEST: usize = 500;

/// What a forecast is made from, in so few deals that a page can carry them.
pub(super) fn for_page(input: ForecastInput) -> ForecastInput {
    ForecastInput { open: condense(input.open), ..input }
}

/// The same deals when they are few. Of many, the largest as they are, and the rest in lots of about the same chance,
/// each lot as fewer but larger deals of the same sum.
///
/// The mean stays, to the rounding of a chance. The range gets wider by the lumps, which is little beside the fate that
/// so many deals share.
fn condense(mut deals: Vec<OpenDeal>) -> Vec<OpenDeal> {
    if deals.len() <= MOST {
        return deals;
    }
    deals.sort_unstable_by(|a, b| b.amount.cmp(&a.amount).then(a.id.cmp(&b.id)));
    let mut rest = deals.split_off(LARGEST);
    // In each percent, so that a lot's chance is that of its deals.
    rest.sort_unstable_by_key(|deal| (deal.p_in_period.bp() / 100, deal.id));
    let each = rest.len().div_ceil(MOST - LARGEST);
    for lot in rest.chunk_by(|a, b| a.p_in_period.bp() / 100 == b.p_in_period.bp() / 100) {
        deals.extend(lot.chunks(each).map(merged));
    }
    deals
}

/// One deal of the same amount, with the chance that gives the same mean.
fn merged(deals: &[OpenDeal]) -> OpenDeal {
    let amount = Cents::sum(deals.iter().map(|deal| deal.amount));
    let expected: f64 =
        deals.iter().map(|deal| deal.amount.to_model() * deal.p_in_period.to_model()).sum();
    // A lot has the pace of its average deal.
    let days: u64 = deals.iter().map(|deal| u64::from(deal.median_days)).sum();
    let median = days / u64::try_from(deals.len().max(1)).unwrap_or(1);
    OpenDeal {
        id: deals.first().map_or(OpportunityId(0), |deal| deal.id),
        amount,
        p_in_period: Ratio::from_model(expected / amount.to_model()),
        median_days: u32::try_from(median).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::forecast::{ForecastConfig, Levers, forecast};

    fn deals(count: i64) -> Vec<OpenDeal> {
        (0..count)
            .map(|n| OpenDeal {
                id: OpportunityId(n),
                amount: Cents(100_000 + n * 7_919 % 3_000_000),
                p_in_period: Ratio::from_bp(i32::try_from(n * 31 % 9_000).unwrap()),
                median_days: 30,
            })
            .collect()
    }

    #[test]
    fn few_deals_stay_as_they_are() {
        assert_eq!(condense(deals(1_500)), deals(1_500));
    }

    #[test]
    fn many_deals_forecast_the_same_when_they_are_fewer() {
        let of = |open: Vec<OpenDeal>| {
            let input = ForecastInput { open, ..ForecastInput::default() };
            forecast(&input, &Levers::default(), &ForecastConfig::default())
        };
        let (all, fewer) = (deals(20_000), condense(deals(20_000)));
        assert!(fewer.len() < 1_700, "{}", fewer.len());
        let sum = |deals: &[OpenDeal]| Cents::sum(deals.iter().map(|deal| deal.amount));
        assert_eq!(sum(&all), sum(&fewer));
        let (all, fewer) = (of(all), of(fewer));
        for (a, b) in [(all.mean, fewer.mean), (all.p10, fewer.p10), (all.p90, fewer.p90)] {
            let off = (a.to_model() - b.to_model()).abs() / a.to_model();
            assert!(off < 0.01, "{a:?} became {b:?}");
        }
    }
}
