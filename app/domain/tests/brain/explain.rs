//! Points that add up.

use domain::explain::apportion;
use proptest::prelude::*;

#[expect(clippy::cast_possible_truncation, reason = "a few thousand at most")]
fn rounded_sum(values: &[f64]) -> i32 {
    values.iter().sum::<f64>().round() as i32
}

proptest! {
    #[test]
    fn shares_sum_to_the_total_whatever_it_is(
        values in prop::collection::vec(-1e6..1e6, 1..40),
        total in -1_000_000..1_000_000,
    ) {
        prop_assert_eq!(apportion(&values, total).iter().sum::<i32>(), total);
    }

    #[test]
    fn a_share_is_less_than_one_from_its_value_when_the_total_is_their_sum(
        values in prop::collection::vec(-100.0..100.0_f64, 1..40),
    ) {
        let total = rounded_sum(&values);
        for (value, share) in values.iter().zip(apportion(&values, total)) {
            prop_assert!((value - f64::from(share)).abs() <= 1.0, "{} became {}", value, share);
        }
    }

    #[test]
    fn nothing_stays_nothing(values in prop::collection::vec(0.0..100.0_f64, 1..20)) {
        let mut values = values;
        values.push(0.0);
        let total = rounded_sum(&values);
        prop_assert_eq!(apportion(&values, total).pop(), Some(0));
    }
}
