//! Whatever history a model is given, it gives chances: no history is a reason to stop.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use domain::ids::StageId;
use domain::models::Method;
use domain::money::Cents;
use domain::ratio::Ratio;
use domain::win::{
    DealSignals, Fitted, History, Seen, StageFacts, Story, WinConfig, Word, fit, win_probability_by,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary::{deal_signals, now};

/// A deal that came so many days ago, lived so long and ended this way.
fn story(age: i64, days: i64, won: bool, amount: i64) -> Story {
    let created_at = now() - Duration::days(age);
    let ended_at = created_at + Duration::days(days);
    let seen = |at, is_open| Seen {
        at,
        stage: StageId(1),
        is_open,
        amount: Cents(amount),
        close_on: Some((created_at + Duration::days(60)).date_naive()),
        owner: 1,
    };
    let word = |at: DateTime<Utc>| Word {
        at,
        is_contact: true,
        from_them: won,
        from_us: !won,
        person: Some(1),
    };
    Story {
        created_at,
        ended: Some((ended_at, won)),
        source: 1,
        product: 0,
        versions: vec![seen(created_at, true), seen(ended_at, false)],
        talk: vec![word(created_at), word(ended_at)],
    }
}

fn fitted(stories: Vec<Story>) -> Fitted {
    let facts = StageFacts { default: Ratio::from_bp(4_000), normal_dwell_days: Some(14) };
    let stages = BTreeMap::from([(StageId(1), facts)]);
    fit(&History { stories, stages, now: now() }.examples(), &WinConfig::default())
}

/// Every figure is a number, and a chance lies between nothing and certain.
fn is_sound(fitted: &Fitted, deal: &DealSignals) {
    let chance = fitted.learned.chance(deal, &WinConfig::default(), now());
    assert!(chance > 0.0 && chance < 1.0, "{chance} {fitted:?}");
    let told = win_probability_by(deal, &WinConfig::default(), &fitted.learned, now());
    assert!(told.low <= told.probability && told.probability <= told.high, "{told:?}");
    for way in &fitted.measured.compared {
        let figures = way.metrics;
        let all = [figures.auc, figures.log_loss, figures.brier, figures.ece];
        assert!(all.iter().all(|figure| figure.is_finite()), "{} {figures:?}", way.name);
    }
    assert!(fitted.measured.carries.iter().all(|one| one.points.is_finite()));
    assert!(!fitted.reason.is_empty());
}

fn bare() -> DealSignals {
    DealSignals::new(Ratio::from_bp(4_000), now() - Duration::days(10), now())
}

#[test]
fn one_ending_teaches_nothing_and_says_so() {
    for won in [true, false] {
        let stories = (0..300).map(|n| story(60 + n, 40, won, 100_000)).collect();
        let fitted = fitted(stories);
        assert_eq!(fitted.learned.method, Method::Expert);
        assert!(fitted.reason.contains("300 ended deals"), "{}", fitted.reason);
        is_sound(&fitted, &bare());
    }
    is_sound(&fitted(Vec::new()), &bare());
    is_sound(&fitted(vec![story(60, 40, true, 1)]), &bare());
}

#[test]
fn facts_that_never_differ_leave_a_chance() {
    let stories: Vec<Story> = (0..400).map(|n| story(60 + n, 40, n % 3 == 0, 100_000)).collect();
    let fitted = fitted(stories);
    is_sound(&fitted, &bare());
    assert!(!fitted.measured.compared.is_empty());
}

#[test]
fn deals_of_which_nothing_is_known_teach_without_harm() {
    let nothing = |n: i64| {
        let mut story = story(60 + n, 40, n % 2 == 0, 0);
        story.talk.clear();
        story.versions.iter_mut().for_each(|seen| (seen.close_on, seen.owner) = (None, 0));
        story
    };
    is_sound(&fitted((0..300).map(nothing).collect()), &bare());
    let without_versions = |n: i64| Story { versions: Vec::new(), ..nothing(n) };
    is_sound(&fitted((0..300).map(without_versions).collect()), &bare());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn negative_amounts_and_days_ahead_break_nothing(
        lives in vec((-400_i64..900, -50_i64..300, any::<bool>(), any::<i64>()), 60..120),
        deal in deal_signals(),
    ) {
        let stories = lives.into_iter().map(|(age, days, won, amount)| story(age, days, won, amount));
        is_sound(&fitted(stories.collect()), &deal);
    }
}
