//! Known inputs with their known outputs: the same file is checked natively and, as WebAssembly, in the page.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::forecast::{Forecast, ForecastConfig, ForecastInput, Levers, forecast};
use crate::queue::{Candidate, QueueConfig, QueueItem, Risk, build_queue, risks};
use crate::ratio::Ratio;
use crate::scoring::{Event, LeadScore, LeadSignals, Profile, ScoreConfig, score_lead};
use crate::win::{DealSignals, WinConfig, WinEstimate, median_days_left, win_by, win_probability};

/// All cases, and the moment they are asked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Golden {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// One question to the brain and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
}

/// What the brain is asked, with the default configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// A lead's score.
    Score {
        /// Who they are and what they need.
        profile: Profile,
        /// What happened.
        events: Vec<Event>,
    },
    /// A deal's chance, and its chance by a day.
    Win {
        /// The deal.
        deal: Box<DealSignals>,
        /// The day.
        by: NaiveDate,
    },
    /// A period's forecast.
    Forecast {
        /// What it is made from.
        input: ForecastInput,
        /// What if.
        levers: Levers,
    },
    /// A queue and the risks of its deals.
    Queue {
        /// Whom and what to consider.
        candidates: Vec<Candidate>,
    },
}

/// What the brain says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A lead's score.
    Score(Box<LeadScore>),
    /// A deal's chance at any time, and by the day asked for.
    Win(Box<WinEstimate>, Ratio),
    /// A period's forecast.
    Forecast(Box<Forecast>),
    /// A queue, and the risks of its deals in the order they were given.
    Queue(Vec<QueueItem>, Vec<Risk>),
}

/// Why a golden file does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GoldenError {
    /// It is no golden file of this version.
    #[error("the golden file cannot be read ({0}): write it anew with UPDATE_GOLDEN=1")]
    Unreadable(String),
    /// An answer is another than the one written down.
    #[error("{case}: {path} is {found}, the golden file says {expected}")]
    Differs {
        /// The name of the case.
        case: String,
        /// Where in the answer.
        path: String,
        /// What the golden file says.
        expected: String,
        /// What was computed.
        found: String,
    },
}

/// Asks the brain.
#[must_use]
pub fn answer(question: &Question, now: DateTime<Utc>) -> Answer {
    match question {
        Question::Score { profile, events } => {
            let signals = LeadSignals { profile: *profile, events };
            Answer::Score(Box::new(score_lead(&signals, &ScoreConfig::default(), now)))
        }
        Question::Win { deal, by } => {
            let config = WinConfig::default();
            let estimate = win_probability(deal, &config, now);
            let median = median_days_left(deal.close_on, deal.normal_cycle_days, &config, now);
            let days_left = (*by - now.date_naive()).num_days();
            let by_then = win_by(estimate.probability, days_left, median);
            Answer::Win(Box::new(estimate), by_then)
        }
        Question::Forecast { input, levers } => {
            Answer::Forecast(Box::new(forecast(input, levers, &ForecastConfig::default())))
        }
        Question::Queue { candidates } => {
            let config = QueueConfig::default();
            let deals =
                candidates.iter().filter_map(|one| Some((&one.contact, one.deal.as_ref()?)));
            let found = deals.flat_map(|(contact, deal)| risks(contact, deal, &config.risk, now));
            Answer::Queue(build_queue(candidates, &config, now), found.collect())
        }
    }
}

/// Checks that the brain still gives every answer of a golden file, digit by digit; returns how many it gave.
pub fn check(json: &str) -> Result<usize, GoldenError> {
    let unreadable = |error: serde_json::Error| GoldenError::Unreadable(error.to_string());
    let golden: Golden = serde_json::from_str(json).map_err(unreadable)?;
    for case in &golden.cases {
        let found = answer(&case.question, golden.now);
        if found != case.answer {
            let expected = serde_json::to_value(&case.answer).map_err(unreadable)?;
            let found = serde_json::to_value(&found).map_err(unreadable)?;
            let (path, expected, found) = first_difference(&expected, &found, "answer".to_owned());
            return Err(GoldenError::Differs { case: case.name.clone(), path, expected, found });
        }
    }
    Ok(golden.cases.len())
}

fn first_difference(expected: &Value, found: &Value, path: String) -> (String, String, String) {
    let inner = match (expected, found) {
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => left
            .iter()
            .zip(right)
            .enumerate()
            .find(|(_, (left, right))| left != right)
            .map(|(place, (left, right))| (left, right, place.to_string())),
        (Value::Object(left), Value::Object(right)) => left
            .iter()
            .filter_map(|(key, value)| Some((value, right.get(key)?, key.clone())))
            .find(|(left, right, _)| left != right),
        _ => None,
    };
    match inner {
        Some((left, right, key)) => first_difference(left, right, format!("{path}.{key}")),
        None => (path, expected.to_string(), found.to_string()),
    }
}
