//! Named warnings on a deal: what was seen, from when on it counts, and what helps.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::config::RiskConfig;
use super::{ActionKind, ContactFacts, DealFacts, NextAction, UsualDwell};
use crate::interaction::Sentiment;
use crate::num;
use crate::text_enum::text_enum;
use crate::{format, words};

text_enum! {
    /// What may cost a deal.
    RiskKind {
        /// Nobody has spoken to them for long.
        NoContact = "no_contact", "No contact";
        /// They do not answer.
        NoResponse = "no_response", "No reply";
        /// Longer in its stage than deals that were won.
        StuckInStage = "stuck_in_stage", "Stuck in stage";
        /// The close date is over and the deal still open.
        CloseDatePassed = "close_date_passed", "Close date passed";
        /// Nothing is agreed to happen next.
        NoNextStep = "no_next_step", "No next step";
        /// The close date was moved out again and again.
        Pushed = "pushed", "Close date pushed";
        /// Everything hangs on one person.
        OneContact = "one_contact", "One contact only";
        /// What they say sounds worse than it did.
        SentimentFalling = "sentiment_falling", "Tone falling";
        /// Somebody else is in it.
        CompetitorNamed = "competitor_named", "Competitor named";
    }
}

/// One warning with its evidence and its remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// What it is.
    pub kind: RiskKind,
    /// What was seen: "No reply for 9 d".
    pub evidence: String,
    /// From when on it counts: "warns from 7 d".
    pub threshold: String,
    /// What helps, at one click.
    pub remedy: NextAction,
}

/// The warnings on an open deal, one for each cause, in the order of [`RiskKind::ALL`].
///
/// ```
/// use domain::queue::{ContactFacts, DealFacts, RiskConfig, RiskKind, risks};
///
/// let now = "2026-11-12T09:00:00Z".parse().unwrap();
/// let begun = "2026-11-01T09:00:00Z".parse().unwrap();
/// let contact = ContactFacts { last_contact_at: Some(now), ..ContactFacts::new("Ana Ruiz".to_owned(), begun) };
/// let deal = DealFacts {
///     stage: "Proposal".to_owned(),
///     stage_entered_at: begun,
///     normal_dwell_days: Some(5),
///     close_on: None,
///     pushes: 0,
///     contacts: 2,
///     next_step: "Send the contract".to_owned(),
///     next_step_on: None,
///     signs: Default::default(),
/// };
/// let found = risks(&contact, &deal, &RiskConfig::default(), now);
///
/// assert_eq!(found.first().map(|risk| risk.kind), Some(RiskKind::StuckInStage));
/// assert_eq!(found.first().map(|risk| risk.evidence.replace('\u{a0}', " ")).as_deref(), Some("11 d in Proposal, norm 5"));
/// ```
#[must_use]
pub fn risks(
    contact: &ContactFacts,
    deal: &DealFacts,
    config: &RiskConfig,
    now: DateTime<Utc>,
) -> Vec<Risk> {
    [
        silence(contact, config, now),
        stuck(deal, config, now),
        close_date_passed(deal, now),
        no_next_step(deal),
        pushed(contact, deal, config),
        one_contact(contact, deal, config, now),
        sentiment_falling(contact, deal),
        competitor_named(contact, deal),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Silence after our word is no response; silence after theirs, or from the start, is no contact. One cause, one
/// warning.
fn silence(contact: &ContactFacts, config: &RiskConfig, now: DateTime<Utc>) -> Option<Risk> {
    let since = contact.last_contact_at.unwrap_or(contact.created_at);
    let days = num::days_since(since, now);
    if we_spoke_last(contact) && days >= f64::from(config.no_response_days) {
        return Some(Risk {
            kind: RiskKind::NoResponse,
            evidence: format!("No reply for {}", words::days(days)),
            threshold: format!("warns from {}", words::days(config.no_response_days.into())),
            remedy: NextAction::reach(contact, ActionKind::Call),
        });
    }
    let evidence = match contact.last_contact_at {
        Some(_) => format!("No contact for {}", words::days(days)),
        None => format!("No contact logged in {}", words::days(days)),
    };
    (days >= f64::from(config.no_contact_days)).then(|| Risk {
        kind: RiskKind::NoContact,
        evidence,
        threshold: format!("warns from {}", words::days(config.no_contact_days.into())),
        remedy: NextAction::reach(contact, ActionKind::Call),
    })
}

/// Whether the last word was ours, so that it is their turn.
pub(super) fn we_spoke_last(contact: &ContactFacts) -> bool {
    contact
        .last_contact_at
        .is_some_and(|ours| contact.last_inbound_at.is_none_or(|theirs| theirs < ours))
}

fn stuck(deal: &DealFacts, config: &RiskConfig, now: DateTime<Utc>) -> Option<Risk> {
    let days = num::days_since(deal.stage_entered_at, now);
    let usual = deal.signs.usual;
    let limit = stuck_limit(usual.as_ref(), deal.normal_dwell_days, config);
    let norm = match (usual, deal.normal_dwell_days) {
        (None, Some(norm)) => format!(", norm {norm}"),
        _ => String::new(),
    };
    let basis = usual.map_or_else(String::new, |usual| {
        format!(": 4 of 5 of {} won deals had left sooner", usual.deals)
    });
    (days >= limit).then(|| Risk {
        kind: RiskKind::StuckInStage,
        evidence: format!("{} in {}{norm}", words::days(days), deal.stage),
        threshold: format!("warns from {}{basis}", words::days(limit)),
        remedy: NextAction::new(ActionKind::MoveStage, format!("Move it on from {}", deal.stage)),
    })
}

/// From how many days on a deal is stuck: what was learned, else the stage's own norm with room, else fixed days.
pub(super) fn stuck_limit(
    usual: Option<&UsualDwell>,
    norm: Option<u16>,
    config: &RiskConfig,
) -> f64 {
    match (usual, norm) {
        (Some(usual), _) => usual.days.max(1).into(),
        (None, Some(norm)) => f64::from(norm.max(1)) * f64::from(config.stuck_percent) / 100.0,
        (None, None) => config.stuck_days.into(),
    }
}

fn close_date_passed(deal: &DealFacts, now: DateTime<Utc>) -> Option<Risk> {
    let close_on = deal.close_on?;
    let past = (now.date_naive() - close_on).num_days();
    (past > 0).then(|| Risk {
        kind: RiskKind::CloseDatePassed,
        evidence: format!(
            "Close date was {}, {past}\u{a0}d ago",
            format::date_near(close_on, now.date_naive())
        ),
        threshold: "warns from the day after".to_owned(),
        remedy: NextAction::new(ActionKind::UpdateCloseDate, "Set a close date that can be kept"),
    })
}

fn no_next_step(deal: &DealFacts) -> Option<Risk> {
    deal.next_step.trim().is_empty().then(|| Risk {
        kind: RiskKind::NoNextStep,
        evidence: "No next step agreed".to_owned(),
        threshold: "warns at once".to_owned(),
        remedy: NextAction::new(ActionKind::SetNextStep, "Set the next step"),
    })
}

fn pushed(contact: &ContactFacts, deal: &DealFacts, config: &RiskConfig) -> Option<Risk> {
    (deal.pushes >= config.pushes.max(1)).then(|| Risk {
        kind: RiskKind::Pushed,
        evidence: format!("Close date moved out {}", words::count(deal.pushes.into(), "time")),
        threshold: format!("warns from {}", words::count(config.pushes.max(1).into(), "time")),
        remedy: NextAction::new(
            ActionKind::Call,
            format!("Ask {} what the date hangs on", contact.who),
        ),
    })
}

fn one_contact(
    contact: &ContactFacts,
    deal: &DealFacts,
    config: &RiskConfig,
    now: DateTime<Utc>,
) -> Option<Risk> {
    let days = num::days_since(contact.created_at, now);
    (deal.contacts == 1 && days >= f64::from(config.one_contact_days)).then(|| Risk {
        kind: RiskKind::OneContact,
        evidence: format!("1 of their people takes part after {}", words::days(days)),
        threshold: format!("warns from {}", words::days(config.one_contact_days.into())),
        remedy: NextAction::new(ActionKind::Meet, format!("Ask {} who else decides", contact.who)),
    })
}

/// How many of the last contacts are compared with those before them.
const LAST: usize = 3;

/// How many of the last three contacts sounded negative, and how many of the up to three before them, where that is
/// worse: two or more, and a greater share than before.
pub(super) fn fell(tones: &[Sentiment]) -> Option<(usize, usize, usize)> {
    let split = tones.len().checked_sub(LAST).filter(|before| *before >= 2)?;
    let (before, last) = tones.split_at(split);
    let before = before.get(before.len().saturating_sub(LAST)..).unwrap_or(before);
    let cold =
        |tones: &[Sentiment]| tones.iter().filter(|tone| **tone == Sentiment::Negative).count();
    let (was, is) = (cold(before), cold(last));
    (is >= 2 && is * before.len() > was * LAST).then_some((is, was, before.len()))
}

fn sentiment_falling(contact: &ContactFacts, deal: &DealFacts) -> Option<Risk> {
    let (is, was, before) = fell(&deal.signs.tones)?;
    Some(Risk {
        kind: RiskKind::SentimentFalling,
        evidence: format!("{is} of the last {LAST} contacts negative, {was} of {before} before"),
        threshold: format!("warns from 2 of the last {LAST}"),
        remedy: NextAction::new(ActionKind::Call, format!("Ask {} what has changed", contact.who)),
    })
}

fn competitor_named(contact: &ContactFacts, deal: &DealFacts) -> Option<Risk> {
    let first = deal.signs.competitors.first()?;
    Some(Risk {
        kind: RiskKind::CompetitorNamed,
        evidence: format!("Up against {}", deal.signs.competitors.join(", ")),
        threshold: "warns at once".to_owned(),
        remedy: NextAction::new(
            ActionKind::Call,
            format!("Ask {} how {first} compares", contact.who),
        ),
    })
}
