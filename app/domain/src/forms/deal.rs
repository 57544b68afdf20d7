//! Forms about deals.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, amount, day, optional, required};
use crate::ids::{LeadId, OpportunityId, StageId};
use crate::money::Cents;

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

impl MoveDeal {
    /// Why it was lost, or nothing.
    ///
    /// # Errors
    /// When it is too long.
    pub fn reason(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let reason = optional(&mut errors, "lost_reason", &self.lost_reason, LINE);
        errors.into_result().map(|()| reason.unwrap_or_default())
    }
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
