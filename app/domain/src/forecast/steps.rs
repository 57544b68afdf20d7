//! Levers in whole steps, so that a slider, an address, the command line and the database carry the same digits.

use serde::{Deserialize, Serialize};

use super::Levers;
use crate::calendar::Span;
use crate::format;
use crate::ids::{ScenarioId, UserId};
use crate::ratio::Ratio;
use crate::text_enum::text_enum;

text_enum! {
    /// What can be moved, by its name in an address.
    Lever {
        /// The chance of every open deal, and how much new business is won.
        WinRate = "win_rate", "Win rate";
        /// The amount of every open and new deal.
        DealSize = "deal_size", "Deal size";
        /// How many new deals are created.
        NewDeals = "new_deals", "New deals";
        /// How long open deals take until they are won: less is sooner.
        Cycle = "cycle", "Sales cycle";
    }
}

/// Where one lever stands: whole percent more or less than it is, never beyond [`Step::MOST`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(from = "i32", into = "i32")]
pub struct Step(i32);

impl Step {
    /// The most a lever can be moved, either way.
    pub const MOST: i32 = 50;

    /// Whole percent, held within bounds.
    #[must_use]
    pub fn new(percent: i32) -> Self {
        Self(percent.clamp(-Self::MOST, Self::MOST))
    }

    /// The percent.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }

    /// As what it multiplies by.
    #[must_use]
    pub const fn ratio(self) -> Ratio {
        Ratio::from_bp((100 + self.0) * 100)
    }

    /// "+10 %".
    #[must_use]
    pub fn label(self) -> String {
        format!("{} %", format::signed(i64::from(self.0)))
    }

    /// Reads what stands in an address, and says what was wrong with it. Nothing is no step.
    ///
    /// # Errors
    /// The step that is taken instead, and why.
    fn read(lever: Lever, text: &str) -> Result<Self, (Self, String)> {
        let plain = text.trim();
        if plain.is_empty() {
            return Ok(Self::default());
        }
        let name = lever.label();
        let most = Self::MOST;
        let digits = plain.strip_prefix(['+', '-']).unwrap_or(plain);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let shown: String = plain.chars().take(20).collect();
            let why = format!(
                "{name} is \"{shown}\" in the address: it takes whole percent from -{most} to {most}, and stands at 0."
            );
            return Err((Self::default(), why));
        }
        // A number too long to be one is beyond the bounds on the side of its sign.
        let beyond = if plain.starts_with('-') { i32::MIN } else { i32::MAX };
        let percent = plain.parse().unwrap_or(beyond);
        let step = Self::new(percent);
        if step.0 == percent {
            return Ok(step);
        }
        let shown: String = plain.chars().take(20).collect();
        let why = format!(
            "{name} is {shown} % in the address: it goes from -{most} % to +{most} %, and stands at {}.",
            step.label()
        );
        Err((step, why))
    }
}

impl From<i32> for Step {
    fn from(percent: i32) -> Self {
        Self::new(percent)
    }
}

impl From<Step> for i32 {
    fn from(step: Step) -> Self {
        step.0
    }
}

/// Where all levers stand.
///
/// ```
/// use domain::forecast::{LeverSteps, Levers};
///
/// let (steps, words) = LeverSteps::read(|lever| match lever.as_str() {
///     "win_rate" => "10".to_owned(),
///     "new_deals" => "900".to_owned(),
///     _ => String::new(),
/// });
/// assert_eq!(steps.label(), "Win rate +10 %, new deals +50 %");
/// assert_eq!(words.len(), 1);
/// assert_eq!(LeverSteps::default().levers(), Levers::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct LeverSteps {
    /// [`Levers::win_rate`].
    pub win_rate: Step,
    /// [`Levers::deal_size`].
    pub deal_size: Step,
    /// [`Levers::new_deals`].
    pub new_deals: Step,
    /// [`Levers::cycle`].
    pub cycle: Step,
}

impl LeverSteps {
    /// Reads every lever by its name, and says what could not be taken as it was written.
    #[must_use]
    pub fn read(value: impl Fn(Lever) -> String) -> (Self, Vec<String>) {
        let mut steps = Self::default();
        let mut words = Vec::new();
        for lever in Lever::ALL {
            let step = Step::read(*lever, &value(*lever)).unwrap_or_else(|(step, why)| {
                words.push(why);
                step
            });
            steps.set(*lever, step);
        }
        (steps, words)
    }

    /// Where one lever stands.
    #[must_use]
    pub const fn get(&self, lever: Lever) -> Step {
        match lever {
            Lever::WinRate => self.win_rate,
            Lever::DealSize => self.deal_size,
            Lever::NewDeals => self.new_deals,
            Lever::Cycle => self.cycle,
        }
    }

    /// Moves one lever.
    pub const fn set(&mut self, lever: Lever, step: Step) {
        match lever {
            Lever::WinRate => self.win_rate = step,
            Lever::DealSize => self.deal_size = step,
            Lever::NewDeals => self.new_deals = step,
            Lever::Cycle => self.cycle = step,
        }
    }

    /// Whether nothing is moved.
    #[must_use]
    pub fn is_as_it_is(&self) -> bool {
        *self == Self::default()
    }

    /// What the forecast is multiplied by.
    #[must_use]
    pub const fn levers(&self) -> Levers {
        Levers {
            win_rate: self.win_rate.ratio(),
            deal_size: self.deal_size.ratio(),
            new_deals: self.new_deals.ratio(),
            cycle: self.cycle.ratio(),
        }
    }

    /// Names and values for an address; a lever that is not moved has no value.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let value = |step: Step| match step.get() {
            0 => String::new(),
            percent => percent.to_string(),
        };
        Lever::ALL.iter().map(|lever| (lever.as_str(), value(self.get(*lever)))).collect()
    }

    /// In words: "Win rate +10 %, new deals −5 %".
    #[must_use]
    pub fn label(&self) -> String {
        let mut words = String::new();
        for lever in Lever::ALL {
            let step = self.get(*lever);
            if step == Step::default() {
                continue;
            }
            let name = lever.label();
            if words.is_empty() {
                words = format!("{name} {}", step.label());
            } else {
                words = format!("{words}, {} {}", name.to_lowercase(), step.label());
            }
        }
        if words.is_empty() { "As it is".to_owned() } else { words }
    }
}

/// A what-if that somebody kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Which.
    pub id: ScenarioId,
    /// Whose.
    pub user_id: UserId,
    /// What they call it.
    pub name: String,
    /// How long its period is.
    pub span: Span,
    /// The period's first day.
    pub starts_on: chrono::NaiveDate,
    /// Where the levers stand.
    #[serde(flatten)]
    pub steps: LeverSteps,
}

impl Scenario {
    /// The period it is about.
    #[must_use]
    pub const fn period(&self) -> crate::calendar::Period {
        crate::calendar::Period { span: self.span, start: self.starts_on }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lever_beyond_its_bounds_stands_at_them_and_says_so() {
        let read = |text: &str| Step::read(Lever::WinRate, text);
        assert_eq!(read(""), Ok(Step::default()));
        assert_eq!(read("+50"), Ok(Step::new(50)));
        for (text, stands) in
            [("51", 50), ("-900", -50), ("99999999999", 50), ("-99999999999", -50)]
        {
            let (step, why) = read(text).unwrap_err();
            assert_eq!(step.get(), stands, "{text}");
            assert!(why.contains(text) && why.contains("Win rate"), "{why}");
        }
        for text in ["much", "1.5", "--", "+-3", "1e3", "\u{663}"] {
            let (step, why) = read(text).unwrap_err();
            assert_eq!(step, Step::default(), "{text}");
            assert!(why.contains(text), "{why}");
        }
    }

    #[test]
    fn words_name_only_what_is_moved() {
        let steps = LeverSteps { deal_size: Step::new(-5), ..LeverSteps::default() };
        assert_eq!(steps.label(), "Deal size \u{2212}5 %");
        assert_eq!(LeverSteps::default().label(), "As it is");
    }
}
