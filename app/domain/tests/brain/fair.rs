//! A comparison that is fair to who gets the hard deals.

use chrono::NaiveDate;
use domain::fair::{Ended, fair, notes};
use domain::ids::UserId;
use domain::money::Cents;
use proptest::prelude::*;

fn deal(owner: i64, source: &str, won: bool) -> Ended {
    Ended {
        owner: UserId(owner),
        won,
        amount: Cents(500_000),
        days: 30,
        closed_on: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(),
        source: source.to_owned(),
        product: None,
        reason: (!won).then(|| "Price".to_owned()),
    }
}

/// `won` of `ended` deals.
fn deals(owner: i64, source: &str, won: usize, ended: usize) -> Vec<Ended> {
    (0..ended).map(|place| deal(owner, source, place < won)).collect()
}

fn any_deals() -> impl Strategy<Value = Vec<Ended>> {
    let one = (1_i64..6, prop::sample::select(vec!["web", "referral", "event"]), any::<bool>());
    prop::collection::vec(one.prop_map(|(owner, source, won)| deal(owner, source, won)), 0..200)
}

proptest! {
    #[test]
    fn expected_wins_lie_between_none_and_all(history in any_deals()) {
        let mine: Vec<&Ended> = history.iter().filter(|deal| deal.owner == UserId(1)).collect();
        if let Some(fair) = fair(UserId(1), mine.iter().copied(), &history) {
            let all = f64::from(u32::try_from(mine.len()).unwrap());
            prop_assert!(fair.expected > 0.0 && fair.expected < all);
            let (low, high) = fair.range();
            prop_assert!(low <= fair.ratio() && fair.ratio() <= high && low.is_finite() && high.is_finite());
        }
    }

    #[test]
    fn ones_own_luck_does_not_change_what_is_expected(history in any_deals()) {
        let judge = |history: &[Ended]| {
            let mine: Vec<Ended> = history.iter().filter(|deal| deal.owner == UserId(1)).cloned().collect();
            fair(UserId(1), &mine, history).map(|fair| fair.expected)
        };
        let mut lucky = history.clone();
        lucky.iter_mut().filter(|deal| deal.owner == UserId(1)).for_each(|deal| deal.won = true);
        prop_assert_eq!(judge(&history), judge(&lucky));
    }
}

#[test]
fn who_wins_a_few_of_the_hard_ones_is_before_who_wins_many_of_the_easy_ones() {
    let history: Vec<Ended> = [
        deals(1, "cold_call", 8, 40),
        deals(2, "referral", 18, 40),
        deals(3, "cold_call", 20, 200),
        deals(3, "referral", 100, 200),
    ]
    .concat();
    let judge = |owner: i64| {
        let mine: Vec<&Ended> = history.iter().filter(|deal| deal.owner == UserId(owner)).collect();
        fair(UserId(owner), mine, &history).unwrap()
    };
    let (hard, easy) = (judge(1), judge(2));
    assert!(hard.ratio() > 1.4 && easy.ratio() < 1.0, "{hard:?} {easy:?}");
    assert!(hard.z() > easy.z());
    assert_eq!((hard.verdict(), easy.verdict()), ("More than chance explains", "As expected"));
}

#[test]
fn too_little_says_nothing() {
    let few = deals(2, "web", 5, 29);
    assert_eq!(
        fair(UserId(1), &deals(1, "web", 3, 9), &few),
        None,
        "of 29 deals nothing is learned"
    );
    let many = deals(2, "web", 15, 60);
    assert_eq!(fair(UserId(1), &deals(1, "web", 1, 2), &many), None, "two deals are no record");
}

#[test]
fn a_note_is_a_fact_with_its_numbers() {
    let slow: Vec<Ended> =
        deals(1, "web", 6, 6).into_iter().map(|deal| Ended { days: 50, ..deal }).collect();
    let (mine, others) = (slow.iter().collect::<Vec<_>>(), deals(2, "web", 20, 40));
    let said = notes(&mine, &others.iter().collect::<Vec<_>>());
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].replace('\u{a0}', " ").starts_with("Won deals take 50 days, the others' 30 days"),
        "{said:?}"
    );
    assert!(said[0].ends_with("(medians of 6 and 20)."), "{said:?}");
    assert_eq!(notes(&[], &[]), Vec::<String>::new());
}
