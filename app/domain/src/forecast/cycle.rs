//! Deals that take longer or shorter: how their chance to be won within the period moves.

use std::borrow::Cow;

use super::{ForecastInput, Levers, OpenDeal};
use crate::ratio::Ratio;
use crate::win::share_closed;

/// No cycle is shorter than a tenth of what it is: nothing is won at once.
const LEAST: Ratio = Ratio::from_bp(1_000);

/// The same with every open deal's time to a win multiplied by `cycle`; new business stays as it is.
pub(super) fn timed(input: &ForecastInput, cycle: Ratio) -> Cow<'_, ForecastInput> {
    let cycle = cycle.clamp(LEAST, Levers::MOST);
    let (from, until) = input.window;
    if cycle == Ratio::ONE || until <= from {
        return Cow::Borrowed(input);
    }
    let moved = |deal: &OpenDeal| {
        let share = |times: f64| {
            let median = f64::from(deal.median_days.max(1)) * times;
            share_closed(f64::from(until) / median) - share_closed(f64::from(from) / median)
        };
        let as_is = share(1.0);
        if as_is <= 0.0 {
            return *deal;
        }
        // What it takes to be won at any time stays: only the share of wins that fall within the period moves.
        let p = deal.p_in_period.to_model() * share(cycle.to_model()) / as_is;
        OpenDeal { p_in_period: Ratio::from_model(p.clamp(0.0, 1.0)), ..*deal }
    };
    Cow::Owned(ForecastInput { open: input.open.iter().map(moved).collect(), ..input.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OpportunityId;
    use crate::money::Cents;
    use crate::win::win_by;

    fn input(p: i32, window: (u32, u32)) -> ForecastInput {
        let deal = OpenDeal {
            id: OpportunityId(1),
            amount: Cents(100_000),
            p_in_period: Ratio::from_bp(p),
            median_days: 40,
        };
        ForecastInput { open: vec![deal], window, ..ForecastInput::default() }
    }

    fn chance(input: &ForecastInput, cycle: i32) -> Ratio {
        let timed = timed(input, Ratio::from_bp(cycle));
        timed.open.first().map_or(Ratio::ZERO, |deal| deal.p_in_period)
    }

    #[test]
    fn a_shorter_cycle_gives_the_chance_of_a_deal_that_is_sooner_by_as_much() {
        let p = Ratio::from_bp(6_000);
        let made = input(win_by(p, 30, 40).bp(), (0, 30));
        for (cycle, median) in [(5_000, 20), (10_000, 40), (15_000, 60)] {
            let off = chance(&made, cycle).bp() - win_by(p, 30, median).bp();
            assert!(off.abs() <= 2, "{cycle}: {off}");
        }
    }

    #[test]
    fn in_a_later_period_a_shorter_cycle_may_also_come_too_soon() {
        let later = input(2_000, (60, 90));
        assert!(chance(&later, 5_000) < Ratio::from_bp(2_000));
        assert!(chance(&input(2_000, (0, 30)), 5_000) > Ratio::from_bp(2_000));
    }

    #[test]
    fn a_period_without_days_or_a_cycle_as_it_is_changes_nothing() {
        assert_eq!(chance(&input(2_000, (0, 0)), 5_000), Ratio::from_bp(2_000));
        assert_eq!(chance(&input(2_000, (0, 30)), 10_000), Ratio::from_bp(2_000));
    }
}
