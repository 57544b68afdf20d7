//! A model learned from texts and their answers.

use std::collections::BTreeMap;

use super::solve::{Matrix, logistic, squares};
use super::{Class, IDF_STEP, Model, Sample, Vocabulary};
use crate::num;

/// What a model is learned for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Yes (1) or no (0).
    YesOrNo,
    /// A figure.
    Figure,
}

/// How a model is learned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    /// What the answers are.
    pub kind: Kind,
    /// In how many texts a sequence has to occur.
    pub least: usize,
    /// How strongly weights are drawn to zero.
    pub penalty: f64,
    /// How much more freely those of figures may move.
    pub figures: f64,
}

/// Learns a model; `answers` has one list for each question, as long as `samples`.
pub(crate) fn fit(samples: &[&Sample], answers: &[Vec<f64>], how: Fit) -> Model {
    let vocabulary = vocabulary(samples, how.least);
    let mut model = Model { figures: spread(samples), vocabulary, classes: Vec::new() };
    let known = model.vocabulary.keys.len();
    let matrix = matrix(samples, &model, how.figures);
    // The last column is the bias, which is free.
    let mut penalty = vec![how.penalty; matrix.columns];
    if let Some(last) = penalty.last_mut() {
        *last = 1e-6;
    }
    for answers in answers {
        let mut weights = match how.kind {
            Kind::YesOrNo => logistic(&matrix, &penalty, answers),
            Kind::Figure => squares(&matrix, &penalty, answers),
        };
        let bias = weights.pop().unwrap_or_default();
        let figures = weights.split_off(known.min(weights.len()));
        let figures = figures.into_iter().map(|weight| weight * how.figures).collect();
        model.classes.push(Class { bias, threshold: 0.0, weights, figures });
    }
    model
}

fn vocabulary(samples: &[&Sample], least: usize) -> Vocabulary {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for feature in samples.iter().flat_map(|sample| &sample.features) {
        *counts.entry(feature.key).or_default() += 1;
    }
    counts.retain(|_, count| *count >= least);
    let texts = num::float(samples.len());
    let steps = |count: usize| {
        let idf = 1.0 + libm::log((1.0 + texts) / (1.0 + num::float(count)));
        u8::try_from(num::whole(idf / IDF_STEP)).unwrap_or(u8::MAX)
    };
    Vocabulary {
        idf: counts.values().map(|count| steps(*count)).collect(),
        keys: counts.into_keys().collect(),
    }
}

/// Mean and standard deviation of each figure; one that never varies has a deviation of 1, and so no effect.
fn spread(samples: &[&Sample]) -> Vec<(f64, f64)> {
    let count = samples.first().map_or(0, |sample| sample.figures.len());
    let texts = num::float(samples.len());
    (0..count)
        .map(|place| {
            let values = || samples.iter().filter_map(|sample| sample.figures.get(place));
            let mean = values().sum::<f64>() / texts;
            let square = values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / texts;
            (mean, if square > 1e-12 { libm::sqrt(square) } else { 1.0 })
        })
        .collect()
}

#[expect(clippy::cast_possible_truncation, reason = "half precision is enough to learn from")]
fn matrix(samples: &[&Sample], model: &Model, of_figures: f64) -> Matrix {
    let known = model.vocabulary.keys.len();
    let columns = known + model.figures.len() + 1;
    let rows = samples
        .iter()
        .map(|sample| {
            let row = model.row(sample);
            let entries = row.entries.iter().map(|entry| (entry.column, entry.value));
            let figures = row.figures.iter().enumerate();
            let figures = figures.map(|(place, value)| (known + place, value * of_figures));
            let all = entries.chain(figures).chain([(columns - 1, 1.0)]);
            all.map(|(column, value)| (column as u32, value as f32)).collect()
        })
        .collect();
    Matrix { columns, rows }
}

/// The threshold above which yes gives the best F1, halfway to the next score below.
pub(crate) fn best_threshold(scores: &[f64], answers: &[f64]) -> f64 {
    let mut pairs: Vec<(f64, f64)> = scores.iter().copied().zip(answers.iter().copied()).collect();
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0));
    let yes: f64 = answers.iter().sum();
    let (mut hits, mut best) = (0.0, (0.0, 0.0));
    for (place, (score, answer)) in pairs.iter().enumerate() {
        hits += answer;
        let f1 = 2.0 * hits / (num::float(place + 1) + yes);
        if f1 > best.0 {
            let next = pairs.get(place + 1).map_or(*score, |pair| pair.0);
            best = (f1, (score + next) / 2.0);
        }
    }
    best.1
}
