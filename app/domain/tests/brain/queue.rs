//! The queue and the risks.

use chrono::TimeDelta;
use domain::ids::{LeadId, OpportunityId, TaskId};
use domain::lead::ContactMethod;
use domain::money::Cents;
use domain::queue::{
    ActionKind, Band, Candidate, ContactFacts, DealFacts, DealSigns, QueueConfig, QueueItem,
    RiskConfig, RiskKind, Subject, TaskFacts, build_queue, next_action, risks,
};
use domain::ratio::Ratio;
use domain::task::TaskKind;
use proptest::prelude::*;

use crate::arbitrary::{candidates, contact, deal_facts, now};

proptest! {
    #[test]
    fn every_candidate_has_one_place(mut given in candidates()) {
        let queue = build_queue(&given, &QueueConfig::default(), now());
        let mut subjects: Vec<Subject> = queue.iter().map(|item| item.subject).collect();
        subjects.sort_unstable();
        given.sort_by_key(|candidate| candidate.subject);
        prop_assert_eq!(subjects, given.iter().map(|one| one.subject).collect::<Vec<_>>());
    }

    #[test]
    fn reasons_sum_to_the_priority(given in candidates()) {
        for item in build_queue(&given, &QueueConfig::default(), now()) {
            let points: i32 = item.contributions.iter().map(|reason| reason.points).sum();
            prop_assert_eq!(points, item.priority);
            prop_assert!((0..=100).contains(&item.priority));
            prop_assert!(!item.reason.is_empty() && !item.action.label.is_empty());
        }
    }

    #[test]
    fn the_order_is_by_band_and_priority_and_not_by_input(mut given in candidates()) {
        let config = QueueConfig::default();
        let queue = build_queue(&given, &config, now());
        let order = |item: &QueueItem| (item.band, -item.priority);
        prop_assert!(queue.is_sorted_by_key(order));
        given.reverse();
        prop_assert_eq!(build_queue(&given, &config, now()), queue);
    }

    #[test]
    fn now_holds_no_more_than_there_is_room_for_and_keeps_the_foremost(given in candidates()) {
        let config = QueueConfig { now_at_most: 3, ..QueueConfig::default() };
        let queue = build_queue(&given, &config, now());
        let all = build_queue(&given, &QueueConfig { now_at_most: u16::MAX, ..config }, now());
        let kept = queue.iter().filter(|item| item.band == Band::Now).count();
        let pressing = all.iter().filter(|item| item.band == Band::Now).count();
        prop_assert_eq!(kept, pressing.min(3));
        prop_assert_eq!(&queue[..kept], &all[..kept]);
    }

    #[test]
    fn more_at_stake_never_lowers_the_priority(given in candidates(), more in 1_i64..1_000_000_000) {
        let config = QueueConfig::default();
        for candidate in given {
            // An amount that is not known counts as neither large nor small: to learn that it is small may lower it.
            let known = Candidate { value: Cents(candidate.value.get().max(1)), ..candidate };
            let before = next_action(&known, &config, now()).priority;
            let richer = Candidate { value: Cents(known.value.get() + more), ..known };
            prop_assert!(next_action(&richer, &config, now()).priority >= before);
        }
    }

    #[test]
    fn who_asked_not_to_be_contacted_is_not(given in candidates()) {
        for item in given {
            if item.contact.do_not_contact && item.task.is_none() {
                let action = next_action(&item, &QueueConfig::default(), now()).action.kind;
                let reaches_out = [ActionKind::Call, ActionKind::Mail, ActionKind::Message, ActionKind::Meet];
                prop_assert!(!reaches_out.contains(&action));
            }
        }
    }

    #[test]
    fn a_risk_comes_once_with_evidence(contact in contact(), deal in deal_facts()) {
        let found = risks(&contact, &deal, &RiskConfig::default(), now());
        let mut kinds: Vec<RiskKind> = found.iter().map(|risk| risk.kind).collect();
        kinds.dedup();
        prop_assert_eq!(kinds.len(), found.len());
        prop_assert!(found.is_sorted_by_key(|risk| risk.kind));
    }
}

fn ana() -> ContactFacts {
    ContactFacts {
        last_contact_at: Some(now() - TimeDelta::days(1)),
        last_inbound_at: Some(now() - TimeDelta::days(3)),
        ..ContactFacts::new("Ana Ruiz".to_owned(), now() - TimeDelta::days(20))
    }
}

fn lead(contact: ContactFacts) -> Candidate {
    Candidate {
        subject: Subject::Lead(LeadId(1)),
        contact,
        company: None,
        value: Cents(2_000_000),
        probability: Ratio::from_bp(3_000),
        score: None,
        due_at: None,
        snoozed_until: None,
        deal: None,
        task: None,
    }
}

fn healthy() -> DealFacts {
    DealFacts {
        stage: "Proposal".to_owned(),
        stage_entered_at: now() - TimeDelta::days(4),
        normal_dwell_days: Some(10),
        close_on: Some((now() + TimeDelta::days(20)).date_naive()),
        pushes: 0,
        contacts: 2,
        next_step: "Send the contract".to_owned(),
        next_step_on: Some((now() + TimeDelta::days(3)).date_naive()),
        signs: DealSigns::default(),
    }
}

fn said(candidate: &Candidate) -> (Band, ActionKind, String) {
    let item = next_action(candidate, &QueueConfig::default(), now());
    (item.band, item.action.kind, item.reason.replace('\u{a0}', " "))
}

#[test]
fn a_message_of_theirs_comes_before_all_else() {
    let wrote = ContactFacts { last_inbound_at: Some(now() - TimeDelta::hours(5)), ..ana() };
    let expected = "Their message of 5 h ago waits for an answer".to_owned();
    assert_eq!(said(&lead(wrote)), (Band::Now, ActionKind::Mail, expected));
}

#[test]
fn within_the_norm_it_is_their_turn() {
    let (band, _, reason) = said(&lead(ana()));
    assert_eq!(band, Band::Waiting);
    assert_eq!(reason, "Our message went out 1 d ago, norm for a reply 2 d");
}

#[test]
fn somebody_is_reached_the_way_they_prefer() {
    let quiet = ContactFacts {
        last_contact_at: Some(now() - TimeDelta::days(6)),
        last_inbound_at: None,
        preferred: Some(ContactMethod::Whatsapp),
        ..ana()
    };
    let item = next_action(&lead(quiet), &QueueConfig::default(), now());
    assert_eq!(
        (item.action.kind, item.action.label.as_str()),
        (ActionKind::Message, "Message Ana Ruiz")
    );
}

#[test]
fn a_call_at_night_waits_until_morning() {
    let new = ContactFacts { last_contact_at: None, last_inbound_at: None, ..ana() };
    assert_eq!(said(&lead(new.clone())).0, Band::Now);
    let night = ContactFacts { utc_offset_minutes: -8 * 60, ..new };
    assert_eq!(said(&lead(night)).0, Band::Later);
}

#[test]
fn what_is_snoozed_is_out_of_the_way_until_its_time() {
    let mut snoozed = lead(ContactFacts { last_contact_at: None, ..ana() });
    snoozed.snoozed_until = Some(now() + TimeDelta::hours(1));
    assert_eq!(said(&snoozed).0, Band::Snoozed);
    snoozed.snoozed_until = Some(now());
    assert_ne!(said(&snoozed).0, Band::Snoozed);
}

#[test]
fn an_overdue_task_says_how_late_it_is() {
    let mut task = lead(ana());
    task.subject = Subject::Task(TaskId(7));
    task.due_at = Some(now() - TimeDelta::days(2));
    task.task = Some(TaskFacts { title: "Send the slides".to_owned(), kind: TaskKind::ToDo });
    assert_eq!(said(&task), (Band::Now, ActionKind::Complete, "Task was due 2 d ago".to_owned()));
}

#[test]
fn a_healthy_deal_has_no_risk() {
    assert_eq!(risks(&ana(), &healthy(), &RiskConfig::default(), now()), []);
}

#[test]
fn each_risk_is_named_with_its_remedy() {
    let long_ago = now() - TimeDelta::days(60);
    let contact = ContactFacts {
        last_contact_at: Some(now() - TimeDelta::days(9)),
        last_inbound_at: Some(long_ago),
        created_at: long_ago,
        ..ana()
    };
    let ill = DealFacts {
        stage_entered_at: now() - TimeDelta::days(31),
        close_on: Some((now() - TimeDelta::days(3)).date_naive()),
        pushes: 3,
        contacts: 1,
        next_step: " ".to_owned(),
        ..healthy()
    };
    let found = risks(&contact, &ill, &RiskConfig::default(), now());
    let said: Vec<(RiskKind, String, ActionKind)> = found
        .into_iter()
        .map(|risk| (risk.kind, risk.evidence.replace('\u{a0}', " "), risk.remedy.kind))
        .collect();
    let expect = |kind, evidence: &str, remedy| (kind, evidence.to_owned(), remedy);
    assert_eq!(
        said,
        [
            expect(RiskKind::NoResponse, "No reply for 9 d", ActionKind::Call),
            expect(RiskKind::StuckInStage, "31 d in Proposal, norm 10", ActionKind::MoveStage),
            expect(
                RiskKind::CloseDatePassed,
                "Close date was Mon 9 Nov, 3 d ago",
                ActionKind::UpdateCloseDate
            ),
            expect(RiskKind::NoNextStep, "No next step agreed", ActionKind::SetNextStep),
            expect(RiskKind::Pushed, "Close date moved out 3 times", ActionKind::Call),
            expect(
                RiskKind::OneContact,
                "1 of their people takes part after 60 d",
                ActionKind::Meet
            ),
        ]
    );
}

#[test]
fn equal_items_stand_in_the_order_of_their_ids() {
    let deal = |id| Candidate {
        subject: Subject::Deal(OpportunityId(id)),
        deal: Some(healthy()),
        ..lead(ana())
    };
    let queue = build_queue(&[deal(3), deal(1), deal(2)], &QueueConfig::default(), now());
    let ids: Vec<Subject> = queue.iter().map(|item| item.subject).collect();
    assert_eq!(ids, [1, 2, 3].map(|id| Subject::Deal(OpportunityId(id))));
}
