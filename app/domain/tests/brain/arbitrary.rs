//! Arbitrary inputs. Times lie around one fixed moment.

use chrono::{DateTime, TimeDelta, Utc};
use domain::forecast::{ForecastInput, NewBusiness, OpenDeal};
use domain::ids::{LeadId, OpportunityId, TaskId};
use domain::interaction::{Direction, InteractionKind, Outcome, Sentiment};
use domain::lead::{Authority, ContactMethod};
use domain::money::Cents;
use domain::queue::{Candidate, ContactFacts, DealFacts, DealSigns, Subject, TaskFacts};
use domain::ratio::Ratio;
use domain::scoring::{Event, Profile, Score, Seniority};
use domain::task::TaskKind;
use domain::win::{DealSignals, End, LifeTable, NextStep, Record, Survival};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Thursday, in the middle of a working day.
pub fn now() -> DateTime<Utc> {
    "2026-11-12T10:30:00Z".parse().unwrap()
}

/// A moment up to a year ago.
pub fn past() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..365 * 24 * 60).prop_map(|minutes| now() - TimeDelta::minutes(minutes))
}

/// A moment within a year, both ways.
pub fn around() -> impl Strategy<Value = DateTime<Utc>> {
    (-180_i64..180).prop_map(|days| now() + TimeDelta::days(days))
}

pub fn share() -> impl Strategy<Value = Ratio> {
    (0..=10_000).prop_map(Ratio::from_bp)
}

pub fn amount() -> impl Strategy<Value = Cents> {
    prop_oneof![Just(0), 1_i64..1_000_000, 1_i64..1_000_000_000].prop_map(Cents)
}

prop_compose! {
    pub fn event()(
        kind in select(InteractionKind::ALL),
        direction in select(Direction::ALL),
        outcome in option::of(select(Outcome::ALL)),
        sentiment in option::of(select(Sentiment::ALL)),
        at in past(),
    ) -> Event {
        Event { kind, direction, outcome, sentiment, at }
    }
}

prop_compose! {
    pub fn profile()(
        employees in option::of(0_u32..200_000),
        industry_fit in option::of(share()),
        seniority in select(Seniority::ALL),
        region_fit in option::of(share()),
        product_fit in option::of(share()),
        budget_cover in option::of((0..30_000).prop_map(Ratio::from_bp)),
        authority in select(Authority::ALL),
        pain_points in 0_u8..8,
        timeline_days in option::of(0_u16..1_000),
    ) -> Profile {
        Profile {
            employees, industry_fit, seniority, region_fit, product_fit, budget_cover, authority, pain_points,
            timeline_days,
        }
    }
}

fn survival() -> impl Strategy<Value = Survival> {
    (share(), share(), 0_u32..100).prop_map(|(a, b, won)| Survival {
        of_new: a.max(b),
        at_age: a.min(b),
        won,
    })
}

fn record() -> impl Strategy<Value = Record> {
    (0_u32..500, 0_u32..500).prop_map(|(won, lost)| Record { won, closed: won + lost })
}

prop_compose! {
    pub fn deal_signals()(
        stage_default in share(),
        (stage, all, source, owner) in (record(), record(), record(), record()),
        (stage_entered_at, created_at) in (past(), past()),
        normal_dwell_days in option::of(0_u16..120),
        (normal_cycle_days, survival) in (option::of(0_u16..300), option::of(survival())),
        last_contact_at in option::of(past()),
        (inbound, outbound) in (0_u16..50, 0_u16..50),
        (contacts, pushes) in (0_u8..8, 0_u8..8),
        close_on in option::of(around()),
        next_step in select(&[NextStep::NotTracked, NextStep::Missing, NextStep::Planned][..]),
        amount in amount(),
        typical_amount in option::of(amount()),
    ) -> DealSignals {
        DealSignals {
            stage_default, stage, all, source, owner, stage_entered_at, normal_dwell_days, created_at,
            product: owner, normal_cycle_days, survival, last_contact_at, inbound, outbound, contacts, pushes,
            close_on: close_on.map(|at| at.date_naive()), next_step, amount, typical_amount,
        }
    }
}

fn open_deals(most: usize) -> impl Strategy<Value = Vec<OpenDeal>> {
    let deal = (amount(), share());
    proptest::collection::vec(deal, 0..most).prop_map(|deals| {
        deals
            .into_iter()
            .zip(1..)
            .map(|((amount, p_in_period), id)| OpenDeal {
                id: OpportunityId(id),
                amount,
                p_in_period,
                median_days: 5 + u32::try_from(id * 13 % 120).unwrap_or(0),
            })
            .collect()
    })
}

prop_compose! {
    pub fn forecast_input(most: usize)(
        closed in amount(),
        open in open_deals(most),
        expected in amount(),
        deal_size in amount(),
        target in option::of(amount()),
    ) -> ForecastInput {
        let new_business = NewBusiness { expected, deal_size };
        ForecastInput { closed, open, new_business, target, window: (0, 40) }
    }
}

prop_compose! {
    pub fn contact()(
        created_at in past(),
        last_contact_at in option::of(past()),
        last_inbound_at in option::of(past()),
        preferred in option::of(select(ContactMethod::ALL)),
        hours in option::of((0_u8..12, 12_u8..24)),
        utc_offset_minutes in -720..720,
        do_not_contact in any::<bool>(),
    ) -> ContactFacts {
        ContactFacts {
            last_contact_at, last_inbound_at, preferred, hours, utc_offset_minutes, do_not_contact,
            ..ContactFacts::new("Ana Ruiz".to_owned(), created_at)
        }
    }
}

prop_compose! {
    pub fn deal_facts()(
        stage_entered_at in past(),
        normal_dwell_days in option::of(0_u16..120),
        close_on in option::of(around()),
        (pushes, contacts) in (0_u8..6, 0_u8..6),
        next_step in select(&["", "Send the contract"][..]),
        next_step_on in option::of(around()),
    ) -> DealFacts {
        DealFacts {
            stage: "Proposal".to_owned(),
            stage_entered_at,
            normal_dwell_days,
            close_on: close_on.map(|at| at.date_naive()),
            pushes,
            contacts,
            next_step: next_step.to_owned(),
            next_step_on: next_step_on.map(|at| at.date_naive()),
            signs: DealSigns::default(),
        }
    }
}

prop_compose! {
    fn candidate()(
        kind in 0..3,
        contact in contact(),
        value in amount(),
        probability in share(),
        score in option::of(0_u8..=100),
        due_at in option::of(around()),
        snoozed_until in option::of(around()),
        deal in deal_facts(),
        task in select(TaskKind::ALL),
    ) -> Candidate {
        let task = TaskFacts { title: "Send the slides".to_owned(), kind: task };
        let (subject, deal, task) = match kind {
            0 => (Subject::Lead(LeadId(0)), None, None),
            1 => (Subject::Deal(OpportunityId(0)), Some(deal), None),
            _ => (Subject::Task(TaskId(0)), None, Some(task)),
        };
        Candidate {
            subject, contact, company: Some("Acme".to_owned()), value, probability,
            score: score.map(|score| Score::try_from(score).unwrap()), due_at, snoozed_until, deal, task,
        }
    }
}

/// Candidates with ids of their own.
pub fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    proptest::collection::vec(candidate(), 0..12).prop_map(|mut candidates| {
        for (candidate, id) in candidates.iter_mut().zip(1..) {
            candidate.subject = match candidate.subject {
                Subject::Lead(_) => Subject::Lead(LeadId(id)),
                Subject::Deal(_) => Subject::Deal(OpportunityId(id)),
                Subject::Task(_) => Subject::Task(TaskId(id)),
            };
        }
        candidates
    })
}

pub fn life_table() -> impl Strategy<Value = LifeTable> {
    let end = select(&[End::Open, End::Won, End::Lost][..]);
    proptest::collection::vec((0_u32..2_000, end), 0..100).prop_map(LifeTable::of)
}
