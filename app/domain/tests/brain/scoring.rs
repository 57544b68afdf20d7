//! The lead score.

use chrono::TimeDelta;
use domain::interaction::{Direction, InteractionKind, Outcome, Sentiment};
use domain::ratio::Ratio;
use domain::scoring::{
    Event, Grade, LeadSignals, Part, Profile, ScoreConfig, Weights, score_lead, score_only,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary::{event, now, profile};

fn weights() -> impl Strategy<Value = Weights> {
    (0_u16..100, 0_u16..100, 0_u16..100, 0_u16..100).prop_map(
        |(behaviour, demographic, fit, engagement)| Weights {
            behaviour,
            demographic,
            fit,
            engagement,
        },
    )
}

proptest! {
    #[test]
    fn reasons_sum_to_the_score_and_to_each_part(
        profile in profile(), events in vec(event(), 0..30), weights in weights(),
    ) {
        let config = ScoreConfig { weights, ..ScoreConfig::default() };
        let scored = score_lead(&LeadSignals { profile, events: &events }, &config, now());
        let points: i32 = scored.contributions().map(|reason| reason.points).sum();
        prop_assert_eq!(points, i32::from(scored.score.get()));
        for part in &scored.parts {
            let points: i32 = part.contributions.iter().map(|reason| reason.points).sum();
            prop_assert_eq!(points, part.points);
            prop_assert!(part.points <= 100 && part.points >= 0);
        }
        for reason in scored.contributions() {
            prop_assert!(reason.points != 0 && !reason.label.is_empty());
        }
    }

    #[test]
    fn the_score_without_words_is_the_same(
        profile in profile(), events in vec(event(), 0..30), weights in weights(),
    ) {
        let config = ScoreConfig { weights, ..ScoreConfig::default() };
        let signals = LeadSignals { profile, events: &events };
        prop_assert_eq!(score_only(&signals, &config, now()), score_lead(&signals, &config, now()).score);
    }

    #[test]
    fn a_score_falls_when_nothing_happens(
        profile in profile(), mut events in vec(event(), 0..30), days in 0_i64..200,
    ) {
        for event in &mut events {
            event.sentiment = Some(Sentiment::Neutral);
        }
        let signals = LeadSignals { profile, events: &events };
        let config = ScoreConfig::default();
        let later = score_only(&signals, &config, now() + TimeDelta::days(days));
        prop_assert!(later <= score_only(&signals, &config, now()));
    }

    #[test]
    fn one_more_sign_of_interest_never_lowers_the_score(
        profile in profile(), mut events in vec(event(), 0..30), mut more in event(),
    ) {
        more.sentiment = Some(Sentiment::Neutral);
        let config = ScoreConfig::default();
        let before = score_only(&LeadSignals { profile, events: &events }, &config, now());
        events.push(more);
        let after = score_only(&LeadSignals { profile, events: &events }, &config, now());
        prop_assert!(after >= before);
    }

    #[test]
    fn the_order_of_events_does_not_matter(profile in profile(), events in vec(event(), 0..10)) {
        let config = ScoreConfig::default();
        let forward = score_only(&LeadSignals { profile, events: &events }, &config, now());
        let backward: Vec<Event> = events.into_iter().rev().collect();
        prop_assert_eq!(score_only(&LeadSignals { profile, events: &backward }, &config, now()), forward);
    }
}

fn happened(kind: InteractionKind, direction: Direction, days_ago: i64) -> Event {
    let at = now() - TimeDelta::days(days_ago);
    Event { kind, direction, outcome: None, sentiment: None, at }
}

#[test]
fn what_has_not_happened_yet_is_not_seen() {
    let tomorrow = [happened(InteractionKind::Meeting, Direction::Inbound, -1)];
    let signals = LeadSignals { profile: Profile::default(), events: &tomorrow };
    assert_eq!(score_only(&signals, &ScoreConfig::default(), now()).get(), 0);
}

#[test]
fn writing_more_mails_that_nobody_answers_earns_nothing() {
    let mails = vec![happened(InteractionKind::Email, Direction::Outbound, 1); 20];
    let signals = LeadSignals { profile: Profile::default(), events: &mails };
    assert_eq!(score_only(&signals, &ScoreConfig::default(), now()).get(), 0);
}

#[test]
fn a_perfect_lead_is_an_a_and_an_unknown_one_a_d() {
    let profile = Profile {
        employees: Some(800),
        industry_fit: Some(Ratio::ONE),
        seniority: domain::scoring::seniority("CEO"),
        region_fit: Some(Ratio::ONE),
        product_fit: Some(Ratio::ONE),
        budget_cover: Some(Ratio::from_bp(15_000)),
        authority: domain::lead::Authority::Decider,
        pain_points: 3,
        timeline_days: Some(14),
    };
    let mut events = Vec::new();
    for days in 0..5 {
        events.push(happened(InteractionKind::Meeting, Direction::Inbound, days));
        events.push(happened(InteractionKind::Email, Direction::Inbound, days));
        events.push(happened(InteractionKind::WebVisit, Direction::Inbound, days));
        events.push(happened(InteractionKind::Form, Direction::Inbound, days));
    }
    let config = ScoreConfig::default();
    let best = score_lead(&LeadSignals { profile, events: &events }, &config, now());
    assert_eq!(best.grade, Grade::A);
    assert!(best.score.get() >= 95, "{best:?}");
    assert!(best.unknown.is_empty());
    let none =
        score_lead(&LeadSignals { profile: Profile::default(), events: &[] }, &config, now());
    assert_eq!((none.score.get(), none.grade, none.unknown.len()), (0, Grade::D, 9));
}

#[test]
fn reasons_are_facts_with_numbers() {
    let opened = Event {
        outcome: Some(Outcome::Opened),
        ..happened(InteractionKind::Email, Direction::Outbound, 2)
    };
    let events = [opened, opened, happened(InteractionKind::Call, Direction::Outbound, 5)];
    let signals = LeadSignals { profile: Profile::default(), events: &events };
    let scored = score_lead(&signals, &ScoreConfig::default(), now());
    let labels: Vec<String> =
        scored.contributions().map(|reason| reason.label.replace('\u{a0}', " ")).collect();
    assert_eq!(
        labels,
        [
            "Opened 2 mails, the last 2 d ago",
            "Last two-way contact 5 d ago",
            "1 two-way contact",
            "1 call answered",
        ]
    );
    assert_eq!(scored.parts.each_ref().map(|part| part.part).as_slice(), Part::ALL);
}
