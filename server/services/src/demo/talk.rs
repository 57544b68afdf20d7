//! What is said between a rep and a lead.

use chrono::{DateTime, Utc};
use domain::ids::{InteractionId, LeadId, OpportunityId, UserId};
use domain::interaction::{Direction, InteractionKind, Outcome, Sentiment};
use store::bulk::Interaction;

use super::rng::Rng;
use super::texts::{self, Filling, fill};

/// A kind of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contact {
    Form,
    Visit,
    Outreach,
    Opened,
    Clicked,
    Reply,
    ColdReply,
    CallGood,
    CallWait,
    CallBad,
    NoAnswer,
    Meeting,
    Note,
}

/// Who talks with whom about what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Talk<'a> {
    pub lead: LeadId,
    pub deal: Option<OpportunityId>,
    pub rep: UserId,
    pub about: Filling<'a>,
}

type Kind = (
    InteractionKind,
    Direction,
    Option<Outcome>,
    Option<Sentiment>,
    &'static [(&'static str, &'static str)],
);

fn kind(contact: Contact) -> Kind {
    use Direction::{Inbound, Internal, Outbound};
    use InteractionKind as K;
    let (warm, cold) = (Some(Sentiment::Positive), Some(Sentiment::Negative));
    match contact {
        Contact::Form => (K::Form, Inbound, None, None, texts::FORM),
        Contact::Visit => (K::WebVisit, Inbound, None, None, texts::VISIT),
        Contact::Outreach => (K::Email, Outbound, None, None, texts::OUTREACH),
        Contact::Opened => (K::Email, Outbound, Some(Outcome::Opened), None, texts::OUTREACH),
        Contact::Clicked => (K::Email, Outbound, Some(Outcome::Clicked), None, texts::OUTREACH),
        Contact::Reply => (K::Email, Inbound, Some(Outcome::Replied), warm, texts::REPLY),
        Contact::ColdReply => (K::Email, Inbound, Some(Outcome::Replied), cold, texts::COLD_REPLY),
        Contact::CallGood => (K::Call, Outbound, Some(Outcome::Interested), warm, texts::CALL_GOOD),
        Contact::CallWait => (
            K::Call,
            Outbound,
            Some(Outcome::FollowUpNeeded),
            Some(Sentiment::Neutral),
            texts::CALL_WAIT,
        ),
        Contact::CallBad => {
            (K::Call, Outbound, Some(Outcome::NotInterested), cold, texts::CALL_BAD)
        }
        Contact::NoAnswer => (K::Call, Outbound, Some(Outcome::NoAnswer), None, texts::NO_ANSWER),
        Contact::Meeting => (K::Meeting, Outbound, Some(Outcome::Held), warm, texts::MEETING),
        Contact::Note => (K::Note, Internal, None, None, texts::NOTE),
    }
}

impl Talk<'_> {
    /// The entry about one contact.
    pub(super) fn entry(&self, contact: Contact, at: DateTime<Utc>, rng: &mut Rng) -> Interaction {
        let (kind, direction, outcome, sentiment, said) = kind(contact);
        let (subject, notes) = rng.pick(said).copied().unwrap_or_default();
        let duration_seconds = match (kind, outcome) {
            (InteractionKind::Call, Some(Outcome::NoAnswer)) => None,
            (InteractionKind::Call, _) => Some(rng.between(2, 24) * 60),
            (InteractionKind::Meeting, _) => Some(rng.between(4, 9) * 900),
            _ => None,
        };
        Interaction {
            // The key is given when the whole of a lead's past is in order.
            id: InteractionId(0),
            lead_id: self.lead,
            opportunity_id: self.deal,
            user_id: (direction != Direction::Inbound).then_some(self.rep),
            kind,
            direction,
            outcome,
            sentiment,
            duration_seconds,
            subject: fill(subject, &self.about),
            notes: fill(notes, &self.about),
            at,
        }
    }
}

/// Whether an entry is a contact between the two sides, as a lead's last contact counts it.
pub(super) fn is_contact(entry: &Interaction) -> bool {
    entry.direction != Direction::Internal
        && entry.kind != InteractionKind::WebVisit
        && entry.outcome.is_none_or(Outcome::reached)
}

/// Whether an entry is a word from them.
pub(super) fn is_inbound(entry: &Interaction) -> bool {
    entry.direction == Direction::Inbound && entry.kind != InteractionKind::WebVisit
}
