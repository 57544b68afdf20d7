//! Which situation of a candidate is the most pressing, and whether the person can be reached now.

use std::cmp::Ordering;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};

use super::risk::{RiskKind, risks, we_spoke_last};
use super::{
    ActionKind, Candidate, ContactFacts, DealFacts, NextAction, QueueConfig, Subject, TaskFacts,
};
use crate::task::TaskKind;
use crate::{format, num, words};

/// One thing that speaks for acting, or for waiting.
pub(super) struct Situation {
    /// 0.0 to 1.0.
    pub(super) urgency: f64,
    pub(super) action: NextAction,
    pub(super) reason: String,
    /// It is their turn.
    pub(super) waiting: bool,
}

impl Situation {
    fn new(urgency: f64, action: NextAction, reason: String) -> Self {
        Self { urgency: urgency.clamp(0.0, 100.0) / 100.0, action, reason, waiting: false }
    }
}

/// The most pressing situation. The first wins a tie: situations are listed from concrete to general.
pub(super) fn most_pressing(
    candidate: &Candidate,
    config: &QueueConfig,
    now: DateTime<Utc>,
) -> Situation {
    let contact = &candidate.contact;
    let mut found = Vec::new();
    if let Some(task) = &candidate.task {
        found.push(due_task(task, candidate, config, now));
    } else {
        if !contact.do_not_contact {
            found.extend(unanswered(contact, config, now));
            found.extend(follow_up(candidate, config, now));
            found.extend(new_lead(candidate, config, now));
            found.extend(no_reply(contact, config, now));
        }
        if let Some(deal) = &candidate.deal {
            found.extend(next_step(deal, config, now));
            found.extend(at_risk(contact, deal, config, now));
        }
        found.push(quiet(candidate, config, now));
    }
    let first = found
        .into_iter()
        .reduce(|best, next| if next.urgency > best.urgency { next } else { best });
    first.unwrap_or_else(|| quiet(candidate, config, now))
}

/// Urgency and words for a moment something is due at, on the person's own calendar.
fn due(
    at: DateTime<Utc>,
    contact: &ContactFacts,
    config: &QueueConfig,
    now: DateTime<Utc>,
) -> (f64, String) {
    let (day, today) = (local_day(at, contact), local_day(now, contact));
    let urgencies = &config.urgencies;
    match day.cmp(&today) {
        Ordering::Less => {
            let urgency = (f64::from(urgencies.overdue) + num::days_since(at, now)).min(99.0);
            (urgency, format!("was due {} ago", words::span(at, now)))
        }
        Ordering::Equal => (urgencies.due_today.into(), "is due today".to_owned()),
        Ordering::Greater => {
            (urgencies.planned.into(), format!("is due {}", format::date_near(day, today)))
        }
    }
}

fn local_day(at: DateTime<Utc>, contact: &ContactFacts) -> NaiveDate {
    (at + TimeDelta::minutes(contact.utc_offset_minutes.into())).date_naive()
}

fn due_task(
    task: &TaskFacts,
    candidate: &Candidate,
    config: &QueueConfig,
    now: DateTime<Utc>,
) -> Situation {
    let kind = match task.kind {
        TaskKind::Call => ActionKind::Call,
        TaskKind::Email => ActionKind::Mail,
        TaskKind::Meeting => ActionKind::Meet,
        TaskKind::Message => ActionKind::Message,
        TaskKind::ToDo | TaskKind::FollowUp => ActionKind::Complete,
    };
    let (urgency, reason) = if let Some(at) = candidate.due_at {
        let (urgency, when) = due(at, &candidate.contact, config, now);
        (urgency, format!("Task {when}"))
    } else {
        let open = words::span(candidate.contact.created_at, now);
        (config.urgencies.planned.into(), format!("Task without a due date, open for {open}"))
    };
    Situation::new(urgency, NextAction::new(kind, task.title.clone()), reason)
}

/// They spoke last. After a while an answer comes too late and a fresh start is better.
fn unanswered(
    contact: &ContactFacts,
    config: &QueueConfig,
    now: DateTime<Utc>,
) -> Option<Situation> {
    let theirs = contact.last_inbound_at.filter(|at| *at <= now)?;
    let answered = contact.last_contact_at.is_some_and(|ours| ours > theirs);
    let too_late = num::days_since(theirs, now) > f64::from(config.answer_within_days);
    (!answered && !too_late).then(|| {
        let reason =
            format!("Their message of {} ago waits for an answer", words::span(theirs, now));
        let action = NextAction::reach(contact, ActionKind::Mail);
        Situation::new(config.urgencies.unanswered.into(), action, reason)
    })
}

fn follow_up(candidate: &Candidate, config: &QueueConfig, now: DateTime<Utc>) -> Option<Situation> {
    let (urgency, when) = due(candidate.due_at?, &candidate.contact, config, now);
    let action = NextAction::reach(&candidate.contact, ActionKind::Call);
    Some(Situation::new(urgency, action, format!("Follow-up {when}")))
}

fn new_lead(candidate: &Candidate, config: &QueueConfig, now: DateTime<Utc>) -> Option<Situation> {
    let contact = &candidate.contact;
    let is_new = matches!(candidate.subject, Subject::Lead(_)) && contact.last_contact_at.is_none();
    is_new.then(|| {
        let urgencies = &config.urgencies;
        let days = num::days_since(contact.created_at, now);
        let urgency = (f64::from(urgencies.new_lead) - days).max(urgencies.no_contact.into());
        let reason = format!(
            "Came in {} ago, nobody has spoken to them",
            words::span(contact.created_at, now)
        );
        Situation::new(urgency, NextAction::reach(contact, ActionKind::Call), reason)
    })
}

/// We spoke last: within the norm it is their turn, after it ours again, and after four weeks it fades.
fn no_reply(contact: &ContactFacts, config: &QueueConfig, now: DateTime<Utc>) -> Option<Situation> {
    /// Urgency rises by this for each further norm of silence, at most this often.
    const STEP: f64 = 4.0;
    const STEPS: f64 = 4.0;
    /// From here on, silence is an answer too.
    const FADES_AFTER_DAYS: f64 = 28.0;
    let ours = contact.last_contact_at.filter(|_| we_spoke_last(contact))?;
    let days = num::days_since(ours, now);
    let norm = f64::from(config.reply_norm_days.max(1));
    let urgencies = &config.urgencies;
    if days < norm {
        let reason = format!(
            "Our message went out {} ago, norm for a reply {norm}\u{a0}d",
            words::span(ours, now)
        );
        let action = NextAction::reach(contact, ActionKind::Mail);
        let waiting = Situation::new(urgencies.planned.into(), action, reason);
        return Some(Situation { waiting: true, ..waiting });
    }
    let risen = f64::from(urgencies.no_reply) + STEP * libm::floor(days / norm - 1.0).min(STEPS);
    let faded = (risen - (days - FADES_AFTER_DAYS).max(0.0)).max(urgencies.planned.into());
    let reason = format!("No reply for {}, norm {norm}", words::days(days));
    Some(Situation::new(faded, NextAction::reach(contact, ActionKind::Call), reason))
}

fn next_step(deal: &DealFacts, config: &QueueConfig, now: DateTime<Utc>) -> Option<Situation> {
    let (day, today) = (deal.next_step_on?, now.date_naive());
    let step = deal.next_step.trim();
    if step.is_empty() {
        return None;
    }
    let late = (today - day).num_days();
    let (urgency, reason) = match u8::try_from(late.min(14)) {
        Ok(0) => (config.urgencies.due_today, "Next step is due today".to_owned()),
        Ok(days) => (
            config.urgencies.overdue.saturating_add(days).min(99),
            format!("Next step was due {late}\u{a0}d ago"),
        ),
        Err(_) => (
            config.urgencies.planned,
            format!("Next step is due {}", format::date_near(day, today)),
        ),
    };
    Some(Situation::new(urgency.into(), NextAction::new(ActionKind::Complete, step), reason))
}

fn at_risk(
    contact: &ContactFacts,
    deal: &DealFacts,
    config: &QueueConfig,
    now: DateTime<Utc>,
) -> Vec<Situation> {
    let urgencies = &config.urgencies;
    risks(contact, deal, &config.risk, now)
        .into_iter()
        .filter(|risk| !(contact.do_not_contact && reaches_out(risk.remedy.kind)))
        .map(|risk| {
            let urgency = match risk.kind {
                RiskKind::NoContact => urgencies.no_contact,
                // Already weighed, with its norm, as a missing reply.
                RiskKind::NoResponse => 0,
                RiskKind::StuckInStage => urgencies.stuck,
                RiskKind::CloseDatePassed => urgencies.close_date_passed,
                RiskKind::NoNextStep | RiskKind::SentimentFalling => urgencies.no_next_step,
                RiskKind::Pushed => urgencies.pushed,
                RiskKind::OneContact | RiskKind::CompetitorNamed => urgencies.one_contact,
            };
            Situation::new(urgency.into(), risk.remedy, risk.evidence)
        })
        .collect()
}

const fn reaches_out(kind: ActionKind) -> bool {
    matches!(kind, ActionKind::Call | ActionKind::Mail | ActionKind::Message | ActionKind::Meet)
}

fn quiet(candidate: &Candidate, config: &QueueConfig, now: DateTime<Utc>) -> Situation {
    let contact = &candidate.contact;
    let urgency = config.urgencies.quiet.into();
    if contact.do_not_contact {
        let action =
            NextAction::new(ActionKind::Complete, format!("Do not contact {}", contact.who));
        return Situation::new(urgency, action, "Asked not to be contacted".to_owned());
    }
    let reason = match contact.last_contact_at {
        Some(at) => format!("Last contact {} ago", words::span(at, now)),
        None => format!("Came in {} ago", words::span(contact.created_at, now)),
    };
    Situation::new(urgency, NextAction::reach(contact, ActionKind::Mail), reason)
}

/// Whether an action can be done now, 0.0 to 1.0: a call needs them at their desk, a mail does not.
pub(super) fn reach(
    contact: &ContactFacts,
    kind: ActionKind,
    config: &QueueConfig,
    now: DateTime<Utc>,
) -> f64 {
    /// Within office hours that nobody has confirmed.
    const LIKELY: f64 = 0.9;
    /// Outside of their hours, or at the weekend.
    const HARDLY: f64 = 0.2;
    /// At the hour they answer least.
    const LEAST: f64 = 0.4;
    if !kind.is_live() {
        return 1.0;
    }
    let local = (now + TimeDelta::minutes(contact.utc_offset_minutes.into())).naive_utc();
    let (from, until) = contact.hours.unwrap_or(config.office_hours);
    let at_work = local.weekday().num_days_from_monday() < 5;
    let in_hours = (u32::from(from)..u32::from(until)).contains(&local.hour());
    // Other hours are not lost: at the worst of them people still answer now and then.
    let favour = contact.rhythm.as_ref().map_or(1.0, |rhythm| rhythm.favour(local).max(LEAST));
    match (at_work && in_hours, contact.hours) {
        (false, _) => HARDLY,
        (true, None) => LIKELY * favour,
        (true, Some(_)) => favour,
    }
}
