//! Forms about deals.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, NOTE, amount, day, optional, quoted, required};
use crate::closing::WIN_REASONS;
use crate::ids::{LeadId, OpportunityId, StageId};
use crate::money::Cents;
use crate::winloss::REASONS;

/// A deal to another stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveDeal {
    /// Which deal.
    pub id: OpportunityId,
    /// The version the page showed.
    pub version: i64,
    /// Where to.
    pub stage: StageId,
    /// Why it was lost, when it was.
    #[serde(default)]
    pub lost_reason: String,
}

/// A deal to another stage, of any pipeline, with all there is to say about it: how it is won, lost or reopened, and why
/// it goes on although something is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdvanceDeal {
    /// Which deal.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// Where to.
    pub stage: String,
    /// Why it was lost: one of the tree of reasons.
    pub lost_reason: String,
    /// Why it was won, where somebody says so.
    pub won_reason: String,
    /// Who else wanted it.
    pub rival: String,
    /// More about it.
    pub note: String,
    /// Why it goes on although its stage asks for more.
    pub why: String,
}

/// [`AdvanceDeal`], checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedAdvance {
    /// Where to.
    pub stage: StageId,
    /// Why it was lost; of the tree.
    pub lost_reason: Option<&'static str>,
    /// Why it was won.
    pub won_reason: Option<&'static str>,
    /// Who else wanted it.
    pub rivals: Vec<String>,
    /// More about it.
    pub note: Option<String>,
    /// Why it goes on although its stage asks for more.
    pub why: Option<String>,
}

/// The reason that says nothing by itself.
const OTHER: &str = "Other";

impl From<MoveDeal> for AdvanceDeal {
    fn from(form: MoveDeal) -> Self {
        Self {
            id: form.id.get(),
            version: form.version,
            stage: form.stage.to_string(),
            lost_reason: form.lost_reason,
            ..Self::default()
        }
    }
}

impl AdvanceDeal {
    /// # Errors
    /// A stage that is none, a reason that is not of the tree, "Other" without a note, a text that is too long.
    pub fn check(&self) -> Result<CheckedAdvance, FieldErrors> {
        let mut errors = FieldErrors::default();
        let stage = super::id(&mut errors, "stage", &self.stage);
        if stage.is_none() {
            errors.add("stage", "Choose a stage.");
        }
        let lost = REASONS.iter().map(|(_, reason)| *reason);
        let lost_reason = listed(&mut errors, "lost_reason", &self.lost_reason, lost);
        let won = WIN_REASONS.into_iter();
        let won_reason = listed(&mut errors, "won_reason", &self.won_reason, won);
        let note = optional(&mut errors, "note", &self.note, NOTE);
        if note.is_none() && (lost_reason == Some(OTHER) || won_reason == Some(OTHER)) {
            errors.add("note", "Say in a few words what it was: \"Other\" alone teaches nobody.");
        }
        let rivals = self.rival.split(',');
        let rivals =
            rivals.filter_map(|rival| optional(&mut errors, "rival", rival, LINE)).collect();
        let why = optional(&mut errors, "why", &self.why, LINE);
        errors.into_result()?;
        let stage = stage.unwrap_or(StageId(0));
        Ok(CheckedAdvance { stage, lost_reason, won_reason, rivals, note, why })
    }
}

/// One of a list of reasons, or nothing.
fn listed(
    errors: &mut FieldErrors,
    field: &str,
    text: &str,
    mut list: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = list.find(|known| known.eq_ignore_ascii_case(text));
    if found.is_none() {
        let message = format!("Choose a reason of the list; {} is not in it.", quoted(text));
        errors.add(field, message);
    }
    found
}

/// A deal's fields as edited on its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditDeal {
    /// Which deal.
    pub id: OpportunityId,
    /// The version the page showed.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Major units, such as `1250.50`.
    pub amount: String,
    /// A day, or empty.
    #[serde(default)]
    pub expected_close_on: String,
    /// What is to be done next.
    #[serde(default)]
    pub next_step: String,
    /// By when, or empty.
    #[serde(default)]
    pub next_step_on: String,
}

/// A deal's fields, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedDeal {
    /// Its name.
    pub name: String,
    /// What it is worth.
    pub amount: Cents,
    /// When it should close.
    pub expected_close_on: Option<NaiveDate>,
    /// What is to be done next.
    pub next_step: String,
    /// By when.
    pub next_step_on: Option<NaiveDate>,
}

impl EditDeal {
    /// What was there is not made nothing by a field that was emptied by mistake.
    fn amount(&self, errors: &mut FieldErrors) -> Cents {
        if self.amount.trim().is_empty() {
            errors.add("amount", "Write the amount; 0 if it is not known yet.");
        }
        amount(errors, "amount", &self.amount).unwrap_or_default()
    }

    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<CheckedDeal, FieldErrors> {
        let mut errors = FieldErrors::default();
        let checked = CheckedDeal {
            name: required(&mut errors, "name", &self.name, LINE),
            amount: self.amount(&mut errors),
            expected_close_on: day(&mut errors, "expected_close_on", &self.expected_close_on),
            next_step: optional(&mut errors, "next_step", &self.next_step, LINE)
                .unwrap_or_default(),
            next_step_on: day(&mut errors, "next_step_on", &self.next_step_on),
        };
        errors.into_result().map(|()| checked)
    }
}

/// A new deal with a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDeal {
    /// With whom.
    pub lead: LeadId,
    /// Its name.
    pub name: String,
    /// Major units, such as `1250.50`.
    #[serde(default)]
    pub amount: String,
    /// A day, or empty for the usual one.
    #[serde(default)]
    pub expected_close_on: String,
}

impl NewDeal {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<(String, Cents, Option<NaiveDate>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = required(&mut errors, "name", &self.name, LINE);
        let amount = amount(&mut errors, "amount", &self.amount).unwrap_or_default();
        let close = day(&mut errors, "expected_close_on", &self.expected_close_on);
        errors.into_result().map(|()| (name, amount, close))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_that_was_there_is_not_emptied_by_mistake() {
        let form = EditDeal {
            id: OpportunityId(1),
            version: 1,
            name: "Excel for 20".to_owned(),
            amount: " ".to_owned(),
            expected_close_on: String::new(),
            next_step: String::new(),
            next_step_on: String::new(),
        };
        assert!(form.check().unwrap_err().get("amount").unwrap().contains("0 if"));
        let nothing = EditDeal { amount: "0".to_owned(), ..form };
        assert_eq!(nothing.check().unwrap().amount, Cents(0));
    }
}
