//! Forms about scenarios of the forecast.

use serde::{Deserialize, Serialize};

use super::{FieldErrors, quoted, required};
use crate::calendar::Period;
use crate::forecast::{Lever, LeverSteps};
use crate::ids::ScenarioId;

/// The longest name of a scenario, in characters.
pub const SCENARIO_NAME: usize = 60;

/// Keeps where the levers stand under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeepScenario {
    /// A period's code.
    pub period: String,
    /// What it is to be called.
    pub name: String,
    /// Percent more or less of the win rate.
    pub win_rate: String,
    /// Percent more or less of the size of deals.
    pub deal_size: String,
    /// Percent more or less of new deals.
    pub new_deals: String,
    /// Percent more or less of the time open deals take.
    pub cycle: String,
}

/// Gives a scenario another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameScenario {
    /// Which.
    pub id: ScenarioId,
    /// The version that was seen.
    pub version: i64,
    /// What it is to be called.
    #[serde(default)]
    pub name: String,
}

/// A scenario to be kept, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedScenario {
    /// The period.
    pub period: Period,
    /// The name.
    pub name: String,
    /// Where the levers stand.
    pub steps: LeverSteps,
}

fn name_of(errors: &mut FieldErrors, name: &str) -> String {
    if name.trim().is_empty() {
        errors.add("name", "Give it a name: it is how you find it again.");
        return String::new();
    }
    required(errors, "name", name, SCENARIO_NAME)
}

impl KeepScenario {
    fn lever(&self, lever: Lever) -> String {
        match lever {
            Lever::WinRate => &self.win_rate,
            Lever::DealSize => &self.deal_size,
            Lever::NewDeals => &self.new_deals,
            Lever::Cycle => &self.cycle,
        }
        .clone()
    }

    /// # Errors
    /// A name that is missing or too long, a lever out of bounds, a period that is none.
    pub fn check(&self) -> Result<CheckedScenario, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = name_of(&mut errors, &self.name);
        let (steps, wrong) = LeverSteps::read(|lever| self.lever(lever));
        if let Some(why) = wrong.into_iter().next() {
            errors.add("form", why.replace(" in the address", ""));
        }
        let period: Option<Period> = self.period.trim().parse().ok();
        match period {
            Some(period) if errors.clone().into_result().is_ok() => {
                Ok(CheckedScenario { period, name, steps })
            }
            Some(_) => Err(errors),
            None => {
                errors.add(
                    "form",
                    format!("{} is no period: open the forecast anew.", quoted(&self.period)),
                );
                Err(errors)
            }
        }
    }
}

impl RenameScenario {
    /// # Errors
    /// A name that is missing or too long.
    pub fn check(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = name_of(&mut errors, &self.name);
        errors.into_result().map(|()| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::Step;

    fn form(name: &str, win_rate: &str) -> KeepScenario {
        KeepScenario {
            period: "2026-Q4".to_owned(),
            name: name.to_owned(),
            win_rate: win_rate.to_owned(),
            ..KeepScenario::default()
        }
    }

    #[test]
    fn a_scenario_has_a_name_and_levers_within_bounds() {
        let kept = form(" Careful ", "-10").check().unwrap();
        assert_eq!((kept.name.as_str(), kept.steps.win_rate), ("Careful", Step::new(-10)));
        assert!(form("  ", "").check().unwrap_err().get("name").is_some());
        let long = form(&"n".repeat(SCENARIO_NAME + 1), "").check().unwrap_err();
        assert!(long.get("name").is_some_and(|why| why.contains("61")), "{long:?}");
        let beyond = form("Bold", "900").check().unwrap_err();
        assert!(beyond.get("form").is_some_and(|why| why.contains("900")), "{beyond:?}");
        let nowhere = KeepScenario { period: "soon".to_owned(), ..form("Bold", "") };
        assert!(nowhere.check().unwrap_err().get("form").is_some());
    }
}
