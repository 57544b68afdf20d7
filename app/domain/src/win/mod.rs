//! The chance that a deal is won: the stage's own history, moved by what is known of the deal.
//!
//! The model is additive in log odds, so that facts combine soundly near 0 and 100 %. Each effect is hand-set,
//! bounded, and zero where nothing is known: missing is no evidence. [`fit`] learns from ended deals what the effects are
//! worth here; [`Learned`] holds it, and without history it is the expert's.

mod advice;
mod basis;
mod config;
mod effects;
mod fit;
mod history;
mod judge;
mod learned;
mod life;
mod timing;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use advice::{
    Called, Deed, Moved, Odds, Raise, Similar, Since, Wonlike, called, moved, nearest, raises,
    since,
};
pub use config::WinConfig;
pub use fit::{Fitted, fit};
pub use history::{Example, History, Seen, StageFacts, Story, Word};
pub use learned::{Curve, DaysToWin, Learned};
pub use life::{End, LifeTable, Survival};
pub(crate) use timing::share_closed;
pub use timing::{CloseDays, close_days, median_days_left, win_by};

use crate::explain::{Contribution, Factor, contributions};
use crate::format;
use crate::models::Method;
use crate::money::Cents;
use crate::num;
use crate::ratio::Ratio;

/// How many closed deals there were, and how many of them were won.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Won.
    pub won: u32,
    /// Won and lost together.
    pub closed: u32,
}

impl Record {
    /// The share won, drawn towards `prior` as if `strength` more deals had closed at that rate.
    fn shrunk(self, prior: f64, strength: f64) -> f64 {
        let won = f64::from(self.won.min(self.closed));
        (won + strength * prior) / (f64::from(self.closed) + strength).max(f64::MIN_POSITIVE)
    }
}

/// Whether the next step of a deal is agreed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Nobody keeps next steps here (imported deals): no evidence either way.
    #[default]
    NotTracked,
    /// None is agreed.
    Missing,
    /// One is agreed.
    Planned,
}

/// All that is known of an open deal at `now`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealSignals {
    /// The chance the pipeline's owner gave to this stage.
    pub stage_default: Ratio,
    /// How deals that were in this stage ended.
    pub stage: Record,
    /// How all deals of the pipeline ended: what source and owner are compared with.
    pub all: Record,
    /// How deals from the same source ended.
    pub source: Record,
    /// How this owner's deals ended.
    pub owner: Record,
    /// How deals of the same product ended.
    #[serde(default)]
    pub product: Record,
    /// Since when it is in this stage.
    pub stage_entered_at: DateTime<Utc>,
    /// Median days won deals spent in this stage.
    pub normal_dwell_days: Option<u16>,
    /// Since when it exists.
    pub created_at: DateTime<Utc>,
    /// Median days from creation to won.
    pub normal_cycle_days: Option<u16>,
    /// What age did to deals before, see [`LifeTable::survival`]; takes the place of `normal_cycle_days` once it
    /// stands on enough won deals.
    #[serde(default)]
    pub survival: Option<Survival>,
    /// Last contact in either direction; none if nothing was ever logged.
    pub last_contact_at: Option<DateTime<Utc>>,
    /// Messages, calls and meetings from them, in the last 90 days.
    pub inbound: u16,
    /// And from us.
    pub outbound: u16,
    /// How many of their people take part.
    pub contacts: u8,
    /// How often the close date was moved out.
    pub pushes: u8,
    /// The day it is meant to close.
    pub close_on: Option<NaiveDate>,
    /// Whether a next step is agreed.
    pub next_step: NextStep,
    /// What it is worth.
    pub amount: Cents,
    /// The median amount of won deals.
    pub typical_amount: Option<Cents>,
}

impl DealSignals {
    /// A deal of which only its stage and dates are known; fill in the rest with `..`.
    #[must_use]
    pub fn new(
        stage_default: Ratio,
        created_at: DateTime<Utc>,
        stage_entered_at: DateTime<Utc>,
    ) -> Self {
        Self {
            stage_default,
            stage: Record::default(),
            all: Record::default(),
            source: Record::default(),
            owner: Record::default(),
            product: Record::default(),
            stage_entered_at,
            normal_dwell_days: None,
            created_at,
            normal_cycle_days: None,
            survival: None,
            last_contact_at: None,
            inbound: 0,
            outbound: 0,
            contacts: 0,
            pushes: 0,
            close_on: None,
            next_step: NextStep::NotTracked,
            amount: Cents::ZERO,
            typical_amount: None,
        }
    }
}

/// What an estimate stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Closed deals that were in this stage.
    pub closed: u32,
    /// The share of the starting rate that comes from them; the rest is the stage's default.
    pub history: Ratio,
    /// The same in words.
    pub text: String,
}

/// The chance that a deal is won, how sure that is, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WinEstimate {
    /// The chance; of an open deal never below 1 % nor above 99 %.
    pub probability: Ratio,
    /// The true chance is above this in nine of ten cases.
    pub low: Ratio,
    /// The true chance is below this in nine of ten cases.
    pub high: Ratio,
    /// The stage's rate, before anything about this deal was looked at.
    pub base: Ratio,
    /// Why, in percentage points: the stage's rate and what moved it. They sum exactly to the probability in
    /// whole percent ([`Ratio::percent`]).
    pub contributions: Vec<Contribution>,
    /// What it stands on.
    pub basis: Basis,
}

/// The smallest and the largest chance an open deal can have.
const OPEN: (f64, f64) = (0.01, 0.99);

/// Estimates the chance that an open deal is won, and says why.
///
/// ```
/// use domain::ratio::Ratio;
/// use domain::win::{DealSignals, NextStep, Record, WinConfig, win_probability};
///
/// let now = "2026-11-12T09:00:00Z".parse().unwrap();
/// let entered = "2026-11-01T09:00:00Z".parse().unwrap();
/// let deal = DealSignals {
///     stage: Record { won: 30, closed: 60 },
///     normal_dwell_days: Some(10),
///     last_contact_at: Some("2026-11-11T09:00:00Z".parse().unwrap()),
///     next_step: NextStep::Planned,
///     ..DealSignals::new(Ratio::from_bp(4_000), entered, entered)
/// };
/// let estimate = win_probability(&deal, &WinConfig::default(), now);
///
/// assert!(estimate.low < estimate.probability && estimate.probability < estimate.high);
/// let points: i32 = estimate.contributions.iter().map(|reason| reason.points).sum();
/// assert_eq!(points, estimate.probability.percent());
/// ```
#[must_use]
pub fn win_probability(deal: &DealSignals, config: &WinConfig, now: DateTime<Utc>) -> WinEstimate {
    win_probability_by(deal, config, &Learned::default(), now)
}

/// The same by what was learned from history: the way every chance of the product is told.
#[must_use]
pub fn win_probability_by(
    deal: &DealSignals,
    config: &WinConfig,
    learned: &Learned,
    now: DateTime<Utc>,
) -> WinEstimate {
    let parts = learned.parts(deal, config, now);
    let (base, chance) = (num::logistic(parts.base), parts.chance());
    let probability = Ratio::from_model(chance);
    let spread = spread(base, deal.stage.closed, config);
    let bound = |side: f64| {
        Ratio::from_model(num::logistic(num::logit(chance) + side * spread).clamp(OPEN.0, OPEN.1))
    };
    let pull = parts.pull();
    let effects = effects::FACTORS.into_iter().zip(parts.pulls).filter_map(|(factor, pull)| {
        Some((factor, effects::fact(factor, deal, config, now), pull?))
    });
    WinEstimate {
        probability,
        low: bound(-1.0),
        high: bound(1.0),
        base: Ratio::from_model(base),
        contributions: explain(deal, base, chance, pull, effects, probability.percent()),
        basis: basis(deal.stage.closed, config, learned),
    }
}

/// Half the width of the 80 % range, in log odds: what the few closed deals leave open, and what the hand-set
/// effects do.
fn spread(base: f64, closed: u32, config: &WinConfig) -> f64 {
    /// The normal quantile of 90 %.
    const NINE_OF_TEN: f64 = 1.281_551_565_544_6;
    // The stage's default is worth little as knowledge, however strongly it is trusted as a start.
    let known = f64::from(closed) + f64::from(config.default_worth.max(1));
    let sampling = 1.0 / (known * base * (1.0 - base));
    let model = f64::from(config.model_doubt_milli) / 1_000.0;
    NINE_OF_TEN * libm::sqrt(sampling + model * model)
}

/// Turns effects in log odds into percentage points.
///
/// Every effect is weighted by the average slope of the logistic curve between base and result (the
/// Aumann-Shapley value of an additive model): the points keep their sign and proportion, and sum exactly.
fn explain(
    deal: &DealSignals,
    base: f64,
    chance: f64,
    pull: f64,
    effects: impl Iterator<Item = (Factor, String, f64)>,
    percent: i32,
) -> Vec<Contribution> {
    let slope = if pull.abs() < 1e-9 { base * (1.0 - base) } else { (chance - base) / pull };
    let start = if deal.stage.closed == 0 {
        "The stage's default".to_owned()
    } else {
        let closed = format::plural(deal.stage.closed.into(), "closed deal", "closed deals");
        format!("{} of {closed} that were in this stage won", format::count(deal.stage.won.into()))
    };
    let mut shares = vec![(Factor::Stage, start, base * 100.0)];
    shares.extend(effects.map(|(factor, fact, pull)| (factor, fact, pull * slope * 100.0)));
    contributions(shares, percent)
}

fn basis(closed: u32, config: &WinConfig, learned: &Learned) -> Basis {
    let strength = f64::from(config.stage_strength);
    let history = f64::from(closed) / (f64::from(closed) + strength).max(1.0);
    let deals = format::plural(closed.into(), "closed deal", "closed deals");
    let history = Ratio::from_model(history);
    let ended = format::plural(learned.deals.into(), "ended deal", "ended deals");
    let text = match learned.method {
        Method::Learned => {
            format!(
                "Effects learned from {ended}, set right on the newest; the stage's rate from {deals}"
            )
        }
        Method::StageRates => {
            format!("The stage's rate, from {deals}: on {ended} nothing told more than that")
        }
        Method::BaseRate => {
            format!("The share won of all: on {ended} nothing told more than that")
        }
        Method::Expert if closed == 0 => {
            "No closed deals in this stage yet: the stage's default and the facts of the deal"
                .to_owned()
        }
        Method::Expert => format!(
            "From {deals} in this stage ({}), the rest is the stage's default",
            format::percent(history)
        ),
    };
    Basis { closed, history, text }
}
