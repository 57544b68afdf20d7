//! Named warnings on a deal: what was seen, from when on it counts, and what helps.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::config::RiskConfig;
use super::{ActionKind, ContactFacts, DealFacts, NextAction};
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
    let (limit, norm) = match deal.normal_dwell_days {
        Some(norm) => {
            let limit = f64::from(norm.max(1)) * f64::from(config.stuck_percent) / 100.0;
            (limit, format!(", norm {norm}"))
        }
        None => (config.stuck_days.into(), String::new()),
    };
    (days >= limit).then(|| Risk {
        kind: RiskKind::StuckInStage,
        evidence: format!("{} in {}{norm}", words::days(days), deal.stage),
        threshold: format!("warns from {}", words::days(limit)),
        remedy: NextAction::new(ActionKind::MoveStage, format!("Move it on from {}", deal.stage)),
    })
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
