//! The win probability.

use chrono::TimeDelta;
use domain::explain::Factor;
use domain::ratio::Ratio;
use domain::win::{
    DealSignals, NextStep, Record, WinConfig, median_days_left, win_by, win_probability,
};
use proptest::prelude::*;

use crate::arbitrary::{deal_signals, life_table, now, past, share};

fn chance(deal: &DealSignals) -> Ratio {
    win_probability(deal, &WinConfig::default(), now()).probability
}

proptest! {
    #[test]
    fn an_open_deal_is_never_certain_and_lies_within_its_range(deal in deal_signals()) {
        let estimate = win_probability(&deal, &WinConfig::default(), now());
        prop_assert!((100..=9_900).contains(&estimate.probability.bp()));
        prop_assert!(estimate.low <= estimate.probability && estimate.probability <= estimate.high);
        prop_assert!((100..=9_900).contains(&estimate.low.bp()) && estimate.high.bp() <= 9_900);
    }

    #[test]
    fn reasons_sum_to_the_probability_in_percent(deal in deal_signals()) {
        let estimate = win_probability(&deal, &WinConfig::default(), now());
        let points: i32 = estimate.contributions.iter().map(|reason| reason.points).sum();
        prop_assert_eq!(points, estimate.probability.percent());
    }

    #[test]
    fn waiting_never_helps(deal in deal_signals(), days in 1_i64..100) {
        let config = WinConfig::default();
        let later = win_probability(&deal, &config, now() + TimeDelta::days(days)).probability;
        prop_assert!(later <= chance(&deal));
    }

    #[test]
    fn longer_silence_never_helps(deal in deal_signals(), at in past(), days in 1_i64..100) {
        let silent = DealSignals { last_contact_at: Some(at - TimeDelta::days(days)), ..deal.clone() };
        let fresher = DealSignals { last_contact_at: Some(at), ..deal };
        prop_assert!(chance(&silent) <= chance(&fresher));
    }

    #[test]
    fn pushing_the_date_never_helps_and_a_next_step_never_harms(deal in deal_signals()) {
        let pushed = DealSignals { pushes: deal.pushes + 1, ..deal.clone() };
        prop_assert!(chance(&pushed) <= chance(&deal));
        let missing = DealSignals { next_step: NextStep::Missing, ..deal.clone() };
        let planned = DealSignals { next_step: NextStep::Planned, ..deal };
        prop_assert!(chance(&missing) <= chance(&planned));
    }

    #[test]
    fn a_reason_pulls_the_way_its_fact_does(deal in deal_signals()) {
        for reason in win_probability(&deal, &WinConfig::default(), now()).contributions {
            match reason.factor {
                Factor::Dwell | Factor::Age | Factor::Pushes | Factor::Overdue => {
                    prop_assert!(reason.points <= 0, "{:?}", reason);
                }
                Factor::Stage | Factor::Contacts => prop_assert!(reason.points >= 0, "{:?}", reason),
                _ => {}
            }
        }
    }

    #[test]
    fn more_wins_in_the_stage_never_lower_the_chance(mut deal in deal_signals(), more in 1_u32..100) {
        deal.stage.closed += more;
        let before = chance(&deal);
        deal.stage.won += more;
        prop_assert!(chance(&deal) >= before);
    }

    #[test]
    fn more_time_never_lowers_the_chance_to_win_in_time(
        p in share(), days in 0_i64..1_000, more in 0_i64..1_000, median in 0_u32..400,
    ) {
        prop_assert!(win_by(p, days, median) <= win_by(p, days + more, median));
        prop_assert!(win_by(p, days + more, median) <= p);
        prop_assert_eq!(win_by(p, -days, median), Ratio::ZERO);
    }

    #[test]
    fn a_life_table_keeps_the_same_promises(
        table in life_table(), p in share(), age in 0_u32..2_000, days in 0_i64..1_000, more in 0_i64..1_000,
    ) {
        let by = |age, days| table.win_by(p, age, days, 45);
        prop_assert!(by(age, days) <= by(age, days + more) && by(age, days + more) <= p);
        prop_assert_eq!(by(age, -days), Ratio::ZERO);
        let (young, old) = (table.survival(age), table.survival(age + 100));
        prop_assert!(old.at_age <= young.at_age && young.at_age <= young.of_new);
    }
}

fn bare() -> DealSignals {
    DealSignals::new(Ratio::from_bp(4_000), now(), now())
}

#[test]
fn a_deal_of_which_nothing_is_known_has_its_stages_default() {
    let estimate = win_probability(&bare(), &WinConfig::default(), now());
    assert_eq!(
        (estimate.probability, estimate.base),
        (Ratio::from_bp(4_000), Ratio::from_bp(4_000))
    );
    assert_eq!(estimate.basis.closed, 0);
    assert_eq!(estimate.contributions.len(), 1);
}

#[test]
fn history_takes_over_from_the_default_and_narrows_the_range() {
    let known = DealSignals { stage: Record { won: 160, closed: 200 }, ..bare() };
    let config = WinConfig::default();
    let (few, many) =
        (win_probability(&bare(), &config, now()), win_probability(&known, &config, now()));
    assert!(many.base > Ratio::from_bp(7_500));
    assert!(many.high.bp() - many.low.bp() < few.high.bp() - few.low.bp());
    assert_eq!(many.basis.history, Ratio::from_bp(9_091));
}

#[test]
fn a_close_date_ahead_pulls_the_days_left_and_one_that_passed_does_not() {
    let config = WinConfig::default();
    let on = |days| Some((now() + TimeDelta::days(days)).date_naive());
    assert_eq!(median_days_left(on(10), Some(50), &config, now()), 30);
    assert_eq!(median_days_left(on(-10), Some(50), &config, now()), 50);
    assert_eq!(median_days_left(None, None, &config, now()), 45);
}
