//! What is learned of leads, whatever they were.

use domain::models::Method;
use domain::scoring::{
    GradeThresholds, LeadLearning, LeadLesson, LeadSignals, ScoreConfig, Weights, learn_leads,
    score_lead,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary::{event, now, profile};

fn learned(lessons: &[LeadLesson]) -> LeadLearning {
    learn_leads(lessons, Weights::default(), GradeThresholds::default(), 180)
}

fn lesson() -> impl Strategy<Value = LeadLesson> {
    (any::<[u8; 4]>(), any::<bool>()).prop_map(|(parts, is_yes)| LeadLesson { parts, is_yes })
}

/// Numbers that look drawn by lot, from 0 to 1.
fn lot(seed: u32) -> f64 {
    let mixed = (seed ^ (seed >> 16)).wrapping_mul(0x7feb_352d);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x846c_a68b);
    f64::from((mixed ^ (mixed >> 16)) >> 8) / f64::from(1_u32 << 24)
}

/// Leads whose chance follows these pulls.
fn world(count: u32, shift: f64, pulls: [f64; 4]) -> Vec<LeadLesson> {
    (0..count)
        .map(|n| {
            let parts: [f64; 4] =
                std::array::from_fn(|part| lot(n * 5 + u32::try_from(part).unwrap()).powi(2));
            let odds: f64 = shift + parts.iter().zip(pulls).map(|(x, pull)| x * pull).sum::<f64>();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
            let parts = parts.map(|part| (part * 100.0) as u8);
            LeadLesson { parts, is_yes: lot(n * 5 + 4) < 1.0 / (1.0 + (-odds).exp()) }
        })
        .collect()
}

proptest! {
    #[test]
    fn chances_are_chances_and_no_part_speaks_against_a_lead(
        lessons in vec(lesson(), 0..400), lead in any::<[u8; 4]>(), part in 0_usize..4,
    ) {
        let Some(model) = learned(&lessons).model else { return Ok(()) };
        let chance = model.chance(lead);
        prop_assert!(chance > 0.0 && chance < 1.0);
        let mut better = lead;
        better[part] = better[part].saturating_add(20);
        prop_assert!(model.chance(better) >= chance);
        let weights = model.weights(Weights::default());
        prop_assert_eq!(weights.behaviour + weights.demographic + weights.fit + weights.engagement, 100);
        let told: u32 = model.bands.iter().map(|band| band.leads).sum();
        prop_assert_eq!(usize::try_from(told).unwrap(), lessons.len() / 5);
        for band in &model.bands {
            prop_assert!(band.customers <= band.leads && band.from <= band.to);
        }
    }

    #[test]
    fn under_learned_weights_reasons_still_sum_to_the_score(
        lessons in vec(lesson(), 100..300), profile in profile(), events in vec(event(), 0..30),
    ) {
        let Some(model) = learned(&lessons).model else { return Ok(()) };
        let mut config = ScoreConfig::default();
        config.weights = model.weights(config.weights);
        let scored = score_lead(&LeadSignals { profile, events: &events }, &config, now());
        let points: i32 = scored.contributions().map(|reason| reason.points).sum();
        prop_assert_eq!(points, i32::from(scored.score.get()));
        let odds = model.odds(&scored);
        prop_assert!(odds.low <= odds.chance && odds.chance <= odds.high && odds.customers <= odds.leads);
    }
}

#[test]
fn the_weights_of_the_world_are_found() {
    let learned = learned(&world(6_000, -3.5, [0.5, 1.0, 4.0, 1.5]));
    let model = learned.model.unwrap();
    assert_eq!(model.method, Method::Learned, "{}", learned.reason);
    let weights = model.weights(Weights::default());
    assert!(weights.fit > 45 && weights.behaviour < 15, "{weights:?}");
    let own = learned.measured.own().unwrap();
    assert!(own.ece < 0.03, "{own:?}");
    assert!(
        learned.measured.compared.iter().skip(1).all(|other| other.metrics.log_loss > own.log_loss)
    );
    assert_eq!(learned.measured.carries[0].name, "Fit");
}

#[test]
fn the_base_rate_stays_where_nothing_tells_more() {
    let learned = learned(&world(2_000, -1.5, [0.0; 4]));
    let model = learned.model.unwrap();
    assert_eq!(model.method, Method::BaseRate);
    assert_eq!(model.weights(Weights::default()), Weights::default());
    assert!((model.chance([0; 4]) - model.chance([100; 4])).abs() < 1e-12);
    assert!((model.chance([50; 4]) - 0.182).abs() < 0.04);
}

#[test]
fn few_leads_or_one_ending_teach_nothing_and_say_so() {
    let all = world(1_000, -1.0, [1.0; 4]);
    let never: Vec<LeadLesson> =
        all.iter().map(|one| LeadLesson { is_yes: false, ..*one }).collect();
    let always: Vec<LeadLesson> =
        all.iter().map(|one| LeadLesson { is_yes: true, ..*one }).collect();
    for lessons in [&[][..], &all[..1], &all[..99], &never, &always] {
        let learned = learned(lessons);
        assert!(learned.model.is_none() && learned.measured.compared.is_empty());
        assert!(learned.reason.contains(&format!("{} leads", lessons.len())), "{}", learned.reason);
    }
}

#[test]
fn constant_facts_leave_one_chance_and_no_figure_is_broken() {
    for parts in [[0; 4], [100; 4], [255; 4]] {
        let lessons: Vec<LeadLesson> =
            (0..500).map(|n| LeadLesson { parts, is_yes: n % 4 == 0 }).collect();
        let learned = learned(&lessons);
        let model = learned.model.unwrap();
        assert!((model.chance(parts) - 0.25).abs() < 0.03, "{}", model.chance(parts));
        let figures = learned.measured.compared.iter().map(|one| one.metrics);
        assert!(figures.clone().all(|one| one.log_loss.is_finite() && one.ece.is_finite()));
        assert!(figures.clone().all(|one| one.auc.is_finite() && one.brier.is_finite()));
    }
}

#[test]
fn the_newest_leads_alone_may_have_one_ending() {
    let mut lessons = world(1_000, -1.0, [1.0; 4]);
    lessons[800..].iter_mut().for_each(|one| one.is_yes = false);
    let learned = learned(&lessons);
    let model = learned.model.unwrap();
    assert!(model.chance([50; 4]) < 0.4);
    assert!(model.bands.iter().all(|band| band.customers == 0));
}

#[test]
fn weights_that_are_all_nothing_are_no_trouble() {
    let none = Weights { behaviour: 0, demographic: 0, fit: 0, engagement: 0 };
    let lessons = world(1_000, -1.0, [1.0, 2.0, 0.0, 1.0]);
    let learned = learn_leads(&lessons, none, GradeThresholds::default(), 180);
    let model = learned.model.unwrap();
    assert!(model.pulls.iter().all(|pull| pull.is_finite() && *pull >= 0.0));
}
