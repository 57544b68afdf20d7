//! The forecast's scenarios: the levers, and those somebody kept side by side.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::forecast::{Forecast, ForecastConfig, ForecastInput, LeverSteps};
use crate::ids::ScenarioId;
use crate::money::Cents;
use crate::ratio::Ratio;

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenariosPage {
    /// The day it was made, by the reader's clock.
    pub today: NaiveDate,
    /// The period.
    pub period: Period,
    /// What it will bring as it is.
    pub forecast: Forecast,
    /// What that was made from, so that the page can move its levers.
    pub input: ForecastInput,
    /// How its distribution is made, so that levers redraw the same one.
    pub config: ForecastConfig,
    /// The reader's own scenarios of the period, in the order they were kept.
    pub rows: Vec<ScenarioRow>,
    /// Their scenarios of other periods, the latest first.
    pub elsewhere: Vec<ScenarioLink>,
}

/// A kept scenario with its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRow {
    /// Which.
    pub id: ScenarioId,
    /// Its version, so that nobody overwrites what they have not seen.
    pub version: i64,
    /// What it is called.
    pub name: String,
    /// Where the levers stand.
    pub steps: LeverSteps,
    /// What it leads to.
    pub figures: ScenarioFigures,
}

/// What is compared of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioFigures {
    /// What is expected.
    pub mean: Cents,
    /// Nine times in ten it will be more.
    pub p10: Cents,
    /// Nine times in ten it will be less.
    pub p90: Cents,
    /// The chance to reach the target; `None` without one.
    pub p_target: Option<Ratio>,
    /// How far the expected is from the forecast as it is.
    pub apart: Cents,
}

impl ScenarioFigures {
    /// The figures of a forecast beside the one as it is.
    #[must_use]
    pub fn of(made: &Forecast, as_is: &Forecast) -> Self {
        Self {
            mean: made.mean,
            p10: made.p10,
            p90: made.p90,
            p_target: made.p_target,
            apart: made.mean.checked_sub(as_is.mean).unwrap_or_default(),
        }
    }
}

/// A scenario of another period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioLink {
    /// Which.
    pub id: ScenarioId,
    /// What it is called.
    pub name: String,
    /// Its period.
    pub period: Period,
    /// Where its levers stand.
    pub steps: LeverSteps,
}
