//! Forms about forecasts: what people commit to, and what their managers say instead.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, amount, id, optional, required};
use crate::calendar::Period;
use crate::ids::UserId;
use crate::money::Cents;

/// What one's own deals will bring in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommitForecast {
    /// A period's code.
    pub period: String,
    /// What one stands for.
    pub commit: String,
    /// What it may be at best; empty for the same.
    pub best: String,
    /// A word about it, or empty.
    pub note: String,
}

/// What somebody's deals, or all one leads, will bring in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OverrideForecast {
    /// A period's code.
    pub period: String,
    /// Whose deals; empty for all one leads.
    pub owner: String,
    /// How much.
    pub amount: String,
    /// Why.
    pub reason: String,
}

/// Either of them, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCall {
    /// The period.
    pub period: Period,
    /// Whose deals; `None` for all one leads.
    pub owner: Option<UserId>,
    /// What is said.
    pub commit: Cents,
    /// What it may be at best.
    pub best: Option<Cents>,
    /// Why; empty for nothing.
    pub reason: String,
}

fn period(errors: &mut FieldErrors, code: &str) -> Option<Period> {
    code.trim()
        .parse()
        .map_err(|error: crate::calendar::PeriodError| {
            errors.add("period", error.to_string());
        })
        .ok()
}

/// An amount that must be there, and not below nothing.
fn sum(errors: &mut FieldErrors, field: &str, text: &str) -> Cents {
    if text.trim().is_empty() {
        errors.add(field, "Write the amount; 0 if nothing will come.");
    }
    amount(errors, field, text).unwrap_or_default()
}

impl CommitForecast {
    /// # Errors
    /// Every field that is missing or malformed, and a best case below the commitment.
    pub fn check(&self) -> Result<CheckedCall, FieldErrors> {
        let mut errors = FieldErrors::default();
        let period = period(&mut errors, &self.period);
        let commit = sum(&mut errors, "commit", &self.commit);
        let best = match self.best.trim() {
            "" => commit,
            text => amount(&mut errors, "best", text).unwrap_or_default(),
        };
        if best < commit && errors.get("best").is_none() {
            errors.add("best", "The best case is below the commitment: write at least as much.");
        }
        let reason = optional(&mut errors, "note", &self.note, LINE).unwrap_or_default();
        let checked = period.map(|period| CheckedCall {
            period,
            owner: None,
            commit,
            best: Some(best),
            reason,
        });
        errors.clone().into_result()?;
        checked.ok_or(errors)
    }
}

impl OverrideForecast {
    /// # Errors
    /// Every field that is missing or malformed; the reason too.
    pub fn check(&self) -> Result<CheckedCall, FieldErrors> {
        let mut errors = FieldErrors::default();
        let period = period(&mut errors, &self.period);
        let owner = id(&mut errors, "owner", &self.owner);
        let commit = sum(&mut errors, "amount", &self.amount);
        let reason = required(&mut errors, "reason", &self.reason, LINE);
        let checked =
            period.map(|period| CheckedCall { period, owner, commit, best: None, reason });
        errors.clone().into_result()?;
        checked.ok_or(errors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_best_case_is_no_less_than_the_commitment() {
        let form = |best: &str| CommitForecast {
            period: "2026-Q4".to_owned(),
            commit: "1,000".to_owned(),
            best: best.to_owned(),
            note: String::new(),
        };
        assert_eq!(form("").check().unwrap().best, Some(Cents(100_000)));
        assert_eq!(form("1500").check().unwrap().best, Some(Cents(150_000)));
        assert!(form("900").check().unwrap_err().get("best").is_some());
        assert!(form("-5").check().is_err());
    }

    #[test]
    fn an_override_has_a_reason_and_a_period() {
        let wrong = OverrideForecast { amount: "10".to_owned(), ..OverrideForecast::default() };
        let errors = wrong.check().unwrap_err();
        assert!(errors.get("reason").is_some() && errors.get("period").is_some());
    }
}
