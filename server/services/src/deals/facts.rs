//! A deal as the brain wants to see it: for its win probability, its warnings and its place in a queue.

use chrono::{DateTime, Duration, Offset, TimeZone, Utc};
use domain::opportunity::{DealStatus, Opportunity, Stage, StageKind};
use domain::queue::{ContactFacts, DealFacts, DealSigns};
use domain::ratio::Ratio;
use domain::win::{Basis, DealSignals, NextStep, WinEstimate};
use store::opportunity_reads::Contact;

use crate::learning::Lesson;

/// Talk is counted over this many days.
pub(super) const TALK_DAYS: Duration = Duration::days(90);

/// All that is known of an open deal.
pub(super) fn signals(
    deal: &Opportunity,
    stage: &Stage,
    contact: &Contact,
    lesson: &Lesson,
) -> DealSignals {
    let of_owner = deal.owner_id.and_then(|owner| lesson.owners.get(&owner));
    // What was learned was learned from who spoke: a figure that came with a file has no past to learn from.
    let people = match lesson.win.deals {
        0 => contact.people.max(deal.contacts_engaged),
        _ => contact.people,
    };
    let of_product = deal.product_id.and_then(|product| lesson.products.get(&product));
    DealSignals {
        stage: lesson.stages.get(&stage.id).copied().unwrap_or_default(),
        all: lesson.all,
        source: lesson.sources.get(&deal.source).copied().unwrap_or_default(),
        owner: of_owner.copied().unwrap_or_default(),
        product: of_product.copied().unwrap_or_default(),
        normal_dwell_days: u16::try_from(stage.normal_dwell_days).ok(),
        normal_cycle_days: lesson.cycle_days,
        last_contact_at: contact.last_contact_at.max(deal.last_contacted_at),
        inbound: narrow(contact.inbound),
        outbound: narrow(contact.outbound),
        contacts: few(people),
        pushes: few(deal.close_pushes),
        close_on: deal.expected_close_on,
        next_step: next_step(deal),
        amount: deal.amount,
        typical_amount: lesson.typical_amount,
        ..DealSignals::new(stage.default_probability, deal.created_at, deal.stage_entered_at)
    }
}

/// A deal that nobody ever touched here came from elsewhere, where next steps may stand somewhere else.
fn next_step(deal: &Opportunity) -> NextStep {
    if !deal.next_step.trim().is_empty() {
        NextStep::Planned
    } else if deal.last_contacted_at.is_none() && deal.contacts_engaged == 0 {
        NextStep::NotTracked
    } else {
        NextStep::Missing
    }
}

fn narrow(count: i64) -> u16 {
    u16::try_from(count.max(0)).unwrap_or(u16::MAX)
}

fn few(count: i64) -> u8 {
    u8::try_from(count.max(0)).unwrap_or(u8::MAX)
}

/// What there is to say of a closed deal: nothing is left to be estimated.
pub(crate) fn settled(status: DealStatus) -> WinEstimate {
    let probability = if status == DealStatus::Won { Ratio::ONE } else { Ratio::ZERO };
    WinEstimate {
        probability,
        low: probability,
        high: probability,
        base: probability,
        contributions: Vec::new(),
        basis: Basis { closed: 0, history: Ratio::ZERO, text: status.label().to_owned() },
    }
}

/// The person to reach, for warnings.
pub(super) fn contact_facts(
    deal: &Opportunity,
    contact: &Contact,
    company: Option<&str>,
    now: DateTime<Utc>,
) -> ContactFacts {
    let who = contact.name.as_deref().or(company).unwrap_or(&deal.name).to_owned();
    let zone = contact.time_zone.as_deref().and_then(|zone| zone.parse::<chrono_tz::Tz>().ok());
    let minutes = zone.map_or(0, |zone| {
        zone.offset_from_utc_datetime(&now.naive_utc()).fix().local_minus_utc() / 60
    });
    ContactFacts {
        last_contact_at: contact.last_contact_at.max(deal.last_contacted_at),
        last_inbound_at: contact.last_inbound_at.max(deal.last_inbound_at),
        preferred: contact.preferred,
        utc_offset_minutes: minutes,
        do_not_contact: contact.do_not_contact,
        ..ContactFacts::new(who, deal.created_at)
    }
}

/// Where a deal stands, for warnings.
pub(super) fn deal_facts(
    deal: &Opportunity,
    stage: &Stage,
    contact: &Contact,
    signs: DealSigns,
) -> DealFacts {
    DealFacts {
        stage: stage.name.clone(),
        stage_entered_at: deal.stage_entered_at,
        normal_dwell_days: u16::try_from(stage.normal_dwell_days).ok(),
        close_on: deal.expected_close_on,
        pushes: few(deal.close_pushes),
        contacts: few(contact.people.max(deal.contacts_engaged)),
        next_step: deal.next_step.clone(),
        next_step_on: deal.next_step_on,
        signs,
    }
}

/// Usual days from a stage to won: the normal time of every open stage from here on.
pub(crate) fn usual_days_left(stages: &[Stage], from: &Stage) -> u16 {
    let days: i64 = stages
        .iter()
        .filter(|stage| stage.pipeline_id == from.pipeline_id && stage.kind == StageKind::Open)
        .filter(|stage| stage.position >= from.position)
        .map(|stage| stage.normal_dwell_days)
        .sum();
    narrow(days).max(1)
}
