//! Who of us talked to whom of them: when first and last, how often, by which channel, how much of it came from them,
//! and about what.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{LeadId, UserId};
use crate::interaction::{Direction, InteractionKind};
use crate::ratio::Ratio;

/// The most terms that say what it was about.
const TERMS: usize = 3;
/// A word that stands in one contact only says little.
const COMMON: usize = 2;
/// Shorter words say little by themselves.
const SHORTEST: usize = 4;

/// Words that say nothing about what was talked about.
const EMPTY: &[&str] = &[
    "about", "after", "again", "agreed", "also", "asked", "back", "been", "before", "call",
    "called", "calls", "came", "could", "does", "done", "each", "email", "first", "from", "good",
    "have", "here", "into", "just", "know", "last", "left", "like", "mail", "mails", "make",
    "meeting", "more", "much", "need", "next", "note", "notes", "only", "other", "over", "said",
    "says", "send", "sent", "should", "some", "still", "talk", "talked", "than", "that", "their",
    "them", "then", "there", "they", "this", "time", "today", "told", "tomorrow", "very", "want",
    "wanted", "wants", "week", "well", "were", "what", "when", "where", "which", "will", "with",
    "would", "your",
];

/// A contact, as far as this needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// Who of us; nobody where it came by itself.
    pub us: Option<(UserId, String)>,
    /// Whom of them.
    pub them: (LeadId, String),
    /// By which channel.
    pub kind: InteractionKind,
    /// Who reached out.
    pub direction: Direction,
    /// When.
    pub at: DateTime<Utc>,
    /// What was said.
    pub said: String,
}

/// One of us and one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Who of us; nobody where they reached out and nobody of us is named.
    pub us: Option<String>,
    /// Whom of them.
    pub lead: LeadId,
    /// Their name.
    pub them: String,
    /// The first contact.
    pub first: DateTime<Utc>,
    /// The last.
    pub last: DateTime<Utc>,
    /// How many there were.
    pub contacts: u64,
    /// By which channel how often, the commonest first.
    pub channels: Vec<(InteractionKind, u64)>,
    /// The share that came from them.
    pub from_them: Ratio,
    /// What it was about: words of several contacts, the commonest first.
    pub about: Vec<String>,
}

/// The relations that contacts come to, the latest first.
#[must_use]
pub fn relations(talks: &[Talk]) -> Vec<Relation> {
    let mut pairs: BTreeMap<(Option<UserId>, LeadId), Vec<&Talk>> = BTreeMap::new();
    for talk in talks {
        let us = talk.us.as_ref().map(|(id, _)| *id);
        pairs.entry((us, talk.them.0)).or_default().push(talk);
    }
    let mut all: Vec<Relation> = pairs.into_values().filter_map(|talks| relation(&talks)).collect();
    all.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.them.cmp(&b.them)));
    all
}

fn relation(talks: &[&Talk]) -> Option<Relation> {
    let one = talks.first()?;
    let mut channels: BTreeMap<&'static str, (InteractionKind, u64)> = BTreeMap::new();
    for talk in talks {
        channels.entry(talk.kind.as_str()).or_insert((talk.kind, 0)).1 += 1;
    }
    let mut channels: Vec<_> = channels.into_values().collect();
    channels.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let inbound = talks.iter().filter(|talk| talk.direction == Direction::Inbound).count();
    let share = inbound * 10_000 / talks.len();
    Some(Relation {
        us: one.us.as_ref().map(|(_, name)| name.clone()),
        lead: one.them.0,
        them: one.them.1.clone(),
        first: talks.iter().map(|talk| talk.at).min()?,
        last: talks.iter().map(|talk| talk.at).max()?,
        contacts: u64::try_from(talks.len()).unwrap_or(u64::MAX),
        channels,
        from_them: Ratio::from_bp(i32::try_from(share).unwrap_or(0)),
        about: about(talks),
    })
}

/// The words of a text that may say what it is about, each once.
#[must_use]
pub fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() >= SHORTEST)
        .map(str::to_lowercase)
        .filter(|word| !EMPTY.contains(&word.as_str()))
        .collect()
}

/// The words that stand in the most contacts; those of one contact only where there is but one.
fn about(talks: &[&Talk]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for talk in talks {
        let mut names = words(&talk.them.1);
        names.extend(talk.us.iter().flat_map(|(_, name)| words(name)));
        for word in words(&talk.said).difference(&names) {
            *counts.entry(word.clone()).or_default() += 1;
        }
    }
    let least = COMMON.min(talks.len());
    let mut common: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= least).collect();
    common.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    common.into_iter().take(TERMS).map(|(word, _)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(us: i64, lead: i64, day: i64, direction: Direction, said: &str) -> Talk {
        let kind = if day % 3 == 0 { InteractionKind::Email } else { InteractionKind::Call };
        Talk {
            us: (us > 0).then(|| (UserId(us), format!("Rep {us}"))),
            them: (LeadId(lead), "Zoe Deutsch".to_owned()),
            kind,
            direction,
            at: DateTime::UNIX_EPOCH + chrono::Duration::days(day),
            said: said.to_owned(),
        }
    }

    #[test]
    fn contacts_add_up_by_pair_with_channels_share_and_terms() {
        use Direction::{Inbound, Outbound};
        let talks = [
            talk(1, 7, 1, Outbound, "Talked about pricing and the rollout"),
            talk(1, 7, 2, Inbound, "Zoe asked for pricing, rollout in May"),
            talk(1, 7, 3, Outbound, "Sent the pricing"),
            talk(2, 7, 9, Outbound, "Security review"),
            talk(0, 8, 4, Inbound, ""),
        ];
        let all = relations(&talks);
        let pairs: Vec<_> = all.iter().map(|one| (one.us.as_deref(), one.lead.get())).collect();
        assert_eq!(pairs, [(Some("Rep 2"), 7), (None, 8), (Some("Rep 1"), 7)], "the latest first");
        let ana = &all[2];
        assert_eq!((ana.contacts, ana.from_them.bp()), (3, 3_333));
        assert_eq!(ana.channels, [(InteractionKind::Call, 2), (InteractionKind::Email, 1)]);
        assert_eq!(ana.about, ["pricing", "rollout"], "her name says nothing");
        assert_eq!((ana.last - ana.first).num_days(), 2);
        assert_eq!(all[0].about, ["review", "security"], "one contact has but its own words");
        assert!(relations(&[]).is_empty());
    }
}
