//! The demo company's leads and deals as the brain sees them.

use chrono::{DateTime, Duration, Utc};
use domain::scoring::{Event, LeadScore, LeadSignals, Profile, ScoreConfig, score_lead};
use store::bulk::{Interaction, ScorePoint};

/// How many points of a lead's past are kept.
const POINTS: usize = 6;

fn events(past: &[Interaction]) -> Vec<Event> {
    past.iter()
        .map(|entry| Event {
            kind: entry.kind,
            direction: entry.direction,
            outcome: entry.outcome,
            sentiment: entry.sentiment,
            at: entry.at,
        })
        .collect()
}

/// The score at `now`, and how it came to be: after the newest contacts, as it was known then.
pub(super) fn of(
    profile: Profile,
    past: &[Interaction],
    created_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> (LeadScore, Vec<ScorePoint>) {
    let config = ScoreConfig::default();
    let events = events(past);
    let score = |at| score_lead(&LeadSignals { profile, events: &events }, &config, at);
    let mut history: Vec<ScorePoint> = past
        .iter()
        .rev()
        .take(POINTS)
        .map(|entry| ScorePoint { at: entry.at, score: score(entry.at), reason: "interaction" })
        .collect();
    // The first week is what scores are learned from; a lead with much talk has it no longer among its newest.
    let week = created_at + Duration::days(7);
    if week <= now {
        history.push(ScorePoint { at: week, score: score(week), reason: "time" });
    }
    history.sort_by_key(|point| point.at);
    let today = score(now);
    if history.last().is_none_or(|point| now - point.at > Duration::days(1)) {
        history.push(ScorePoint { at: now, score: today.clone(), reason: "time" });
    }
    (today, history)
}
