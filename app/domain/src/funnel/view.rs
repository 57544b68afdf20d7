//! The funnel as its page shows it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Cut, Health, Reached, Step, Wait, steps};
use crate::calendar::Period;
use crate::money::Cents;

/// What takes reading the cohort's leads and deals one by one; kept for a while where they are many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelDepth {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// What the cohort's won deals came to.
    pub won: Cents,
    /// What its lost deals came to.
    pub lost: Cents,
    /// What its open deals come to.
    pub in_play: Cents,
    /// How long steps take.
    pub waits: Vec<Wait>,
    /// Its health; `None` with too few deals to compare.
    pub health: Option<Health>,
    /// By what they are interested in.
    pub by_product: Vec<Cut>,
    /// By campaign met; a lead that met several counts in each.
    pub by_campaign: Vec<Cut>,
    /// By country.
    pub by_country: Vec<Cut>,
    /// By their company's industry.
    pub by_industry: Vec<Cut>,
}

/// Everything on Funnel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelPage {
    /// Today, by the company's calendar.
    pub today: NaiveDate,
    /// In which the leads came.
    pub period: Period,
    /// How far they got.
    pub reached: Reached,
    /// This period and those before it, the oldest first.
    pub trend: Vec<(Period, Reached)>,
    /// By source.
    pub by_source: Vec<Cut>,
    /// By who looks after them.
    pub by_rep: Vec<Cut>,
    /// Money, times and the other cuts.
    pub depth: FunnelDepth,
}

impl FunnelPage {
    /// The steps with what did not go on.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        steps(&self.reached, self.depth.won, self.depth.lost)
    }
}
