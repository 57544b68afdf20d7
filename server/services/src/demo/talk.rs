//! What is said between a rep and a lead.

use chrono::{DateTime, Utc};
use domain::ids::{InteractionId, LeadId, OpportunityId, UserId};
use domain::interaction::{Direction, InteractionKind, Outcome, Sentiment};
use store::bulk::Interaction;

use super::lines::{Filling, Lines};
use super::objections::{Objection, Unfit};
use super::rng::Rng;
use super::sayings;

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
    Signed,
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

/// What is in the air while two people talk.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mood {
    /// Nothing yet.
    Light,
    /// Something speaks against the deal, and it is still open whether it matters.
    Doubt(&'static Objection),
    /// It was answered.
    Settled(&'static Objection),
    /// It is what the deal is lost for.
    Over(&'static Objection),
    /// They are no customer for us.
    Unfit(&'static Unfit),
}

type Kind = (InteractionKind, Direction, Option<Outcome>, Option<Sentiment>, &'static Lines);

fn kind(contact: Contact) -> Kind {
    use Direction::{Inbound, Internal, Outbound};
    use InteractionKind as K;
    let (warm, cold) = (Some(Sentiment::Positive), Some(Sentiment::Negative));
    let calm = Some(Sentiment::Neutral);
    match contact {
        Contact::Form => (K::Form, Inbound, None, None, &sayings::FORM),
        Contact::Visit => (K::WebVisit, Inbound, None, None, &sayings::VISIT),
        Contact::Outreach => (K::Email, Outbound, None, None, &sayings::OUTREACH),
        Contact::Opened => (K::Email, Outbound, Some(Outcome::Opened), None, &sayings::OUTREACH),
        Contact::Clicked => (K::Email, Outbound, Some(Outcome::Clicked), None, &sayings::OUTREACH),
        Contact::Reply => (K::Email, Inbound, Some(Outcome::Replied), warm, &sayings::REPLY),
        Contact::ColdReply => {
            (K::Email, Inbound, Some(Outcome::Replied), cold, &sayings::COLD_REPLY)
        }
        Contact::CallGood => {
            (K::Call, Outbound, Some(Outcome::Interested), warm, &sayings::CALL_GOOD)
        }
        Contact::CallWait => {
            (K::Call, Outbound, Some(Outcome::FollowUpNeeded), calm, &sayings::CALL_WAIT)
        }
        Contact::CallBad => {
            (K::Call, Outbound, Some(Outcome::NotInterested), cold, &sayings::CALL_BAD)
        }
        Contact::Signed => (K::Call, Outbound, Some(Outcome::Interested), warm, &sayings::SIGNED),
        Contact::NoAnswer => {
            (K::Call, Outbound, Some(Outcome::NoAnswer), None, &sayings::NO_ANSWER)
        }
        Contact::Meeting => (K::Meeting, Outbound, Some(Outcome::Held), warm, &sayings::MEETING),
        Contact::Note => (K::Note, Internal, None, None, &sayings::NOTE),
    }
}

/// How often a contact of this kind names what speaks against the deal.
const fn frankness(contact: Contact) -> f64 {
    match contact {
        Contact::CallBad | Contact::ColdReply => 1.0,
        Contact::CallWait => 0.7,
        Contact::Reply | Contact::CallGood | Contact::Meeting => 0.3,
        Contact::Note => 0.2,
        _ => 0.0,
    }
}

impl Talk<'_> {
    /// The entry about one contact.
    pub(super) fn entry(
        &self,
        contact: Contact,
        mood: Mood,
        at: DateTime<Utc>,
        rng: &mut Rng,
    ) -> Interaction {
        let (kind, direction, outcome, sentiment, lines) = kind(contact);
        let (subject, notes) = match mood {
            Mood::Unfit(unfit) => unfit.tell(&self.about, rng),
            _ => lines.compose(said(contact, mood, rng), &self.about, rng),
        };
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
            subject,
            notes,
            at,
        }
    }
}

/// What of the mood is put into words.
fn said(contact: Contact, mood: Mood, rng: &mut Rng) -> Option<&'static str> {
    let lines = match mood {
        Mood::Light | Mood::Unfit(_) => return None,
        Mood::Doubt(objection) => objection.raised,
        // What is said coldly is no answer, even where one is found later.
        Mood::Settled(objection) if matches!(contact, Contact::ColdReply | Contact::CallBad) => {
            objection.raised
        }
        Mood::Settled(objection) => objection.settled,
        Mood::Over(objection) => objection.last,
    };
    rng.hit(frankness(contact)).then(|| rng.word(lines))
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
