//! Campaigns and sources as pages show them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Advice, Conversion};
use crate::ids::{CampaignId, LeadId};
use crate::lead::LeadStatus;
use crate::money::Cents;
use crate::ratio::Ratio;
use crate::text_enum::text_enum;

text_enum! {
    /// Where a campaign stands.
    CampaignStatus {
        /// It has not begun.
        Planned = "planned", "Planned";
        /// It runs.
        Running = "running", "Running";
        /// It is over.
        Done = "done", "Done";
        /// It will not be.
        Cancelled = "cancelled", "Cancelled";
    }
}

/// What a campaign or a source brought and cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// How its leads became customers.
    pub conversion: Conversion,
    /// What it cost so far.
    pub cost: Cents,
    /// What it is credited with, by each of the models in their order.
    pub revenue: [Cents; 4],
}

impl Brought {
    /// What a lead cost; `None` without leads or cost.
    #[must_use]
    pub fn per_lead(&self) -> Option<Cents> {
        share(self.cost, self.conversion.leads)
    }

    /// What a customer cost; `None` without customers or cost.
    #[must_use]
    pub fn per_customer(&self) -> Option<Cents> {
        share(self.cost, self.conversion.customers)
    }

    /// What is credited by the model at this place.
    #[must_use]
    pub fn by(&self, model: super::Model) -> Cents {
        let place = super::Model::ALL.iter().position(|other| *other == model);
        place.and_then(|place| self.revenue.get(place)).copied().unwrap_or_default()
    }

    /// What it brought beyond its cost, over its cost; `None` where it cost nothing.
    #[must_use]
    pub fn roi(&self, model: super::Model) -> Option<Ratio> {
        Ratio::of(self.by(model).get().saturating_sub(self.cost.get()), self.cost.get())
            .filter(|_| self.cost.get() > 0)
    }
}

/// Each of so many's part of a cost.
fn share(cost: Cents, count: i64) -> Option<Cents> {
    (count > 0 && cost.get() > 0).then(|| Cents((cost.get() + count / 2) / count))
}

/// A campaign as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignRow {
    /// The campaign.
    pub id: CampaignId,
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
    /// What it brought and cost.
    pub brought: Brought,
}

/// What each source brought. Sources without campaigns cost nothing that is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// The source.
    pub source: String,
    /// Its campaigns.
    pub campaigns: i64,
    /// What it brought and cost; revenue by the source written on each deal, the same in every model.
    pub brought: Brought,
}

/// The list of campaigns and sources, within the reader's scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignReport {
    /// When the figures were made.
    pub made_at: DateTime<Utc>,
    /// The campaigns, the latest first.
    pub campaigns: Vec<CampaignRow>,
    /// The sources, the one with most revenue first.
    pub sources: Vec<SourceRow>,
    /// All that was won.
    pub won: Cents,
    /// What no touch is known of, by model: the same in each.
    pub unknown: Cents,
    /// Where the next euro should go.
    pub advice: Option<Advice>,
}

impl CampaignReport {
    /// The campaigns that brought most for their cost, best first.
    #[must_use]
    pub fn best(&self, model: super::Model) -> Vec<&CampaignRow> {
        let mut best: Vec<&CampaignRow> = self
            .campaigns
            .iter()
            .filter(|row| row.brought.conversion.customers >= 5)
            .filter(|row| row.brought.roi(model).is_some())
            .collect();
        best.sort_by_key(|row| std::cmp::Reverse(row.brought.roi(model)));
        best.truncate(3);
        best
    }
}

/// A cost of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostRow {
    /// Its key.
    pub id: i64,
    /// When.
    pub spent_on: NaiveDate,
    /// How much.
    pub amount: Cents,
    /// On what.
    pub note: String,
}

/// A lead that met a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The lead.
    pub id: LeadId,
    /// Full name.
    pub name: String,
    /// Where they stand.
    pub status: LeadStatus,
    /// By what means.
    pub channel: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A campaign's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignPage {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// The campaign.
    pub row: CampaignRow,
    /// For the check against lost updates.
    pub version: i64,
    /// What it cost, the last first.
    pub costs: Vec<CostRow>,
    /// Whom it reached, the last first; those within the reader's scope.
    pub members: Vec<Member>,
    /// How many there are within it.
    pub touches: i64,
    /// Today, by the reader's calendar.
    pub today: NaiveDate,
}
