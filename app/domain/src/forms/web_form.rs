//! Forms that stand on other web sites, and what visitors send with them.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, email, id, optional, phone, required};
use crate::ids::{CampaignId, ProductId, UserId};
use crate::web_form::Utm;

/// The longest message a visitor sends, in characters.
const MESSAGE: usize = 4_000;
/// The longest sentence to agree to, in characters.
const SENTENCE: usize = 1_000;

/// A form as it is sent; without an id it is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditWebForm {
    /// Which; 0 is a new one.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// What we call it.
    pub name: String,
    /// What visitors read above it.
    pub title: String,
    /// The source its leads have.
    pub source: String,
    /// The campaign, or empty.
    pub campaign: String,
    /// What they ask for, or empty.
    pub product: String,
    /// Who looks after them, or empty.
    pub owner: String,
    /// The sentence visitors agree to.
    pub consent: String,
    /// What they read afterwards.
    pub thanks: String,
    /// Whether it takes entries.
    pub is_open: bool,
}

/// A form's fields, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedWebForm {
    /// What we call it.
    pub name: String,
    /// What visitors read above it.
    pub title: String,
    /// The source its leads have.
    pub source: String,
    /// The campaign.
    pub campaign_id: Option<CampaignId>,
    /// What they ask for.
    pub product_id: Option<ProductId>,
    /// Who looks after them.
    pub owner_id: Option<UserId>,
    /// The sentence visitors agree to.
    pub consent: String,
    /// What they read afterwards.
    pub thanks: String,
    /// Whether it takes entries.
    pub is_open: bool,
}

impl EditWebForm {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<CheckedWebForm, FieldErrors> {
        let mut errors = FieldErrors::default();
        let source = optional(&mut errors, "source", &self.source, LINE);
        let checked = CheckedWebForm {
            name: required(&mut errors, "name", &self.name, LINE),
            title: required(&mut errors, "title", &self.title, LINE),
            source: one_word(source.as_deref().unwrap_or("web_form")),
            campaign_id: id(&mut errors, "campaign", &self.campaign),
            product_id: id(&mut errors, "product", &self.product),
            owner_id: id(&mut errors, "owner", &self.owner),
            consent: required(&mut errors, "consent", &self.consent, SENTENCE).replace('\n', " "),
            thanks: required(&mut errors, "thanks", &self.thanks, SENTENCE).replace('\n', " "),
            is_open: self.is_open,
        };
        errors.into_result().map(|()| checked)
    }
}

/// One source is written one way: "Google Ads" is `google_ads`.
#[must_use]
pub fn one_word(source: &str) -> String {
    source.to_lowercase().split_whitespace().collect::<Vec<_>>().join("_")
}

/// An entry that was put aside and is a request after all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TakeEntry {
    /// The entry.
    pub id: i64,
}

/// What a visitor sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Visit {
    /// Full name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Phone number, or empty.
    pub phone: String,
    /// Where they work, or empty.
    pub company: String,
    /// What they write, or empty.
    pub message: String,
    /// Whether they agreed.
    pub consent: bool,
    /// What people leave empty because they do not see it.
    pub website: String,
    /// When the page was drawn, signed.
    pub drawn: String,
    /// The page the form stands on.
    pub page: String,
    /// `utm_source` of that page's address.
    pub utm_source: String,
    /// `utm_medium` of it.
    pub utm_medium: String,
    /// `utm_campaign` of it.
    pub utm_campaign: String,
}

/// What a visitor sent, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedVisit {
    /// Full name.
    pub name: String,
    /// In lower case.
    pub email: String,
    /// As entered.
    pub phone: Option<String>,
    /// The company's name.
    pub company: Option<String>,
    /// What they wrote.
    pub message: String,
    /// The page the form stood on.
    pub page: Option<String>,
    /// Where they came from.
    pub utm: Utm,
}

impl Visit {
    /// # Errors
    /// Every field that is missing, too long or malformed; a sentence that was not agreed to.
    pub fn check(&self) -> Result<CheckedVisit, FieldErrors> {
        let mut errors = FieldErrors::default();
        let address = email(&self.email).unwrap_or_else(|wrong| {
            errors.0.extend(wrong.0);
            String::new()
        });
        if !self.consent {
            errors.add("consent", "Tick this, so that we may answer you.");
        }
        // What the address of a page says is nobody's mistake to mend: what is too long is cut.
        let said = |text: &str| {
            let text: String = text.trim().chars().filter(|c| !c.is_control()).take(LINE).collect();
            (!text.is_empty()).then_some(text)
        };
        let checked = CheckedVisit {
            name: required(&mut errors, "name", &self.name, LINE),
            email: address,
            phone: phone(&mut errors, &self.phone),
            company: optional(&mut errors, "company", &self.company, LINE),
            message: optional(&mut errors, "message", &self.message, MESSAGE).unwrap_or_default(),
            page: said(&self.page),
            utm: Utm {
                source: said(&self.utm_source),
                medium: said(&self.utm_medium),
                campaign: said(&self.utm_campaign),
            },
        };
        errors.into_result().map(|()| checked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_told_of_every_field() {
        let errors = Visit::default().check().unwrap_err();
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["consent", "email", "name"]);
        let visit = Visit {
            name: " Ann\u{202e} Other ".to_owned(),
            email: "Ann@Example.com".to_owned(),
            consent: true,
            utm_campaign: "x".repeat(1_000),
            ..Visit::default()
        };
        let checked = visit.check().unwrap();
        assert_eq!(
            (checked.name.as_str(), checked.email.as_str()),
            ("Ann Other", "ann@example.com")
        );
        assert_eq!(checked.utm.campaign.map(|said| said.len()), Some(LINE));
    }

    #[test]
    fn a_form_needs_its_sentences() {
        let errors = EditWebForm::default().check().unwrap_err();
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["consent", "name", "thanks", "title"]);
    }
}
