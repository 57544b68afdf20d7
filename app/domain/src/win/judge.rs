//! How good each way of telling a chance is on deals it was not learned from, and which is chosen.

use std::collections::BTreeMap;

use super::WinConfig;
use super::effects::FACTORS;
use super::fit::{line, set_right};
use super::history::Example;
use super::learned::Learned;
use crate::explain::Factor;
use crate::learn::baseline::NaiveBayes;
use crate::learn::metrics::{self, loss, reliability};
use crate::learn::{Column, Table, Values};
use crate::models::{Carries, Compared, Measured, Method};
use crate::num;

/// Below so many deals held out the figures are rough.
const FEW: usize = 100;

type Cases = Vec<(f64, bool)>;

/// Which way was chosen, and why.
pub(super) struct Verdict {
    pub method: Method,
    pub reason: String,
}

/// The chances a model gives examples, with what became of them.
pub(super) fn chances(learned: &Learned, examples: &[&Example], config: &WinConfig) -> Cases {
    let chance = |one: &&Example| (learned.chance(&one.signals, config, one.at), one.won);
    examples.iter().map(chance).collect()
}

/// Mean of -ln(chance of what happened).
pub(super) fn log_loss(cases: &[(f64, bool)]) -> f64 {
    let sum: f64 = cases.iter().map(|(chance, won)| loss(*chance, *won)).sum();
    sum / num::float(cases.len()).max(1.0)
}

/// The chances of examples by a model that was set right on the other half of the deals: each half on the other, so that
/// no deal judges what it was set right on.
fn crosswise(learned: &Learned, examples: &[&Example], config: &WinConfig) -> Cases {
    let half = |odd: usize| -> Vec<&Example> {
        examples.iter().copied().filter(|one| one.deal % 2 == odd).collect()
    };
    let halves = [half(0), half(1)];
    let [even, odd] = halves.each_ref().map(|other| line(learned, other, config));
    let models = [set_right(learned.clone(), odd), set_right(learned.clone(), even)];
    examples
        .iter()
        .map(|one| {
            let model = if one.deal % 2 == 0 { &models[0] } else { &models[1] };
            (model.chance(&one.signals, config, one.at), one.won)
        })
        .collect()
}

/// The way with the smallest log loss; one that looks at more must beat the base rate by more than chance would.
pub(super) fn choose(ways: &[(Method, Learned)], held: &[&Example], config: &WinConfig) -> Verdict {
    let told: Vec<(Method, Cases)> =
        ways.iter().map(|(way, learned)| (*way, crosswise(learned, held, config))).collect();
    let base = told.iter().find(|(way, _)| *way == Method::BaseRate).map(|(_, cases)| cases);
    let losses = told.iter().map(|(way, cases)| (*way, log_loss(cases), cases));
    let best = losses.min_by(|one, other| one.1.total_cmp(&other.1));
    let (Some((best, at, cases)), Some(base)) = (best, base) else {
        return Verdict { method: Method::Expert, reason: String::new() };
    };
    let base_loss = log_loss(base);
    let share = 100.0 * (1.0 - at / base_loss.max(f64::MIN_POSITIVE));
    if best != Method::BaseRate && !is_better(cases, base, held) {
        let reason = "On the newest deals nothing told more than the share won of all, so every deal has that.";
        return Verdict { method: Method::BaseRate, reason: reason.to_owned() };
    }
    let reason = match best {
        Method::Learned => format!(
            "Learned effects told the newest deals best: log loss {at:.3}, {share:.0} % below the base rate."
        ),
        Method::Expert => format!(
            "Hand-set effects told the newest deals best: log loss {at:.3}, {share:.0} % below the base rate. What was \
             learned did not do better."
        ),
        Method::StageRates => format!(
            "The stages' rates told the newest deals best: log loss {at:.3}, {share:.0} % below the base rate. Nothing \
             else about a deal told more."
        ),
        Method::BaseRate => {
            "On the newest deals nothing told more than the share won of all, so every deal has that.".to_owned()
        }
    };
    Verdict { method: best, reason }
}

/// Whether the gain is larger than its standard error; a deal counts once, however often it was looked at.
fn is_better(cases: &[(f64, bool)], base: &[(f64, bool)], held: &[&Example]) -> bool {
    let mut gains: BTreeMap<usize, f64> = BTreeMap::new();
    for ((one, new), old) in held.iter().zip(cases).zip(base) {
        *gains.entry(one.deal).or_default() += loss(old.0, old.1) - loss(new.0, new.1);
    }
    let n = num::float(gains.len()).max(1.0);
    let mean = gains.values().sum::<f64>() / n;
    let spread = gains.values().map(|gain| (gain - mean) * (gain - mean)).sum::<f64>() / n;
    mean > libm::sqrt(spread / n)
}

/// The figures of the chosen way on the deals held out, beside those of lesser ones.
pub(super) fn measure(
    ways: &[(Method, Learned)],
    method: Method,
    taught: &[&Example],
    held: &[&Example],
    config: &WinConfig,
) -> Measured {
    let of = |wanted: Method| ways.iter().find(|(way, _)| *way == wanted).map(|(_, way)| way);
    let Some(chosen) = of(method) else { return Measured::default() };
    let own = crosswise(chosen, held, config);
    let told = |name: &str, cases: &Cases| Compared {
        name: name.to_owned(),
        metrics: metrics::measure(cases),
    };
    let mut compared = vec![told(&format!("In use: {}", method.label().to_lowercase()), &own)];
    let others = [("Hand-set effects", Method::Expert), ("Base rate", Method::BaseRate)];
    compared.extend(
        others
            .into_iter()
            .filter_map(|(name, method)| Some(told(name, &chances(of(method)?, held, config)))),
    );
    let by_default = held.iter().map(|one| (one.signals.stage_default.to_model(), one.won));
    compared.push(told("Stage default", &by_default.collect()));
    compared
        .extend(naive_bayes(taught, held).map(|cases| told("Naive Bayes, as published", &cases)));
    let mut deals: Vec<usize> = held.iter().map(|one| one.deal).collect();
    deals.sort_unstable();
    deals.dedup();
    let mut notes = Vec::new();
    if deals.len() < FEW {
        notes.push(format!("Only {} deals could be held out: the figures are rough.", deals.len()));
    }
    Measured {
        cases: deals.len(),
        examples: held.len(),
        compared,
        reliability: reliability(&own),
        carries: carries(chosen, held, config),
        notes,
    }
}

/// The formula of counted frequencies over stage, owner, source and product.
fn naive_bayes(taught: &[&Example], held: &[&Example]) -> Option<Cases> {
    let all: Vec<&Example> = taught.iter().chain(held).copied().collect();
    let column = |name: &str, of: &dyn Fn(&Example) -> i64| {
        let words: Vec<String> = all.iter().map(|one| of(one).to_string()).collect();
        Column {
            name: name.to_owned(),
            values: Values::words(words.iter().map(|word| Some(word.as_str()))),
        }
    };
    let table = Table::new(vec![
        column("stage", &|one| one.keys.0.get()),
        column("owner", &|one| one.keys.1),
        column("source", &|one| one.keys.2),
        column("product", &|one| one.keys.3),
    ])
    .ok()?;
    let outcomes: Vec<bool> = all.iter().map(|one| one.won).collect();
    let rows: Vec<usize> = (0..taught.len()).collect();
    let formula = NaiveBayes::fit(&table, &outcomes, &rows);
    let cases = held.iter().zip(taught.len()..);
    Some(cases.map(|(one, row)| (formula.chance(&table, row), one.won)).collect())
}

/// How much each fact moves the chances, in percentage points on the mean.
fn carries(learned: &Learned, held: &[&Example], config: &WinConfig) -> Vec<Carries> {
    let parts: Vec<_> =
        held.iter().map(|one| learned.parts(&one.signals, config, one.at)).collect();
    let n = num::float(parts.len()).max(1.0);
    let usual = parts.iter().map(|parts| parts.base).sum::<f64>() / n;
    let slope = |chance: f64| 100.0 * chance * (1.0 - chance);
    let mean = |of: &dyn Fn(&super::learned::Parts) -> f64| {
        parts.iter().map(|parts| of(parts).abs() * slope(parts.chance())).sum::<f64>() / n
    };
    let mut carries = vec![Carries {
        name: Factor::Stage.label().to_owned(),
        points: mean(&|parts| parts.base - usual),
    }];
    carries.extend(FACTORS.into_iter().enumerate().map(|(place, factor)| Carries {
        name: factor.label().to_owned(),
        points: mean(&|parts| parts.pulls.get(place).copied().flatten().unwrap_or(0.0)),
    }));
    carries.retain(|one| one.points >= 0.05);
    carries.sort_by(|one, other| other.points.total_cmp(&one.points));
    carries
}
