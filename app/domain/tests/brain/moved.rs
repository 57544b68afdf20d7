//! Why a forecast moved.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::forecast::moved::{Cause, Stand, between};
use domain::ids::OpportunityId;
use domain::money::Cents;
use proptest::prelude::*;

fn stand() -> impl Strategy<Value = Stand> {
    let due =
        proptest::option::of((0_u64..90).prop_map(|days| NaiveDate::default() + Days::new(days)));
    prop_oneof![
        4 => (0_i64..900_000_000, 0_i64..10_000, due).prop_map(|(amount, bp, due)| Stand::Open {
            amount: Cents(amount),
            expected: Cents(amount * bp / 10_000),
            due,
        }),
        1 => (0_i64..900_000_000).prop_map(|amount| Stand::Won(Cents(amount))),
        1 => Just(Stand::Lost),
    ]
}

fn stands() -> impl Strategy<Value = BTreeMap<OpportunityId, Stand>> {
    proptest::collection::btree_map((0_i64..40).prop_map(OpportunityId), stand(), 0..30)
}

fn sum(stands: &BTreeMap<OpportunityId, Stand>) -> i64 {
    let part = |stand: &Stand| match stand {
        Stand::Open { expected, .. } => expected.get(),
        Stand::Won(amount) => amount.get(),
        Stand::Lost => 0,
    };
    stands.values().map(part).sum()
}

proptest! {
    #[test]
    fn causes_add_up_to_the_difference_to_the_cent(before in stands(), after in stands()) {
        let moved: i64 = between(&before, &after).iter().map(|one| one.by.get()).sum();
        prop_assert_eq!(moved, sum(&after) - sum(&before));
    }

    #[test]
    fn what_is_as_it_was_moves_nothing(stands in stands()) {
        prop_assert!(between(&stands, &stands).is_empty());
    }
}

#[test]
fn a_deal_that_closes_later_was_pushed_and_an_earlier_one_pulled() {
    let open = |expected: i64, day: &str| Stand::Open {
        amount: Cents(1_000),
        expected: Cents(expected),
        due: Some(day.parse().unwrap()),
    };
    let of = |stand| BTreeMap::from([(OpportunityId(1), stand)]);
    let cause = |before, after| between(&of(before), &of(after)).first().map(|one| one.cause);
    let october = open(500, "2026-10-10");
    assert_eq!(cause(october, open(100, "2027-01-10")), Some(Cause::Pushed));
    assert_eq!(cause(october, open(700, "2026-10-01")), Some(Cause::Pulled));
    assert_eq!(cause(october, open(400, "2026-10-10")), Some(Cause::Chance));
}
