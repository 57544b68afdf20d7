//! A lead's own fields, edited on its page.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, optional, phone, required, word};
use crate::ids::LeadId;
use crate::lead::{ContactMethod, LeadStatus};

/// A lead's fields as edited on its page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditLead {
    /// Which lead; 0 is nobody.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
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
    /// A [`LeadStatus`] word.
    pub status: String,
    /// Why the status goes back or out, or empty.
    pub reason: String,
    /// A [`ContactMethod`] word, or empty.
    pub preferred_contact_method: String,
    /// The country they are in, or empty.
    pub country: String,
    /// `true` when they asked not to be contacted; browsers send nothing otherwise.
    pub do_not_contact: String,
}

/// A lead's fields, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedLeadEdit {
    /// Which lead.
    pub id: LeadId,
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
    /// How far they are.
    pub status: LeadStatus,
    /// Why the status goes back or out.
    pub reason: Option<String>,
    /// How they like to be reached.
    pub preferred_contact_method: Option<ContactMethod>,
    /// The country they are in.
    pub country: Option<String>,
    /// Whether they asked not to be contacted.
    pub do_not_contact: bool,
}

impl EditLead {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<CheckedLeadEdit, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = optional(&mut errors, "email", &self.email, LINE);
        let email = email.and_then(|text| match super::email(&text) {
            Ok(email) => Some(email),
            Err(wrong) => {
                errors.0.extend(wrong.0);
                None
            }
        });
        let method = self.preferred_contact_method.trim();
        let checked = CheckedLeadEdit {
            id: LeadId(self.id),
            name: required(&mut errors, "name", &self.name, LINE),
            email,
            phone: phone(&mut errors, &self.phone),
            job_title: optional(&mut errors, "job_title", &self.job_title, LINE),
            company: optional(&mut errors, "company", &self.company, LINE),
            source: optional(&mut errors, "source", &self.source, LINE)
                .unwrap_or_else(|| "unknown".to_owned()),
            status: word(&mut errors, "status", &self.status).unwrap_or(LeadStatus::New),
            reason: optional(&mut errors, "reason", &self.reason, LINE),
            preferred_contact_method: (!method.is_empty())
                .then(|| word(&mut errors, "preferred_contact_method", method))
                .flatten(),
            country: optional(&mut errors, "country", &self.country, LINE),
            do_not_contact: !self.do_not_contact.is_empty(),
        };
        errors.into_result().map(|()| checked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_is_edited_with_words_of_the_lists_only() {
        let form = EditLead {
            name: "Zoe".to_owned(),
            status: "contacted".to_owned(),
            preferred_contact_method: "phone".to_owned(),
            ..EditLead::default()
        };
        let checked = form.check().unwrap();
        assert_eq!(checked.preferred_contact_method, Some(ContactMethod::Phone));
        assert_eq!((checked.source.as_str(), checked.do_not_contact), ("unknown", false));
        let wrong = EditLead { status: "warm".to_owned(), name: String::new(), ..form };
        let errors = wrong.check().unwrap_err();
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["name", "status"]);
    }
}
