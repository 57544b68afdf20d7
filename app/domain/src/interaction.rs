//! Something that happened with a lead.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{InteractionId, OpportunityId, UnitId};
use crate::remark::Beside;
use crate::text_enum::text_enum;

text_enum! {
    /// By what means.
    InteractionKind {
        /// A mail.
        Email = "email", "Mail";
        /// A phone or video call.
        Call = "call", "Call";
        /// A meeting.
        Meeting = "meeting", "Meeting";
        /// A text message.
        Sms = "sms", "SMS";
        /// A `WhatsApp` message.
        Whatsapp = "whatsapp", "WhatsApp";
        /// A note for colleagues.
        Note = "note", "Note";
        /// A visit to the web site.
        WebVisit = "web_visit", "Web visit";
        /// A form that was filled in.
        Form = "form", "Form";
    }
}

text_enum! {
    /// Who reached out.
    Direction {
        /// The lead to us.
        Inbound = "inbound", "From them";
        /// We to the lead.
        Outbound = "outbound", "From us";
        /// Between colleagues.
        Internal = "internal", "Internal";
    }
}

text_enum! {
    /// What came of it.
    Outcome {
        /// They want to hear more.
        Interested = "interested", "Interested";
        /// They do not.
        NotInterested = "not_interested", "Not interested";
        /// Somebody has to come back to it.
        FollowUpNeeded = "follow_up_needed", "Follow-up needed";
        /// Nobody answered.
        NoAnswer = "no_answer", "No answer";
        /// The mail was opened.
        Opened = "opened", "Opened";
        /// A link was followed.
        Clicked = "clicked", "Clicked";
        /// They wrote back.
        Replied = "replied", "Replied";
        /// A meeting was agreed.
        MeetingBooked = "meeting_booked", "Meeting booked";
        /// The meeting took place.
        Held = "held", "Held";
        /// They did not come.
        NoShow = "no_show", "No show";
    }
}

impl Outcome {
    /// The outcomes a rep chooses from after a call.
    pub const OF_A_CALL: &'static [Self] = &[
        Self::Interested,
        Self::FollowUpNeeded,
        Self::MeetingBooked,
        Self::NoAnswer,
        Self::NotInterested,
    ];

    /// How it felt, where the outcome alone says it.
    #[must_use]
    pub const fn sentiment(self) -> Option<Sentiment> {
        match self {
            Self::Interested | Self::MeetingBooked => Some(Sentiment::Positive),
            Self::NotInterested => Some(Sentiment::Negative),
            Self::FollowUpNeeded
            | Self::NoAnswer
            | Self::Opened
            | Self::Clicked
            | Self::Replied
            | Self::Held
            | Self::NoShow => None,
        }
    }

    /// Whether the lead was reached, so that it counts as a contact.
    #[must_use]
    pub const fn reached(self) -> bool {
        !matches!(self, Self::NoAnswer | Self::NoShow)
    }
}

impl InteractionKind {
    /// Whether the two sides talk to each other by it: a note is for colleagues, and a visit to the site is seen by
    /// nobody.
    #[must_use]
    pub const fn is_talk(self) -> bool {
        match self {
            Self::Note | Self::WebVisit => false,
            Self::Email | Self::Call | Self::Meeting | Self::Sms | Self::Whatsapp | Self::Form => {
                true
            }
        }
    }

    /// Whether the two sides were in contact: a call that nobody answered is none.
    #[must_use]
    pub fn is_contact(self, direction: Direction, outcome: Option<Outcome>) -> bool {
        self.is_talk() && direction != Direction::Internal && outcome.is_none_or(Outcome::reached)
    }
}

text_enum! {
    /// How it felt.
    Sentiment {
        /// Warm.
        Positive = "positive", "Positive";
        /// Neither.
        Neutral = "neutral", "Neutral";
        /// Cold or cross.
        Negative = "negative", "Negative";
    }
}

/// What was heard in a contact, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The words that made its tone: "annoying, problem".
    pub tone: String,
    /// Feelings and objections, each with its words: "Objection, price: too expensive".
    pub said: Vec<String>,
}

/// One entry of a lead's or a deal's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it: a user's name, a rule, an import.
    pub who: String,
    /// The intention it was part of, where that can be taken back from here.
    pub unit: Option<UnitId>,
    /// What it is.
    pub what: TimelineWhat,
}

impl TimelineEntry {
    /// Whether it stands on top.
    #[must_use]
    pub const fn is_pinned(&self) -> bool {
        matches!(&self.what, TimelineWhat::Interaction { beside, .. } if beside.pinned.is_some())
    }
}

/// What a timeline entry tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineWhat {
    /// Contact with the lead.
    Interaction {
        /// The interaction.
        id: InteractionId,
        /// By what means.
        kind: InteractionKind,
        /// Who reached out.
        direction: Direction,
        /// What came of it.
        outcome: Option<Outcome>,
        /// How it felt.
        sentiment: Option<Sentiment>,
        /// Length in seconds, of calls and meetings.
        duration_seconds: Option<i64>,
        /// A line that says it.
        subject: String,
        /// The text.
        notes: String,
        /// What was heard in it.
        #[serde(default)]
        heard: Heard,
        /// What colleagues added to it.
        #[serde(default)]
        beside: Beside,
    },
    /// A record was changed: the unit's label and its field diffs in words.
    Change {
        /// What was done, such as "Moved to Proposal".
        label: String,
        /// "amount: 1,000 → 2,000".
        details: Vec<String>,
        /// The deal it was about, when it stands on a lead's timeline.
        opportunity: Option<OpportunityId>,
    },
}
