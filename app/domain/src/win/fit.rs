//! Learning what the effects are worth here, and finding out on the newest deals whether that is better than less.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate};

use super::basis::{Column, bounds, cells, columns};
use super::effects::FACTORS;
use super::history::Example;
use super::learned::{DaysToWin, Learned};

use super::{WinConfig, judge};
use crate::ids::StageId;
use crate::learn::calibrate::{self, Belief, Line};
use crate::learn::solve::{Held, Rows, solve};
use crate::models::{Measured, Method};
use crate::num;

/// Fewer ended deals, or fewer of either ending, teach nothing.
const FEWEST: usize = 60;
const FEWEST_OF_EACH: usize = 15;
/// The newest deals are held out: one in so many.
const HELD_OUT: usize = 5;
/// Ridges that are tried: as how many deals the hand-set sizes count.
const RIDGES: [f64; 4] = [3.0, 10.0, 30.0, STRONG];
const STRONG: f64 = 100.0;
/// From one fifth of the deals to the next, log odds shift by about a third and spread by about a quarter.
const STEADY: Belief = Belief { shift: 8.0, slope: 16.0 };
/// From so many examples of won deals in a stage its days to a win are known.
const ENOUGH_WINS: usize = 20;

/// A model, and what there is to say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// What was learned.
    pub learned: Learned,
    /// How good it is on the newest deals.
    pub measured: Measured,
    /// Why this way was chosen.
    pub reason: String,
    /// How many ended deals it was learned from.
    pub deals: usize,
    /// How many of them were won.
    pub won: usize,
    /// As how many examples.
    pub examples: usize,
    /// The days of the first creation and of the last ending.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

/// Learns from examples. With too few the hand-set effects stay; with enough the way is chosen that told the endings of
/// the newest fifth of the deals best, while it knew only the others. What is kept is learned from all of them and set
/// right on the newest.
#[must_use]
pub fn fit(examples: &[Example], config: &WinConfig) -> Fitted {
    let (held, taught) = split(&examples.iter().collect::<Vec<_>>());
    let ends = endings(examples);
    let (deals, won) = (ends.len(), ends.values().filter(|won| **won).count());
    let mut fitted = Fitted {
        learned: Learned { days_to_win: days_to_win(examples), ..Learned::default() },
        measured: Measured::default(),
        reason: String::new(),
        deals,
        won,
        examples: examples.len(),
        days: days(examples),
    };
    if deals < FEWEST || won.min(deals - won) < FEWEST_OF_EACH {
        fitted.reason = format!(
            "{deals} ended deals, {won} of them won: it takes {FEWEST}, and {FEWEST_OF_EACH} of each ending, to learn \
             from. Until then chances are the stage's rate and hand-set effects."
        );
        return fitted;
    }
    let ridge = best_ridge(&taught, config);
    let ways = [
        (Method::Learned, learn(&taught, Method::Learned, ridge, config)),
        (Method::Expert, Learned::default()),
        (Method::StageRates, learn(&taught, Method::StageRates, ridge, config)),
        (Method::BaseRate, base_rate(&taught)),
    ];
    let verdict = judge::choose(&ways, &held, config);
    let method = verdict.method;
    let all: Vec<&Example> = examples.iter().collect();
    let chosen = match method {
        Method::Learned | Method::StageRates => learn(&all, method, ridge, config),
        Method::Expert => Learned::default(),
        Method::BaseRate => base_rate(&all),
    };
    // The line is fitted to what the model said of deals it had not seen.
    let unseen = ways.iter().find(|(way, _)| *way == method).map(|(_, learned)| learned);
    let line = unseen.map_or(Line::NONE, |learned| line(learned, &held, config));
    fitted.learned = Learned {
        deals: u32::try_from(deals).unwrap_or(u32::MAX),
        method,
        days_to_win: fitted.learned.days_to_win,
        ..set_right(chosen, line)
    };
    fitted.measured = judge::measure(&ways, method, &taught, &held, config);
    fitted.reason = verdict.reason;
    fitted
}

/// The newest fifth of the deals by their creation, and the others: no deal is in both.
fn split<'a>(examples: &[&'a Example]) -> (Vec<&'a Example>, Vec<&'a Example>) {
    let mut deals: Vec<_> = examples.iter().map(|one| (one.created_at, one.deal)).collect();
    deals.sort_unstable();
    deals.dedup();
    let border = deals.get(deals.len() - deals.len() / HELD_OUT).copied();
    let is_new = |one: &&Example| border.is_some_and(|border| (one.created_at, one.deal) >= border);
    examples.iter().copied().partition(is_new)
}

/// On how many mornings a deal is seen, on the mean; at least 1.
fn mornings(examples: &[&Example]) -> f64 {
    let deals: BTreeSet<usize> = examples.iter().map(|one| one.deal).collect();
    (num::float(examples.len()) / num::float(deals.len()).max(1.0)).max(1.0)
}

fn endings(examples: &[Example]) -> BTreeMap<usize, bool> {
    examples.iter().map(|one| (one.deal, one.won)).collect()
}

fn days(examples: &[Example]) -> Option<(NaiveDate, NaiveDate)> {
    let first = examples.iter().map(|one| one.created_at).min()?;
    let last = examples.iter().map(|one| one.at + Duration::days(one.days_left.into())).max()?;
    Some((first.date_naive(), last.date_naive()))
}

/// What told newer deals best, of those that teach.
fn best_ridge(taught: &[&Example], config: &WinConfig) -> f64 {
    let (newer, older) = split(taught);
    let loss = |ridge: f64| {
        let learned = learn(&older, Method::Learned, ridge, config);
        judge::log_loss(&judge::chances(&learned, &newer, config))
    };
    let tried = RIDGES.map(|ridge| (ridge, loss(ridge)));
    let best = tried.into_iter().min_by(|one, other| one.1.total_cmp(&other.1));
    best.map_or(STRONG, |(ridge, _)| ridge)
}

fn learn(examples: &[&Example], method: Method, ridge: f64, config: &WinConfig) -> Learned {
    let columns = columns();
    let mut rows = Rows { width: columns.len(), ..Rows::default() };
    rows.cells.reserve(columns.len() * examples.len());
    for one in examples {
        let (rate, expert) = cells(&columns, &one.signals, config, one.at, &mut rows.cells);
        rows.given.push(if method == Method::StageRates { rate } else { expert });
        rows.happened.push(f64::from(u8::from(one.won)));
    }
    // A deal is seen on many mornings and ends once: the ridge grows with them, so that it counts deals.
    let ridge = ridge * mornings(examples);
    let held: Vec<Held> = columns.iter().map(|column| hold(*column, method, ridge)).collect();
    read(&columns, &solve(&rows, &held), method)
}

fn hold(column: Column, method: Method, ridge: f64) -> Held {
    let (least, most) = bounds(column);
    let is_of_stage = matches!(column, Column::Start | Column::Stage(_));
    if method == Method::StageRates && !is_of_stage {
        return Held { ridge: 1.0, least: 0.0, most: 0.0 };
    }
    // The level is what data know best.
    let ridge = if column == Column::Start { 0.1 } else { ridge };
    Held { ridge, least, most }
}

/// The model with these coefficients.
fn read(columns: &[Column], weights: &[f64], method: Method) -> Learned {
    let mut learned = Learned { method, ..Learned::default() };
    for (column, weight) in columns.iter().zip(weights.iter().copied()) {
        let (Column::HandSet(place) | Column::Step(place, _) | Column::Absent(place)) = *column
        else {
            match column {
                Column::Start => learned.shift = weight,
                _ => learned.stage.steps.push(weight),
            }
            continue;
        };
        let Some(factor) = FACTORS.get(place) else { continue };
        let curve = learned.curves.entry(*factor).or_default();
        match column {
            Column::HandSet(_) => curve.hand_set = 1.0 + weight,
            Column::Absent(_) => curve.absent = weight,
            _ => curve.steps.push(weight),
        }
    }
    learned
}

fn base_rate(examples: &[&Example]) -> Learned {
    let won = examples.iter().filter(|one| one.won).count();
    let rate = (num::float(won) + 0.5) / (num::float(examples.len()) + 1.0);
    Learned { method: Method::BaseRate, shift: num::logit(rate), ..Learned::default() }
}

/// The line that sets chances right on these examples.
pub(super) fn line(learned: &Learned, examples: &[&Example], config: &WinConfig) -> Line {
    let cases: Vec<(f64, bool)> = judge::chances(learned, examples, config)
        .into_iter()
        .map(|(chance, won)| (num::logit(chance), won))
        .collect();
    let line = calibrate::fit_held(&cases, 1.0 / mornings(examples), STEADY);
    // One chance for all has a level and no slope.
    if learned.method == Method::BaseRate {
        Line { shift: line.set(learned.shift) - learned.shift, slope: 1.0 }
    } else {
        line
    }
}

pub(super) fn set_right(learned: Learned, line: Line) -> Learned {
    Learned {
        slope: learned.slope * line.slope,
        shift: line.shift + line.slope * learned.shift,
        ..learned
    }
}

fn days_to_win(examples: &[Example]) -> BTreeMap<StageId, DaysToWin> {
    let mut days: BTreeMap<StageId, Vec<u16>> = BTreeMap::new();
    for one in examples.iter().filter(|one| one.won) {
        days.entry(one.keys.0).or_default().push(one.days_left);
    }
    days.retain(|_, days| days.len() >= ENOUGH_WINS);
    days.into_iter()
        .map(|(stage, mut days)| {
            days.sort_unstable();
            let at =
                |quarter: usize| days.get(days.len() * quarter / 4).copied().unwrap_or(1).max(1);
            (stage, DaysToWin { p25: at(1), p50: at(2), p75: at(3) })
        })
        .collect()
}
