//! The funnel counts what a count by hand counts, whatever the leads did.

use domain::funnel::{Fate, Reached, Watch, cuts, steps, wait};
use domain::lead::LeadStatus;
use domain::money::Cents;
use proptest::prelude::*;

/// The furthest status of a lead.
fn furthest() -> impl Strategy<Value = LeadStatus> {
    prop::sample::select(LeadStatus::LIFECYCLE.to_vec())
}

proptest! {
    #[test]
    fn steps_are_what_a_count_finds(
        leads in prop::collection::vec((furthest(), 0..3_i64), 0..60),
        won in 0..10_000_000_i64,
        lost in 0..10_000_000_i64,
    ) {
        let each: Vec<(LeadStatus, i64)> = leads.iter().map(|(status, _)| (*status, 1)).collect();
        let reached = Reached::of(&each);
        let by_hand = |status: LeadStatus| {
            i64::try_from(leads.iter().filter(|(far, _)| *far >= status).count()).unwrap()
        };
        let told = steps(&reached, Cents(won), Cents(lost));
        for step in &told {
            prop_assert_eq!(step.leads, by_hand(step.status));
        }
        for pair in told.windows(2) {
            prop_assert_eq!(pair[0].leads - pair[0].stopped, pair[1].leads);
            prop_assert!(pair[1].of_previous.is_none_or(|share| (0..=10_000).contains(&share.bp())));
        }
        let stopped: i64 = told.iter().map(|step| step.stopped).sum();
        prop_assert_eq!(stopped + reached.customers, reached.leads);
        // However it is cut, the parts add up to the whole.
        let parts = cuts(leads.iter().map(|(far, part)| (*part, format!("part {part}"), *far, 1)));
        let sum = |of: fn(&Reached) -> i64| parts.iter().map(|part| of(&part.reached)).sum::<i64>();
        prop_assert_eq!(sum(|reached| reached.leads), reached.leads);
        prop_assert_eq!(sum(|reached| reached.customers), reached.customers);
        for part in &parts {
            let share = part.conversion.unwrap();
            prop_assert!(part.low <= share && share <= part.high);
        }
    }

    #[test]
    fn with_nobody_waiting_times_are_those_of_a_sorted_list(
        mut days in prop::collection::vec(0..400_i64, 5..80),
        left in prop::collection::vec(400..500_i64, 0..40),
    ) {
        let went = days.iter().map(|days| Watch { days: *days, fate: Fate::Went, count: 1 });
        // Who leaves after everybody else went changes nothing.
        let left = left.iter().map(|days| Watch { days: *days, fate: Fate::Left, count: 1 });
        let watches: Vec<Watch> = went.chain(left).collect();
        let told = wait("step", &watches);
        days.sort_unstable();
        let at = |part: usize| days[(days.len() * part).div_ceil(10) - 1];
        prop_assert_eq!(told.median, Some(at(5)));
        prop_assert_eq!(told.p90, Some(at(9)));
    }

    #[test]
    fn whatever_was_watched_the_times_are_in_order(
        seen in prop::collection::vec((-5..400_i64, 0..3_usize, 0..5_i64), 0..60),
    ) {
        let fates = [Fate::Went, Fate::Left, Fate::Waits];
        let watches: Vec<Watch> = seen
            .iter()
            .map(|(days, fate, count)| Watch { days: *days, fate: fates[*fate], count: *count })
            .collect();
        let told = wait("step", &watches);
        prop_assert_eq!(told.median.is_some(), told.went >= 5);
        prop_assert!(told.median <= told.p90);
    }
}
