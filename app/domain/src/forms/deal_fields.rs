//! One thing about a deal, set in place: its next step, or the day it should close.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, day, required};
use crate::ids::OpportunityId;

/// What happens next with a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNextStep {
    /// Which deal.
    pub id: OpportunityId,
    /// The version the page showed.
    pub version: i64,
    /// What is to be done next.
    #[serde(default)]
    pub next_step: String,
    /// By when, or empty.
    #[serde(default)]
    pub next_step_on: String,
}

impl SetNextStep {
    /// # Errors
    /// A missing or too long step, a day that is none.
    pub fn check(&self) -> Result<(String, Option<NaiveDate>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let step = required(&mut errors, "next_step", &self.next_step, LINE);
        let on = day(&mut errors, "next_step_on", &self.next_step_on);
        errors.into_result().map(|()| (step, on))
    }
}

/// When a deal should close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCloseDate {
    /// Which deal.
    pub id: OpportunityId,
    /// The version the page showed.
    pub version: i64,
    /// The day.
    #[serde(default)]
    pub expected_close_on: String,
}

impl SetCloseDate {
    /// # Errors
    /// A missing day, or one that is none.
    pub fn check(&self) -> Result<NaiveDate, FieldErrors> {
        let mut errors = FieldErrors::default();
        let close = day(&mut errors, "expected_close_on", &self.expected_close_on);
        errors.into_result()?;
        close.ok_or_else(|| FieldErrors::one("expected_close_on", "Choose a day."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_and_a_day_must_be_there() {
        let step = SetNextStep {
            id: OpportunityId(1),
            version: 1,
            next_step: " ".to_owned(),
            next_step_on: "soon".to_owned(),
        };
        let errors = step.check().unwrap_err();
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["next_step", "next_step_on"]);
        let close =
            SetCloseDate { id: OpportunityId(1), version: 1, expected_close_on: String::new() };
        assert!(close.check().is_err());
    }
}
