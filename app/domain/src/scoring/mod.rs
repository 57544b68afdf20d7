//! The lead score: four sub-scores of named points, combined by weights, with every point explained.
//!
//! The points are an expert's, sound without any history. What is learned are the weights of the four parts, drawn to
//! the expert's, so that the points keep adding up to the score.

mod config;
mod knobs;
mod learned;
mod points;
mod preview;
mod reasons;
mod seniority;
mod settings;
mod story;
mod teach;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use config::{
    BehaviourPoints, DemographicPoints, EngagementPoints, FitPoints, GradeThresholds, ScoreConfig,
    SizeBand, Weights,
};
pub use knobs::{KNOBS, Knob, KnobGroup};
pub use learned::{Band, LeadModel, LeadOdds};
pub use preview::{Preview, PreviewLead};
pub use seniority::{Seniority, seniority};
pub use settings::{
    IdealCustomer, KnobField, KnobSection, RescoreRun, SavedRules, ScoringAsk, ScoringForm,
    ScoringPage, ScoringRules, sections,
};
pub use story::{
    Moved, Raise, ScoreMove, ScoreStep, ScoreStory, ScoreWhy, cause, moved, raises, story,
};
pub use teach::{LeadLearning, LeadLesson, learn_leads};

use crate::explain::{Contribution, Factor, apportion};
use crate::interaction::{Direction, InteractionKind, Outcome, Sentiment};
use crate::lead::Authority;
use crate::num;
use crate::ratio::Ratio;
use crate::text_enum::text_enum;
use points::Points;

/// A score from 0 to 100.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u8", into = "u8")]
pub struct Score(u8);

/// Why a number is no score.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no score: a score lies between 0 and 100")]
pub struct ScoreError(i64);

impl Score {
    /// The lowest score.
    pub const MIN: Self = Self(0);
    /// The highest score.
    pub const MAX: Self = Self(100);

    /// The number, 0 to 100.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The nearest score to a model's figure.
    #[must_use]
    pub fn from_model(value: f64) -> Self {
        Self(u8::try_from(num::whole(value).clamp(0, 100)).unwrap_or(0))
    }
}

impl TryFrom<u8> for Score {
    type Error = ScoreError;

    fn try_from(value: u8) -> Result<Self, Self::Error> {
        if value <= 100 { Ok(Self(value)) } else { Err(ScoreError(value.into())) }
    }
}

impl TryFrom<i64> for Score {
    type Error = ScoreError;

    fn try_from(value: i64) -> Result<Self, Self::Error> {
        u8::try_from(value).map_err(|_| ScoreError(value)).and_then(Self::try_from)
    }
}

impl From<Score> for u8 {
    fn from(score: Score) -> Self {
        score.0
    }
}

impl From<Score> for i64 {
    fn from(score: Score) -> Self {
        score.0.into()
    }
}

text_enum! {
    /// The score in one letter.
    Grade {
        /// Call today.
        A = "A", "A";
        /// Worth the effort.
        B = "B", "B";
        /// Keep warm.
        C = "C", "C";
        /// Little speaks for it yet.
        D = "D", "D";
    }
}

text_enum! {
    /// One of the four sub-scores.
    Part {
        /// What they do: opens, clicks, visits, forms.
        Behaviour = "behaviour", "Behaviour";
        /// Who they are: company size, industry, seniority, region.
        Demographic = "demographic", "Demographic";
        /// Whether it fits: product, budget, authority, need, timeline.
        Fit = "fit", "Fit";
        /// How alive the contact is: recency, frequency, depth, tone.
        Engagement = "engagement", "Engagement";
    }
}

/// One interaction as the score sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// By what means.
    pub kind: InteractionKind,
    /// Who reached out.
    pub direction: Direction,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// How it felt.
    pub sentiment: Option<Sentiment>,
    /// When; what lies after `now` is not seen.
    pub at: DateTime<Utc>,
}

/// What is known of the person, the company and the need. Unknown gives no points and is listed as unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// People in the company.
    pub employees: Option<u32>,
    /// How well the industry fits, 0 to all.
    pub industry_fit: Option<Ratio>,
    /// From the job title, see [`seniority`].
    pub seniority: Seniority,
    /// How well the region fits, 0 to all.
    pub region_fit: Option<Ratio>,
    /// How well the best product fits, 0 to all.
    pub product_fit: Option<Ratio>,
    /// The share of the price their budget covers; above all counts as all.
    pub budget_cover: Option<Ratio>,
    /// What say they have.
    pub authority: Authority,
    /// Problems they told us about.
    pub pain_points: u8,
    /// Days until they want it.
    pub timeline_days: Option<u16>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            employees: None,
            industry_fit: None,
            seniority: Seniority::Unknown,
            region_fit: None,
            product_fit: None,
            budget_cover: None,
            authority: Authority::Unknown,
            pain_points: 0,
            timeline_days: None,
        }
    }
}

/// All facts a lead is scored on, as they were known at `now`.
#[derive(Clone, Copy, Debug)]
pub struct LeadSignals<'a> {
    /// The person, the company and the need.
    pub profile: Profile,
    /// The interactions, in any order.
    pub events: &'a [Event],
}

/// A sub-score with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubScore {
    /// Which one.
    pub part: Part,
    /// 0 to 100 by itself.
    pub score: Score,
    /// Its weight among the four.
    pub weight: u16,
    /// What it gives to the whole: the four sum exactly to the lead's score.
    pub points: i32,
    /// Why: these sum exactly to `points`.
    pub contributions: Vec<Contribution>,
}

/// A lead's score with all its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadScore {
    /// 0 to 100.
    pub score: Score,
    /// The same in a letter.
    pub grade: Grade,
    /// The four sub-scores, in the order of [`Part::ALL`].
    pub parts: [SubScore; 4],
    /// What nobody has found out yet, most valuable first: what to ask next.
    pub unknown: Vec<Factor>,
}

impl LeadScore {
    /// Every reason of all four parts; their points sum exactly to the score.
    pub fn contributions(&self) -> impl Iterator<Item = &Contribution> {
        self.parts.iter().flat_map(|part| &part.contributions)
    }
}

/// Scores a lead and says why.
///
/// ```
/// use domain::interaction::{Direction, InteractionKind, Outcome};
/// use domain::scoring::{Event, Grade, LeadSignals, Profile, ScoreConfig, score_lead, seniority};
/// use domain::ratio::Ratio;
///
/// let now = "2026-11-12T09:00:00Z".parse().unwrap();
/// let events = [Event {
///     kind: InteractionKind::Meeting,
///     direction: Direction::Outbound,
///     outcome: Some(Outcome::Held),
///     sentiment: None,
///     at: "2026-11-10T09:00:00Z".parse().unwrap(),
/// }];
/// let profile = Profile {
///     employees: Some(120),
///     seniority: seniority("Head of Learning"),
///     product_fit: Some(Ratio::from_bp(8_000)),
///     ..Profile::default()
/// };
/// let scored = score_lead(&LeadSignals { profile, events: &events }, &ScoreConfig::default(), now);
///
/// let points: i32 = scored.contributions().map(|reason| reason.points).sum();
/// assert_eq!(points, i32::from(scored.score.get()));
/// assert_eq!(scored.grade, Grade::C);
/// ```
#[must_use]
pub fn score_lead(
    signals: &LeadSignals<'_>,
    config: &ScoreConfig,
    now: DateTime<Utc>,
) -> LeadScore {
    let points = Points::of(signals, config, now);
    let (total, shares) = points.weighted(config.weights);
    let score = Score::from_model(total);
    let given = apportion(&shares, score.get().into());
    let mut given = given.into_iter();
    let parts = [Part::Behaviour, Part::Demographic, Part::Fit, Part::Engagement].map(|part| {
        let points_given = given.next().unwrap_or(0);
        SubScore {
            part,
            score: Score::from_model(points.sub_score(part)),
            weight: config.weights.of(part),
            points: points_given,
            contributions: reasons::of(part, &points, signals, config, now, points_given),
        }
    });
    LeadScore {
        score,
        grade: config.grades.grade(score),
        parts,
        unknown: reasons::unknown(&signals.profile),
    }
}

/// The score alone, without words: for scoring a whole base. Always the score of [`score_lead`].
///
/// ```
/// use domain::scoring::{LeadSignals, Profile, Score, ScoreConfig, score_only};
///
/// let now = "2026-11-12T09:00:00Z".parse().unwrap();
/// let nothing_known = LeadSignals { profile: Profile::default(), events: &[] };
/// assert_eq!(score_only(&nothing_known, &ScoreConfig::default(), now), Score::MIN);
/// ```
#[must_use]
pub fn score_only(signals: &LeadSignals<'_>, config: &ScoreConfig, now: DateTime<Utc>) -> Score {
    Score::from_model(Points::of(signals, config, now).weighted(config.weights).0)
}
