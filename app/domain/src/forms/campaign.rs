//! Campaigns and what they cost.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FieldErrors, LINE, amount, day, optional, required, word};
use crate::campaigns::CampaignStatus;
use crate::money::Cents;

/// A campaign as it is sent; without an id it is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditCampaign {
    /// Which; 0 is a new one.
    pub id: i64,
    /// The version the page showed.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// The source its leads have.
    pub source: String,
    /// `planned`, `running`, `done` or `cancelled`.
    pub status: String,
    /// First day.
    pub starts_on: String,
    /// Last day, or empty.
    pub ends_on: String,
    /// What it may cost.
    pub budget: String,
}

/// A campaign's fields, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCampaign {
    /// Its name.
    pub name: String,
    /// The source its leads have.
    pub source: String,
    /// Where it stands.
    pub status: CampaignStatus,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// What it may cost.
    pub budget: Cents,
}

impl EditCampaign {
    /// # Errors
    /// Every field that is missing, too long or malformed, and an end before the start.
    pub fn check(&self) -> Result<CheckedCampaign, FieldErrors> {
        let mut errors = FieldErrors::default();
        let starts_on = day(&mut errors, "starts_on", &self.starts_on);
        if starts_on.is_none() {
            errors.add("starts_on", "Choose the first day.");
        }
        let ends_on = day(&mut errors, "ends_on", &self.ends_on);
        if let (Some(first), Some(last)) = (starts_on, ends_on)
            && last < first
        {
            let message =
                format!("Choose {first} or a later day; a campaign cannot end before it starts.");
            errors.add("ends_on", message);
        }
        let status = if self.status.is_empty() { "planned" } else { &self.status };
        let source = required(&mut errors, "source", &self.source, LINE);
        let checked = CheckedCampaign {
            name: required(&mut errors, "name", &self.name, LINE),
            // One source is written one way: "Google Ads" is google_ads, as leads have it.
            source: super::one_word(&source),
            status: word(&mut errors, "status", status).unwrap_or(CampaignStatus::Planned),
            starts_on: starts_on.unwrap_or_default(),
            ends_on,
            budget: amount(&mut errors, "budget", &self.budget).unwrap_or_default(),
        };
        errors.into_result().map(|()| checked)
    }
}

/// A cost of a campaign as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AddCost {
    /// The campaign.
    pub campaign: i64,
    /// When.
    pub spent_on: String,
    /// How much.
    pub amount: String,
    /// On what, or empty.
    pub note: String,
}

impl AddCost {
    /// # Errors
    /// Every field that is missing, too long or malformed.
    pub fn check(&self) -> Result<(NaiveDate, Cents, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let spent_on = day(&mut errors, "spent_on", &self.spent_on);
        if spent_on.is_none() {
            errors.add("spent_on", "Choose the day it was spent.");
        }
        let cost = amount(&mut errors, "amount", &self.amount);
        if cost.is_none() {
            errors.add("amount", "Say how much it was.");
        }
        let note = optional(&mut errors, "note", &self.note, LINE).unwrap_or_default();
        let checked = (spent_on.unwrap_or_default(), cost.unwrap_or_default(), note);
        errors.into_result().map(|()| checked)
    }
}

/// A cost that was written down by mistake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RemoveCost {
    /// The campaign.
    pub campaign: i64,
    /// The cost.
    pub id: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_written_one_way() {
        let form = EditCampaign {
            name: "Search ads".to_owned(),
            source: " Google  Ads ".to_owned(),
            starts_on: "2026-11-01".to_owned(),
            ..EditCampaign::default()
        };
        assert_eq!(form.check().unwrap().source, "google_ads");
        let wrong = EditCampaign { ends_on: "2026-10-31".to_owned(), ..form };
        assert!(wrong.check().unwrap_err().get("ends_on").is_some());
        assert_eq!(AddCost::default().check().unwrap_err().0.len(), 2);
    }
}
