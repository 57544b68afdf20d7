//! What was learned about a lead, one fact at a time.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, amount, optional, word};
use crate::ids::LeadId;
use crate::lead::{Authority, ContactMethod, Lead};
use crate::text_enum::text_enum;

/// The most entries of a list.
const MOST: usize = 30;

text_enum! {
    /// Something to know about a lead.
    LeadFact {
        /// What hurts; one a line.
        PainPoints = "pain_points", "Need";
        /// What they asked about; one a line.
        Interests = "interests", "Interested in";
        /// Budget in words.
        BudgetRange = "budget_range", "Budget range";
        /// Budget as a figure.
        Budget = "budget", "Budget";
        /// When they mean to decide.
        DecisionTimeline = "decision_timeline", "Decides by";
        /// What say they have.
        Authority = "authority", "Say in buying";
        /// Who else decides; one a line.
        DecisionMakers = "decision_makers", "Who else decides";
        /// How they want to be reached.
        ContactMethod = "preferred_contact_method", "Likes to be reached by";
        /// When they want to be reached.
        ContactTime = "preferred_contact_time", "Best time";
    }
}

/// One fact, as it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetFact {
    /// Which lead; 0 is nobody.
    pub id: i64,
    /// A [`LeadFact`] word.
    pub fact: String,
    /// What was learned; of lists one entry a line; empty means not known.
    pub value: String,
}

impl SetFact {
    /// Which lead.
    #[must_use]
    pub const fn lead(&self) -> LeadId {
        LeadId(self.id)
    }

    /// Which fact.
    ///
    /// # Errors
    /// `fact` that is no word of the list.
    pub fn fact(&self) -> Result<LeadFact, FieldErrors> {
        let mut errors = FieldErrors::default();
        let fact = word(&mut errors, "fact", &self.fact);
        errors.into_result()?;
        fact.ok_or_else(|| FieldErrors::one("fact", "Choose one of the list."))
    }

    /// The lead with the fact as it should be.
    ///
    /// # Errors
    /// `value` that is no amount, no word of its list, or too long.
    pub fn apply(&self, fact: LeadFact, lead: &Lead) -> Result<Lead, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut after = lead.clone();
        let text = self.value.trim();
        match fact {
            LeadFact::PainPoints => after.pain_points = lines(&mut errors, text),
            LeadFact::Interests => after.interests = lines(&mut errors, text),
            LeadFact::DecisionMakers => after.decision_makers = lines(&mut errors, text),
            LeadFact::BudgetRange => {
                after.budget_range = optional(&mut errors, "value", text, LINE);
            }
            LeadFact::Budget => after.budget = amount(&mut errors, "value", text),
            LeadFact::DecisionTimeline => {
                after.decision_timeline = optional(&mut errors, "value", text, LINE);
            }
            LeadFact::ContactTime => {
                after.preferred_contact_time = optional(&mut errors, "value", text, LINE);
            }
            LeadFact::Authority => {
                after.authority =
                    chosen(&mut errors, text, Authority::ALL, Authority::as_str, Authority::label)
                        .unwrap_or(Authority::Unknown);
            }
            LeadFact::ContactMethod => {
                after.preferred_contact_method = chosen(
                    &mut errors,
                    text,
                    ContactMethod::ALL,
                    ContactMethod::as_str,
                    ContactMethod::label,
                );
            }
        }
        errors.into_result().map(|()| after)
    }
}

/// A word of a list as it is stored or as people read it.
fn chosen<T: Copy>(
    errors: &mut FieldErrors,
    text: &str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let is = |one: T| text.eq_ignore_ascii_case(word(one)) || text.eq_ignore_ascii_case(label(one));
    let found = all.iter().copied().find(|one| is(*one));
    if found.is_none() {
        let known: Vec<&str> = all.iter().map(|one| label(*one)).collect();
        errors.add("value", format!("Write one of: {}.", known.join(", ")));
    }
    found
}

/// Entries of a list, one a line or parted by commas, each once.
fn lines(errors: &mut FieldErrors, text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for entry in text.split(['\n', ',']) {
        let Some(entry) = optional(errors, "value", entry, LINE) else { continue };
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    if entries.len() > MOST {
        errors.add("value", format!("{} entries: at most {MOST} fit.", entries.len()));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn set(fact: &str, value: &str) -> Result<Lead, FieldErrors> {
        let lead = Lead::new(LeadId(1), "Zoe", "web", DateTime::UNIX_EPOCH);
        let form = SetFact { id: 1, fact: fact.to_owned(), value: value.to_owned() };
        form.apply(form.fact()?, &lead)
    }

    #[test]
    fn a_fact_is_set_and_a_wrong_one_says_what_it_may_be() {
        let lead = set("pain_points", " Slow tool \nNo time, Slow tool").unwrap();
        assert_eq!(lead.pain_points, ["Slow tool", "No time"]);
        assert_eq!(
            set("budget", "12,500").unwrap().budget.map(crate::money::Cents::get),
            Some(1_250_000)
        );
        assert_eq!(set("authority", "Decider").unwrap().authority, Authority::Decider);
        assert_eq!(set("preferred_contact_method", "").unwrap().preferred_contact_method, None);
        let wrong = set("preferred_contact_method", "pigeon").unwrap_err();
        assert_eq!(wrong.0["value"], "Write one of: Mail, Phone, SMS, WhatsApp.");
        assert!(set("shoe_size", "42").is_err());
        assert!(set("budget", "lots").is_err());
    }
}
