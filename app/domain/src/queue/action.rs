//! Things to do, and how they are offered.

use serde::{Deserialize, Serialize};

use super::ContactFacts;
use crate::lead::ContactMethod;
use crate::text_enum::text_enum;

text_enum! {
    /// What kind of thing to do; each has a button that does it.
    ActionKind {
        /// Call them.
        Call = "call", "Call";
        /// Write a mail.
        Mail = "mail", "Mail";
        /// Send a text message.
        Message = "message", "Message";
        /// Arrange or hold a meeting.
        Meet = "meet", "Meet";
        /// Move the deal to another stage.
        MoveStage = "move_stage", "Move stage";
        /// Agree on a next step.
        SetNextStep = "set_next_step", "Set next step";
        /// Set a close date that can be kept.
        UpdateCloseDate = "update_close_date", "Update close date";
        /// Do it and tick it off.
        Complete = "complete", "Complete";
    }
}

impl ActionKind {
    /// Whether it needs the other person at this very moment.
    #[must_use]
    pub const fn is_live(self) -> bool {
        match self {
            Self::Call | Self::Meet => true,
            Self::Mail
            | Self::Message
            | Self::MoveStage
            | Self::SetNextStep
            | Self::UpdateCloseDate
            | Self::Complete => false,
        }
    }
}

/// What to do next, ready to be put on a button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextAction {
    /// What kind of thing.
    pub kind: ActionKind,
    /// In words: "Call Ana Ruiz".
    pub label: String,
}

impl NextAction {
    /// An action with words of its own.
    pub(super) fn new(kind: ActionKind, label: impl Into<String>) -> Self {
        Self { kind, label: label.into() }
    }

    /// Reaching somebody: by the way they prefer, or else by `otherwise`.
    pub(super) fn reach(contact: &ContactFacts, otherwise: ActionKind) -> Self {
        let kind = match contact.preferred {
            Some(ContactMethod::Phone) => ActionKind::Call,
            Some(ContactMethod::Email) => ActionKind::Mail,
            Some(ContactMethod::Sms | ContactMethod::Whatsapp) => ActionKind::Message,
            None => otherwise,
        };
        Self::new(kind, format!("{} {}", kind.label(), contact.who))
    }
}
