//! Forms about leads.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, NOTE, optional, phone, required, word};
use crate::ids::{LeadId, OpportunityId};
use crate::interaction::{Direction, InteractionKind, Outcome};

/// A new lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewLead {
    /// Full name.
    pub name: String,
    /// Mail address, or empty.
    pub email: String,
    /// Phone number, or empty.
    pub phone: String,
    /// Job title, or empty.
    pub job_title: String,
    /// The company's name, or empty.
    pub company: String,
    /// Where they come from, or empty.
    pub source: String,
    /// Whoever is like them has been looked at, and they are somebody else.
    pub save_anyway: bool,
}

/// A new lead, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedLead {
    /// Full name.
    pub name: String,
    /// Lower case.
    pub email: Option<String>,
    /// As entered.
    pub phone: Option<String>,
    /// As entered.
    pub job_title: Option<String>,
    /// The company's name.
    pub company: Option<String>,
    /// `unknown` when not said.
    pub source: String,
}

impl NewLead {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<CheckedLead, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = optional(&mut errors, "email", &self.email, LINE);
        let email = email.and_then(|text| match super::email(&text) {
            Ok(email) => Some(email),
            Err(wrong) => {
                errors.0.extend(wrong.0);
                None
            }
        });
        let checked = CheckedLead {
            name: required(&mut errors, "name", &self.name, LINE),
            email,
            phone: phone(&mut errors, &self.phone),
            job_title: optional(&mut errors, "job_title", &self.job_title, LINE),
            company: optional(&mut errors, "company", &self.company, LINE),
            source: optional(&mut errors, "source", &self.source, LINE)
                .unwrap_or_else(|| "unknown".to_owned()),
        };
        errors.into_result().map(|()| checked)
    }
}

/// Something that happened with a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogInteraction {
    /// With whom.
    pub lead: LeadId,
    /// About which deal; empty for none.
    #[serde(default)]
    pub opportunity: String,
    /// An [`InteractionKind`] word.
    pub kind: String,
    /// A [`Direction`] word; empty means from us.
    #[serde(default)]
    pub direction: String,
    /// An [`Outcome`] word, or empty.
    #[serde(default)]
    pub outcome: String,
    /// Minutes, or empty.
    #[serde(default)]
    pub minutes: String,
    /// A line that says it, or empty.
    #[serde(default)]
    pub subject: String,
    /// The text, or empty.
    #[serde(default)]
    pub notes: String,
}

/// An interaction, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedInteraction {
    /// With whom.
    pub lead: LeadId,
    /// About which deal.
    pub opportunity: Option<OpportunityId>,
    /// By what means.
    pub kind: InteractionKind,
    /// Who reached out.
    pub direction: Direction,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Length in seconds.
    pub duration_seconds: Option<i64>,
    /// A line that says it.
    pub subject: String,
    /// The text.
    pub notes: String,
}

impl LogInteraction {
    /// # Errors
    /// Every field that is malformed; a note without text.
    pub fn check(&self) -> Result<CheckedInteraction, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind = word::<InteractionKind>(&mut errors, "kind", &self.kind);
        let direction = match (kind, self.direction.trim()) {
            (Some(InteractionKind::Note), "") => Some(Direction::Internal),
            (Some(InteractionKind::WebVisit | InteractionKind::Form), "") => {
                Some(Direction::Inbound)
            }
            (_, "") => Some(Direction::Outbound),
            (_, text) => word(&mut errors, "direction", text),
        };
        let outcome = match self.outcome.trim() {
            "" => None,
            text => word::<Outcome>(&mut errors, "outcome", text),
        };
        let opportunity = match self.opportunity.trim() {
            "" => None,
            text => {
                let id = text.parse().ok();
                if id.is_none() {
                    errors.add("opportunity", "Choose one of this lead's deals.");
                }
                id
            }
        };
        let duration_seconds = match self.minutes.trim() {
            "" => None,
            text => {
                let minutes =
                    text.parse::<i64>().ok().filter(|minutes| (0..=1440).contains(minutes));
                if minutes.is_none() {
                    errors.add("minutes", "Write whole minutes from 0 to 1440.");
                }
                minutes.map(|minutes| minutes * 60)
            }
        };
        let notes = optional(&mut errors, "notes", &self.notes, NOTE).unwrap_or_default();
        if kind == Some(InteractionKind::Note) && notes.is_empty() {
            errors.add("notes", "Write the note.");
        }
        let subject = optional(&mut errors, "subject", &self.subject, LINE).unwrap_or_default();
        errors.into_result()?;
        let (Some(kind), Some(direction)) = (kind, direction) else {
            return Err(FieldErrors::one("kind", "Choose what happened."));
        };
        Ok(CheckedInteraction {
            lead: self.lead,
            opportunity,
            kind,
            direction,
            outcome,
            duration_seconds,
            subject,
            notes,
        })
    }
}

/// A lead out of the queue for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snooze {
    /// `lead`, `deal` or `task`.
    pub subject: String,
    /// Its id.
    pub id: i64,
    /// For how many days, 1 to 90; 0 brings it back.
    pub days: u32,
    /// Why, in the journal; may be empty.
    #[serde(default)]
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_of_a_lead_is_named_at_once() {
        let form = NewLead { email: "nobody".to_owned(), ..NewLead::default() };
        let errors = form.check().unwrap_err();
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["email", "name"]);
    }

    #[test]
    fn a_call_is_from_us_unless_said_otherwise_and_a_note_needs_text() {
        let form = LogInteraction {
            lead: LeadId(1),
            opportunity: String::new(),
            kind: "call".to_owned(),
            direction: String::new(),
            outcome: "interested".to_owned(),
            minutes: "12".to_owned(),
            subject: String::new(),
            notes: String::new(),
        };
        let checked = form.check().unwrap();
        assert_eq!(checked.direction, Direction::Outbound);
        assert_eq!(checked.duration_seconds, Some(720));
        let note = LogInteraction { kind: "note".to_owned(), ..form };
        assert!(note.check().unwrap_err().get("notes").is_some());
    }
}
