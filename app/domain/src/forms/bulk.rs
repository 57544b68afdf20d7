//! The same change to several records of a list.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, day, id, required, word};
use crate::ids::UserId;
use crate::lead::LeadStatus;

/// The most records of one change.
pub const MOST_AT_ONCE: usize = 1_000;

/// A change to several leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkLeads {
    /// Which.
    pub ids: Vec<i64>,
    /// `give`, `status` or `delete`.
    pub action: String,
    /// For `give`: to whom.
    pub owner: String,
    /// For `status`: a [`LeadStatus`] word.
    pub status: String,
    /// For `status`: why, where it leads back or out.
    pub reason: String,
}

/// A change to several leads, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadChange {
    /// Give them to somebody.
    Give(UserId),
    /// Set where they stand.
    Status(LeadStatus),
    /// Put them into the trash.
    Delete,
}

/// A change to several deals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkDeals {
    /// Which.
    pub ids: Vec<i64>,
    /// `give`, `close`, `next` or `delete`.
    pub action: String,
    /// For `give`: to whom.
    pub owner: String,
    /// For `close`: a day.
    pub expected_close_on: String,
    /// For `next`: what is to be done next.
    pub next_step: String,
}

/// A change to several deals, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DealChange {
    /// Give them to somebody.
    Give(UserId),
    /// Set the day on which they should close.
    Close(NaiveDate),
    /// Set what is to be done next.
    Next(String),
    /// Put them into the trash.
    Delete,
}

impl BulkLeads {
    /// # Errors
    /// When nothing is chosen, or what is to be done is not said.
    pub fn check(&self) -> Result<LeadChange, FieldErrors> {
        let mut errors = chosen(&self.ids);
        let change = match self.action.as_str() {
            "give" => owner(&mut errors, &self.owner).map(LeadChange::Give),
            "status" => word(&mut errors, "status", &self.status).map(LeadChange::Status),
            "delete" => Some(LeadChange::Delete),
            _ => None,
        };
        decided(errors, change)
    }
}

impl BulkDeals {
    /// # Errors
    /// When nothing is chosen, or what is to be done is not said.
    pub fn check(&self) -> Result<DealChange, FieldErrors> {
        let mut errors = chosen(&self.ids);
        let change = match self.action.as_str() {
            "give" => owner(&mut errors, &self.owner).map(DealChange::Give),
            "close" => {
                let day = day(&mut errors, "expected_close_on", &self.expected_close_on);
                if day.is_none() {
                    errors.add("expected_close_on", "Choose a day.");
                }
                day.map(DealChange::Close)
            }
            "next" => {
                let step = required(&mut errors, "next_step", &self.next_step, LINE);
                Some(DealChange::Next(step))
            }
            "delete" => Some(DealChange::Delete),
            _ => None,
        };
        decided(errors, change)
    }
}

fn chosen(ids: &[i64]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    if ids.is_empty() {
        errors.add("form", "Tick the records that you mean first.");
    }
    if ids.len() > MOST_AT_ONCE {
        errors.add("form", format!("Tick at most {MOST_AT_ONCE} records at once."));
    }
    errors
}

fn owner(errors: &mut FieldErrors, text: &str) -> Option<UserId> {
    let owner = id(errors, "owner", text);
    if owner.is_none() {
        errors.add("owner", "Choose somebody.");
    }
    owner
}

fn decided<T>(mut errors: FieldErrors, change: Option<T>) -> Result<T, FieldErrors> {
    if change.is_none() && errors.0.is_empty() {
        errors.add("form", "Choose what to do with them.");
    }
    // The bar has no room beside its fields: what is wrong stands above it.
    if errors.get("form").is_none()
        && let Some(first) = errors.0.values().next().cloned()
    {
        errors.add("form", first);
    }
    match change {
        Some(change) if errors.0.is_empty() => Ok(change),
        _ => Err(errors),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_many_needs_records_and_something_to_do() {
        let form = BulkLeads { ids: vec![1, 2], action: "give".to_owned(), ..BulkLeads::default() };
        assert!(form.check().unwrap_err().get("owner").is_some());
        let given = BulkLeads { owner: "7".to_owned(), ..form.clone() };
        assert_eq!(given.check(), Ok(LeadChange::Give(UserId(7))));
        let nobody = BulkLeads { ids: Vec::new(), ..given };
        assert!(nobody.check().unwrap_err().get("form").is_some());
        let undecided = BulkDeals { ids: vec![1], ..BulkDeals::default() };
        assert!(undecided.check().unwrap_err().get("form").is_some());
    }
}
