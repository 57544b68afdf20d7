//! Forms about warnings.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, optional, word};
use crate::ids::{OpportunityId, UserId};
use crate::queue::RiskKind;

/// The longest a warning is left in peace, in days.
const LONGEST: u16 = 90;

/// Somebody sees to a warning: what helps is put down as a task, or it is left in peace for a while, with the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeeToRisk {
    /// Which deal.
    pub deal: i64,
    /// A [`RiskKind`] word.
    pub kind: String,
    /// Whose task it becomes; empty: the deal's owner's.
    pub owner: String,
    /// For how many days it is left in peace; empty makes the remedy a task for tomorrow.
    pub days: String,
    /// Why it is left in peace.
    pub reason: String,
}

/// The same, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedRisk {
    /// Which deal.
    pub deal: OpportunityId,
    /// Which warning.
    pub kind: RiskKind,
    /// Whose task it becomes.
    pub owner: Option<UserId>,
    /// For how many days, and why; `None` for its remedy.
    pub peace: Option<(u16, String)>,
}

impl SeeToRisk {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<CheckedRisk, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind = word(&mut errors, "kind", &self.kind);
        let named = self.owner.trim();
        let owner = named.parse::<UserId>().ok();
        if owner.is_none() && !named.is_empty() {
            errors.add("owner", "Choose a person of the list.");
        }
        let reason = optional(&mut errors, "reason", &self.reason, LINE);
        let peace = match (self.days.trim(), reason) {
            ("", None) => None,
            (days, reason) => {
                let days = days.parse::<u16>().ok().filter(|days| (1..=LONGEST).contains(days));
                if days.is_none() {
                    errors.add("days", format!("Write for how many days, 1 to {LONGEST}."));
                }
                if reason.is_none() {
                    errors.add("reason", "Say why it can wait.");
                }
                days.zip(reason)
            }
        };
        let deal = OpportunityId(self.deal);
        match kind {
            Some(kind) if errors.0.is_empty() => Ok(CheckedRisk { deal, kind, owner, peace }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_left_in_peace_for_a_while_and_for_a_reason() {
        let form = SeeToRisk { deal: 3, kind: "pushed".to_owned(), ..SeeToRisk::default() };
        assert_eq!(form.check().map(|checked| checked.peace), Ok(None));
        let without = SeeToRisk { days: "7".to_owned(), ..form.clone() };
        assert!(without.check().is_err_and(|errors| errors.get("reason").is_some()));
        let for_ever = SeeToRisk { days: "900".to_owned(), reason: "x".to_owned(), ..form.clone() };
        assert!(for_ever.check().is_err_and(|errors| errors.get("days").is_some()));
        let unknown = SeeToRisk { kind: "rain".to_owned(), ..form };
        assert!(unknown.check().is_err_and(|errors| errors.get("kind").is_some()));
    }
}
