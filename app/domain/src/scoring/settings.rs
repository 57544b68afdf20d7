//! The settings of the lead score as an administrator edits them: what is typed, what is wrong with it, and what saving
//! it would do.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::knobs::{KNOBS, KnobGroup};
use super::{Preview, ScoreConfig};
use crate::forms::FieldErrors;

/// Who the installation sells to best. What is not named says nothing about fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IdealCustomer {
    /// Industries, in any case of letters.
    pub industries: Vec<String>,
    /// Countries, in any case of letters.
    pub countries: Vec<String>,
}

/// All that is set about the lead score.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScoringRules {
    /// Weights, points, caps and thresholds.
    pub config: ScoreConfig,
    /// Whom they favour.
    pub ideal: IdealCustomer,
}

/// The most names a list takes.
const NAMES: usize = 60;
/// The longest name in it, in characters.
const NAME: usize = 80;

impl ScoringRules {
    /// The rules as a form shows them.
    #[must_use]
    pub fn form(&self, version: i64) -> ScoringForm {
        let points = KNOBS
            .iter()
            .map(|knob| (knob.key.to_owned(), (knob.get)(&self.config).to_string()))
            .collect();
        ScoringForm {
            version: version.to_string(),
            points,
            industries: self.ideal.industries.join(", "),
            countries: self.ideal.countries.join(", "),
        }
    }

    /// What differs between two sets of rules, in words: "Behaviour 25 to 30".
    #[must_use]
    pub fn differences(&self, after: &Self) -> Vec<String> {
        let mut told: Vec<String> = KNOBS
            .iter()
            .map(|knob| (knob, (knob.get)(&self.config), (knob.get)(&after.config)))
            .filter(|(_, before, after)| before != after)
            .map(|(knob, before, after)| format!("{} {before} to {after}", knob.label))
            .collect();
        if self.ideal.industries != after.ideal.industries {
            told.push("industries that fit".to_owned());
        }
        if self.ideal.countries != after.ideal.countries {
            told.push("countries that fit".to_owned());
        }
        told
    }
}

/// What an administrator typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScoringForm {
    /// The version the page showed.
    pub version: String,
    /// Each knob's number by its key; one that is missing stays as it is.
    pub points: BTreeMap<String, String>,
    /// Industries that fit, with commas between them.
    pub industries: String,
    /// Countries that fit, with commas between them.
    pub countries: String,
}

impl ScoringForm {
    /// Each field with its text, as the journal compares them.
    #[must_use]
    pub fn fields(&self) -> BTreeMap<String, String> {
        let lists = [("industries", &self.industries), ("countries", &self.countries)];
        let lists = lists.map(|(name, text)| (name.to_owned(), text.clone()));
        self.points.clone().into_iter().chain(lists).collect()
    }

    /// The rules it asks for, on top of those in force.
    ///
    /// # Errors
    /// What is wrong, beside the field it is about.
    pub fn check(&self, in_force: &ScoringRules) -> Result<ScoringRules, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut config = in_force.config.clone();
        for knob in KNOBS {
            let Some(typed) = self.points.get(knob.key) else { continue };
            let (least, most) = knob.bounds;
            match typed.trim().parse::<u16>() {
                Ok(value) if (least..=most).contains(&value) => (knob.set)(&mut config, value),
                _ => errors.add(knob.key, format!("Write a whole number from {least} to {most}.")),
            }
        }
        if errors.0.is_empty() {
            together(&config, &mut errors);
        }
        let ideal = IdealCustomer {
            industries: names(&mut errors, "industries", &self.industries),
            countries: names(&mut errors, "countries", &self.countries),
        };
        errors.into_result()?;
        Ok(ScoringRules { config, ideal })
    }
}

/// What numbers must be true of each other.
fn together(config: &ScoreConfig, errors: &mut FieldErrors) {
    let weights = config.weights;
    let sum = u32::from(weights.behaviour)
        + u32::from(weights.demographic)
        + u32::from(weights.fit)
        + u32::from(weights.engagement);
    if sum != 100 {
        let text = format!("The four weights sum to {sum}; make them sum to 100.");
        errors.add("weight_behaviour", text);
    }
    let grades = config.grades;
    if grades.a <= grades.b {
        errors.add("grade_a", "A begins above B: make it larger than B.");
    }
    if grades.b <= grades.c {
        errors.add("grade_b", "B begins above C: make it larger than C.");
    }
    if config.fit.far_days <= config.fit.soon_days {
        errors.add("far_days", "Make it more days than soon is.");
    }
}

/// Names with commas or line ends between them, each once.
fn names(errors: &mut FieldErrors, field: &str, text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in text.split([',', ';', '\n']) {
        let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
        let name = name.trim();
        let is_known = found.iter().any(|known| known.to_lowercase() == name.to_lowercase());
        if name.is_empty() || is_known {
            continue;
        }
        if name.chars().count() > NAME {
            errors.add(field, format!("Shorten each name to {NAME} characters."));
        }
        found.push(name.to_owned());
    }
    if found.len() > NAMES {
        errors.add(field, format!("Name at most {NAMES}; there are {}.", found.len()));
    }
    found
}

/// One number on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnobField {
    /// Its name in the form.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// What stands in the field.
    pub value: String,
    /// What is set by default.
    pub default: u16,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// Numbers that stand together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnobSection {
    /// What they are about.
    pub title: String,
    /// One line about them.
    pub note: String,
    /// The numbers.
    pub fields: Vec<KnobField>,
}

/// The sections of the page with what was typed and what is wrong with it.
#[must_use]
pub fn sections(form: &ScoringForm, errors: &FieldErrors) -> Vec<KnobSection> {
    let defaults = ScoreConfig::default();
    let fields = |group: KnobGroup| {
        let knobs = KNOBS.iter().filter(move |knob| knob.group == group);
        knobs.map(|knob| KnobField {
            key: knob.key.to_owned(),
            label: knob.label.to_owned(),
            value: form.points.get(knob.key).cloned().unwrap_or_default(),
            default: (knob.get)(&defaults),
            error: errors.get(knob.key).map(str::to_owned),
        })
    };
    KnobGroup::ALL
        .iter()
        .map(|group| KnobSection {
            title: group.label().to_owned(),
            note: group.note().to_owned(),
            fields: fields(*group).collect(),
        })
        .collect()
}

/// What is asked of the page: nothing, a start, or what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScoringAsk {
    /// `defaults` or `before` to begin with those instead of what is in force.
    pub start: String,
    /// What was typed, when something was.
    pub form: ScoringForm,
}

/// A run that brings every lead's score up to the rules in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RescoreRun {
    /// The version of the rules it brings.
    pub version: i64,
    /// How many leads there are to score.
    pub total: i64,
    /// How many are done.
    pub done: i64,
    /// The last lead that is done: where to go on.
    pub after: i64,
    /// When it was asked for.
    pub began_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Somebody ended it early.
    pub is_cancelled: bool,
}

impl RescoreRun {
    /// How far it is, in percent.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let percent = self.done.max(0).saturating_mul(100) / self.total.max(1);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }
}

/// Who saved the rules in force, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRules {
    /// Counts up with each save; 0 before the first.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
}

/// Everything on the page of the scoring settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoringPage {
    /// When the page was made.
    pub now: DateTime<Utc>,
    /// Who saved last; `None` while the defaults stand.
    pub saved: Option<SavedRules>,
    /// Whether there is a version before this one to go back to.
    pub has_before: bool,
    /// The numbers, with what is wrong beside them.
    pub sections: Vec<KnobSection>,
    /// What stands in the form.
    pub form: ScoringForm,
    /// What is wrong with the lists of names.
    pub errors: FieldErrors,
    /// The weights in force where history has taught others than those that were set, in words.
    pub learned: Option<String>,
    /// What would change, in words; empty when nothing would.
    pub differences: Vec<String>,
    /// What saving would do to the leads; `None` while nothing is asked, or something is wrong.
    pub preview: Option<Preview>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(key: &str, value: &str) -> ScoringForm {
        let mut form = ScoringRules::default().form(0);
        form.points.insert(key.to_owned(), value.to_owned());
        form
    }

    fn wrong(form: &ScoringForm) -> BTreeMap<String, String> {
        form.check(&ScoringRules::default()).unwrap_err().0
    }

    #[test]
    fn a_form_gives_back_the_rules_it_shows() {
        let rules = ScoringRules {
            ideal: IdealCustomer { industries: vec!["Banking".to_owned()], countries: Vec::new() },
            ..ScoringRules::default()
        };
        assert_eq!(rules.form(3).check(&ScoringRules::default()), Ok(rules));
    }

    #[test]
    fn what_is_wrong_stands_beside_its_field() {
        assert!(wrong(&typed("open", "six"))["open"].contains("0 to 100"));
        assert!(wrong(&typed("open", "-1")).contains_key("open"));
        assert!(wrong(&typed("weight_fit", "30"))["weight_behaviour"].contains("105"));
        assert!(wrong(&typed("grade_b", "80")).contains_key("grade_a"));
        assert!(wrong(&typed("far_days", "20")).contains_key("far_days"));
    }

    #[test]
    fn names_are_taken_once_each() {
        let form = ScoringForm {
            industries: "Banking, banking;\n Retail ,".to_owned(),
            ..ScoringRules::default().form(0)
        };
        let rules = form.check(&ScoringRules::default()).unwrap();
        assert_eq!(rules.ideal.industries, ["Banking", "Retail"]);
    }

    #[test]
    fn differences_are_told_in_words() {
        let before = ScoringRules::default();
        let after = typed("open", "9").check(&before).unwrap();
        assert_eq!(before.differences(&after), ["Mail opened 6 to 9"]);
    }
}
