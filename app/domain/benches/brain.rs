//! How fast the brain is: leads scored, and a forecast of many deals.

use chrono::{DateTime, TimeDelta, Utc};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use domain::forecast::{ForecastConfig, ForecastInput, Levers, NewBusiness, OpenDeal, forecast};
use domain::ids::{LeadId, OpportunityId};
use domain::interaction::{Direction, InteractionKind, Outcome};
use domain::money::Cents;
use domain::queue::{Candidate, ContactFacts, QueueConfig, Subject, build_queue};
use domain::ratio::Ratio;
use domain::scoring::{
    Event, LeadSignals, Profile, ScoreConfig, score_lead, score_only, seniority,
};
use domain::win::{DealSignals, Record, WinConfig, win_probability};

fn main() {
    divan::main();
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_794_480_000, 0).unwrap_or_default()
}

/// A thousand leads with five interactions each, which is what five million on a million come to.
fn leads() -> Vec<(Profile, Vec<Event>)> {
    let outcomes =
        [Some(Outcome::Opened), Some(Outcome::NoAnswer), None, Some(Outcome::Held), None];
    let kinds = [
        InteractionKind::Email,
        InteractionKind::Call,
        InteractionKind::WebVisit,
        InteractionKind::Meeting,
        InteractionKind::Email,
    ];
    let event =
        |lead: i64, (kind, outcome): (InteractionKind, Option<Outcome>), place: i64| Event {
            kind,
            direction: if (lead + place) % 2 == 0 {
                Direction::Inbound
            } else {
                Direction::Outbound
            },
            outcome,
            sentiment: None,
            at: now() - TimeDelta::hours(7 * lead % 2_000 + 31 * place),
        };
    let lead = |id: i64| {
        let profile = Profile {
            employees: u32::try_from(id).ok(),
            seniority: seniority("Head of Learning"),
            product_fit: Some(Ratio::from_bp(8_000)),
            pain_points: 2,
            ..Profile::default()
        };
        let events = kinds.into_iter().zip(outcomes).zip(0..);
        (profile, events.map(|(what, place)| event(id, what, place)).collect())
    };
    (0..1_000).map(lead).collect()
}

#[divan::bench]
fn score_leads(bencher: Bencher) {
    let (leads, config, now) = (leads(), ScoreConfig::default(), now());
    bencher.counter(ItemsCount::new(leads.len())).bench(|| {
        leads
            .iter()
            .map(|(profile, events)| {
                u32::from(
                    score_only(&LeadSignals { profile: *profile, events }, &config, now).get(),
                )
            })
            .sum::<u32>()
    });
}

#[divan::bench]
fn score_leads_with_reasons(bencher: Bencher) {
    let (leads, config, now) = (leads(), ScoreConfig::default(), now());
    bencher.counter(ItemsCount::new(leads.len())).bench(|| {
        for (profile, events) in &leads {
            black_box(score_lead(&LeadSignals { profile: *profile, events }, &config, now));
        }
    });
}

#[divan::bench]
fn win_probability_with_reasons(bencher: Bencher) {
    let deal = DealSignals {
        stage: Record { won: 40, closed: 90 },
        all: Record { won: 400, closed: 900 },
        owner: Record { won: 20, closed: 30 },
        normal_dwell_days: Some(10),
        last_contact_at: Some(now() - TimeDelta::days(3)),
        inbound: 3,
        outbound: 5,
        ..DealSignals::new(
            Ratio::from_bp(4_000),
            now() - TimeDelta::days(40),
            now() - TimeDelta::days(20),
        )
    };
    let config = WinConfig::default();
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench(|| win_probability(black_box(&deal), &config, now()));
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn forecast_of_open_deals(bencher: Bencher, deals: i64) {
    let deal = |id: i64| OpenDeal {
        id: OpportunityId(id),
        amount: Cents(500_000 + 7_919 * (id % 997)),
        p_in_period: Ratio::from_bp(i32::try_from(200 + 131 * id % 9_000).unwrap_or(0)),
        median_days: 30,
    };
    let input = ForecastInput {
        closed: Cents(1_000_000_000),
        open: (0..deals).map(deal).collect(),
        new_business: NewBusiness { expected: Cents(200_000_000), deal_size: Cents(1_000_000) },
        target: Some(Cents(2_000_000_000)),
        window: (0, 60),
    };
    let (levers, config) = (Levers::default(), ForecastConfig::default());
    bencher.bench(|| forecast(black_box(&input), &levers, &config));
}

const NOTE: &str = "Good call with Mr. Bo. They loved the demo, but the price is too high for this year and they are worried about the \
  rollout. I'll send a new offer by Friday.";

#[divan::bench]
fn tone_of_a_note(bencher: Bencher) {
    bencher.counter(ItemsCount::new(1_u32)).bench(|| domain::text::tone(black_box(NOTE)));
}

#[divan::bench]
fn emotions_of_a_note(bencher: Bencher) {
    use domain::text::emotion::emotions;
    bencher.counter(ItemsCount::new(1_u32)).bench(|| emotions(black_box(NOTE)));
}

#[divan::bench]
fn objections_of_a_note(bencher: Bencher) {
    use domain::text::objections::objections;
    bencher.counter(ItemsCount::new(1_u32)).bench(|| objections(black_box(NOTE)));
}

#[divan::bench]
fn queue_of_500(bencher: Bencher) {
    let candidate = |id: i64| Candidate {
        subject: Subject::Lead(LeadId(id)),
        contact: ContactFacts {
            last_contact_at: Some(now() - TimeDelta::hours(5 * id)),
            ..ContactFacts::new("Ana Ruiz".to_owned(), now() - TimeDelta::days(90))
        },
        company: Some("Acme".to_owned()),
        value: Cents(10_000 * id),
        probability: Ratio::from_bp(3_000),
        score: None,
        due_at: None,
        snoozed_until: None,
        deal: None,
        task: None,
    };
    let candidates: Vec<Candidate> = (0..500).map(candidate).collect();
    bencher.bench(|| build_queue(&candidates, &QueueConfig::default(), now()));
}
