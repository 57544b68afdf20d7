//! From value, probability, urgency and reach to one number, and back to points for each.

use super::{Candidate, QueueConfig, Situation};
use crate::explain::{Contribution, Factor, contributions};
use crate::ratio::Ratio;
use crate::rhythm::Rhythm;
use crate::{format, num};

/// A priority with its reasons.
pub(super) struct Rank {
    /// Unrounded, for the order.
    pub(super) exact: f64,
    /// 0 to 100.
    pub(super) points: i32,
    pub(super) contributions: Vec<Contribution>,
}

/// The weighted geometric mean of the four parts: a product, so that nothing makes up for what is missing, on a
/// scale of 0 to 100.
///
/// Each part could give its weight in points; what is lost to 100 is charged to the parts by their share of the
/// logarithm (the Aumann-Shapley value of a product), so the points sum exactly.
pub(super) fn rank(
    candidate: &Candidate,
    situation: &Situation,
    reach: f64,
    config: &QueueConfig,
) -> Rank {
    /// No part falls below this, or the rest would not matter at all.
    const FLOOR: f64 = 0.02;
    let weights = &config.weights;
    let parts = [
        (Factor::Value, value_text(candidate), weights.value, value(candidate, config)),
        (Factor::Probability, chance_text(candidate), weights.probability, chance(candidate)),
        (Factor::Urgency, situation.reason.clone(), weights.urgency, situation.urgency),
        (Factor::Reach, reach_text(candidate, situation, reach), weights.reach, reach),
    ];
    let all: f64 = parts.iter().map(|part| f64::from(part.2)).sum::<f64>().max(1.0);
    let logs: Vec<(f64, f64)> = parts
        .iter()
        .map(|part| {
            let weight = f64::from(part.2) / all;
            (weight, weight * libm::log(part.3.clamp(FLOOR, 1.0)))
        })
        .collect();
    let log: f64 = logs.iter().map(|log| log.1).sum();
    let exact = 100.0 * libm::exp(log);
    let lost_per_log = if log < -1e-12 { (100.0 - exact) / -log } else { 0.0 };
    let shares = parts.into_iter().zip(logs).map(|((factor, fact, _, _), (weight, log))| {
        (factor, fact, 100.0 * weight + lost_per_log * log)
    });
    let points = num::whole(exact);
    Rank { exact, points, contributions: contributions(shares.collect(), points) }
}

/// What is not known counts as this: neither large nor nothing.
const UNKNOWN: f64 = 0.3;

fn value(candidate: &Candidate, config: &QueueConfig) -> f64 {
    let value = candidate.value.to_model();
    let typical = config.typical_value.to_model().max(1.0);
    if value > 0.0 { value / (value + typical) } else { UNKNOWN }
}

fn chance(candidate: &Candidate) -> f64 {
    let chance = candidate.probability.to_model();
    if chance > 0.0 { chance } else { UNKNOWN }
}

fn chance_text(candidate: &Candidate) -> String {
    if candidate.probability > Ratio::ZERO {
        format!("{} likely", format::percent(candidate.probability))
    } else {
        "Chance not known".to_owned()
    }
}

fn value_text(candidate: &Candidate) -> String {
    if candidate.value.get() > 0 {
        format!("{} at stake", format::money(candidate.value))
    } else {
        "Amount not known".to_owned()
    }
}

fn reach_text(candidate: &Candidate, situation: &Situation, reach: f64) -> String {
    if !situation.action.kind.is_live() {
        return "Can be done at any hour".to_owned();
    }
    let best = candidate.contact.rhythm.as_ref().and_then(Rhythm::best_hour);
    if let (Some((from, until, evidence)), true) = (best, reach >= 0.25) {
        return format!("{evidence} between {from} and {until}");
    }
    let hours = candidate.contact.hours.map(|(from, until)| format!("{from} to {until}"));
    match (reach >= 0.5, hours) {
        (true, Some(hours)) => format!("Within their hours, {hours}"),
        (true, None) => "Within office hours".to_owned(),
        (false, Some(hours)) => format!("Outside of their hours, {hours}"),
        (false, None) => "Outside of office hours".to_owned(),
    }
}
