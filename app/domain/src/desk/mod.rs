//! The three desks, what each role sees first in the morning, and the forecast's page.

mod ceo;
mod forecast;
mod forecast_moves;
mod forecast_people;
mod forecast_record;
mod forecast_scenarios;
mod manager;
mod rep;
mod risks;
mod team;

pub use ceo::*;
pub use forecast::*;
pub use forecast_moves::*;
pub use forecast_people::*;
pub use forecast_record::*;
pub use forecast_scenarios::*;
pub use manager::*;
pub use rep::*;
pub use risks::*;
pub use team::*;

use serde::{Deserialize, Serialize};

use crate::ids::StageId;
use crate::money::Cents;

/// What stands in one stage: the figures of a board's column head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTotal {
    /// The stage.
    pub stage_id: StageId,
    /// Its name.
    pub stage: String,
    /// Open deals in it.
    pub deals: i64,
    /// Their sum.
    pub amount: Cents,
    /// Their sum, each weighted with its P(won).
    pub weighted: Cents,
    /// Median of their whole days in the stage; `None` when it is empty.
    pub median_age_days: Option<i64>,
    /// Days that won deals usually spend here.
    pub normal_dwell_days: i64,
}

/// How far a target is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attainment {
    /// Won so far in the period.
    pub won: Cents,
    /// The target of the whole period; `None` when none is set.
    pub target: Option<Cents>,
    /// The share of the period's days that have passed, in basis points.
    pub elapsed: crate::ratio::Ratio,
}

impl Attainment {
    /// The share of the target that is won; `None` without a target.
    #[must_use]
    pub fn reached(&self) -> Option<crate::ratio::Ratio> {
        self.target.and_then(|target| crate::ratio::Ratio::of(self.won.get(), target.get()))
    }

    /// Whether more is won than time has passed; `None` without a target.
    #[must_use]
    pub fn is_on_pace(&self) -> Option<bool> {
        self.reached().map(|reached| reached >= self.elapsed)
    }
}
