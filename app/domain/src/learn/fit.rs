//! Choosing and fitting a model: everything is decided on rows that were held out.

use super::baseline::base_rate;
use super::encode::{Encoder, Matrix};
use super::logistic::{self, Lesson, margin};
use super::metrics::loss;
use super::model::{Kind, Model, Trained};
use super::split;
use super::table::Table;
use crate::num::{float, logistic as chance_of, logit};

/// What the order of the rows means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing: any row is like any other.
    None,
    /// Time, oldest first: the newest rows are most like those to come.
    Time,
}

/// How to learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the order of the rows means.
    pub order: Order,
    /// After how many rows the model will be fitted anew; `None` when that is not known.
    pub horizon: Option<usize>,
    /// Another seed deals rows out to folds in another way.
    pub seed: u64,
}

/// Fewer rows than this, or fewer of either outcome than [`FEWEST_OF_EACH`], teach the base rate only.
const FEWEST_ROWS: usize = 30;
const FEWEST_OF_EACH: usize = 8;
/// Below this many of either outcome the model says that it stands on little.
const FEW_OF_EACH: usize = 100;
/// Choices are made on so many rows at most; the chosen model is fitted on all.
const CHOICE_ROWS: usize = 30_000;
/// Penalties tried, strong ones first: each fit begins where the one before ended.
const PENALTIES: [f64; 7] = [1_000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0];
/// Half-lives tried, in rows; each is tried where there are at least twice as many rows.
const HALF_LIVES: [f64; 5] = [8_000.0, 4_000.0, 2_000.0, 1_000.0, 500.0];
/// Folds where order means nothing.
const FOLDS: usize = 5;
/// Newest blocks held out where order is time.
const BLOCKS: usize = 3;
/// The share of rows in such a block, where nothing says for how long the model will be used.
const BLOCK_SHARE: f64 = 0.1;
/// Rows that count less than this are left out.
const FAINT: f64 = 0.02;

/// Rows to learn from and rows to judge by, as places in the matrix.
struct Round {
    learn: Vec<usize>,
    judge: Vec<usize>,
}

/// Margins on judged rows with what happened.
type Judged = Vec<(f64, bool)>;

/// What a choice is made of.
struct Ground<'a> {
    matrix: &'a Matrix,
    truth: &'a [bool],
    rounds: Vec<Round>,
}

#[derive(Clone, Copy, Debug)]
struct Choice {
    penalty: f64,
    half_life: Option<f64>,
}

/// Fits a model to the outcomes of `rows`; with [`Order::Time`] these are oldest first. Never fails: with too little to
/// learn from, or when nothing it learned holds on rows it did not see, the model is the base rate and says why.
#[must_use]
pub fn learn(table: &Table, outcomes: &[bool], rows: &[usize], settings: Settings) -> Model {
    let truth: Vec<bool> = rows.iter().map(|row| outcomes.get(*row) == Some(&true)).collect();
    let yes = truth.iter().filter(|yes| **yes).count();
    let fewest = yes.min(truth.len() - yes);
    let mut trained = Trained { rows: rows.len(), yes, ..Trained::default() };
    if rows.len() < FEWEST_ROWS || fewest < FEWEST_OF_EACH {
        trained.notes.push(format!(
            "Only {} rows, {fewest} of the rarer outcome: too few to learn from, so everyone has the base rate.",
            rows.len()
        ));
        return constant(logit(base_rate(outcomes, rows)), trained);
    }
    if fewest < FEW_OF_EACH {
        trained.notes.push(format!(
            "Only {fewest} cases of the rarer outcome: the chances stand on little and are drawn to the base rate."
        ));
    }
    let encoder = Encoder::fit(table, rows);
    let matrix = encoder.encode(table, rows);
    let keys: Vec<u64> = match settings.order {
        Order::Time => Vec::new(),
        Order::None => {
            let keys = table.keys();
            rows.iter().map(|row| keys.get(*row).copied().unwrap_or(0)).collect()
        }
    };
    let rounds = rounds(&truth, &keys, settings);
    let ground = Ground { matrix: &matrix, truth: &truth, rounds };
    let (choice, judged) = choose(&ground, settings.order);
    let base = base_judged(&ground, settings.order);
    trained.held_out_base_log_loss = mean_loss(&base);
    trained.held_out_log_loss = mean_loss(&judged);
    if trained.held_out_log_loss >= trained.held_out_base_log_loss {
        trained.notes.push(
            "On rows held out nothing learned was better than the base rate, so everyone has the base rate."
                .to_owned(),
        );
        trained.held_out_log_loss = trained.held_out_base_log_loss;
        return constant(logit(base_rate(outcomes, rows)), trained);
    }
    trained.penalty = choice.penalty;
    trained.half_life = choice.half_life;
    let all: Vec<usize> = (0..rows.len()).collect();
    let weights = fit(&matrix, &truth, &all, choice, &[]);
    Model { kind: Kind::Linear, encoder, weights, slope: 1.0, shift: 0.0, trained }
}

fn constant(log_odds: f64, trained: Trained) -> Model {
    Model {
        kind: Kind::BaseRate,
        encoder: Encoder::default(),
        weights: vec![log_odds],
        slope: 1.0,
        shift: 0.0,
        trained,
    }
}

fn rounds(truth: &[bool], keys: &[u64], settings: Settings) -> Vec<Round> {
    let n = truth.len();
    match settings.order {
        Order::None => {
            // Every so-many-th row stands for all where there are more than enough.
            let stride = n.div_ceil(CHOICE_ROWS).max(1);
            let folds = split::folds(truth, keys, FOLDS, settings.seed);
            let places = || folds.iter().enumerate().step_by(stride);
            let pick = |of: &dyn Fn(usize) -> bool| {
                places().filter(|(_, fold)| of(**fold)).map(|(place, _)| place).collect()
            };
            (0..FOLDS)
                .map(|fold| Round { learn: pick(&|of| of != fold), judge: pick(&|of| of == fold) })
                .collect()
        }
        Order::Time => {
            let size = settings
                .horizon
                .unwrap_or_else(|| crate::num::index(float(n) * BLOCK_SHARE))
                .clamp(n.div_ceil(50).max(8), n.div_ceil(8));
            let block = |back: usize| {
                let end = n - size * (back - 1);
                let begin = end - size;
                Round {
                    learn: (begin.saturating_sub(CHOICE_ROWS)..begin).collect(),
                    judge: (begin..end).collect(),
                }
            };
            (1..=BLOCKS).rev().map(block).collect()
        }
    }
}

/// How much a row counts that is `age` rows old.
fn counts(age: usize, half_life: Option<f64>) -> f64 {
    half_life.map_or(1.0, |half_life| libm::exp2(-float(age) / half_life))
}

fn fit(
    matrix: &Matrix,
    truth: &[bool],
    places: &[usize],
    choice: Choice,
    start: &[f64],
) -> Vec<f64> {
    let newest = places.last().copied().unwrap_or(0);
    let lessons: Vec<Lesson> = places
        .iter()
        .map(|place| Lesson {
            place: *place,
            yes: truth.get(*place) == Some(&true),
            counts: counts(newest.saturating_sub(*place), choice.half_life),
        })
        .filter(|lesson| lesson.counts >= FAINT)
        .collect();
    logistic::fit(matrix, &lessons, choice.penalty, start)
}

fn judge(ground: &Ground, round: &Round, weights: &[f64]) -> Judged {
    let case = |place: &usize| {
        (margin(ground.matrix, *place, weights), ground.truth.get(*place) == Some(&true))
    };
    round.judge.iter().map(case).collect()
}

/// The penalty, then the half-life, then the penalty again around it.
fn choose(ground: &Ground, order: Order) -> (Choice, Judged) {
    let mut best = path(ground, None);
    if order == Order::Time {
        let most = ground.rounds.first().map_or(0, |round| round.learn.len());
        for half_life in HALF_LIVES.into_iter().filter(|rows| rows * 2.0 <= float(most)) {
            let found = path(ground, Some(half_life));
            if mean_loss(&found.1) < mean_loss(&best.1) {
                best = found;
            }
        }
    }
    best
}

/// The best penalty for a half-life.
fn path(ground: &Ground, half_life: Option<f64>) -> (Choice, Judged) {
    let mut starts: Vec<Vec<f64>> = vec![Vec::new(); ground.rounds.len()];
    let mut best: Option<(Choice, Judged)> = None;
    for penalty in PENALTIES {
        let choice = Choice { penalty, half_life };
        let mut judged = Vec::new();
        for (round, start) in ground.rounds.iter().zip(&mut starts) {
            *start = fit(ground.matrix, ground.truth, &round.learn, choice, start);
            judged.extend(judge(ground, round, start));
        }
        let better = best.as_ref().is_none_or(|best| mean_loss(&judged) < mean_loss(&best.1));
        if !better {
            break;
        }
        best = Some((choice, judged));
    }
    best.unwrap_or((Choice { penalty: 1.0, half_life }, Vec::new()))
}

/// The base rate of each round's lessons on its judged rows.
fn base_judged(ground: &Ground, _order: Order) -> Judged {
    let of = |round: &Round| {
        let log_odds = logit(base_rate(ground.truth, &round.learn));
        let case = move |place: &usize| (log_odds, ground.truth.get(*place) == Some(&true));
        round.judge.iter().map(case).collect::<Judged>()
    };
    ground.rounds.iter().flat_map(of).collect()
}

fn mean_loss(judged: &[(f64, bool)]) -> f64 {
    let sum: f64 = judged.iter().map(|(margin, yes)| loss(chance_of(*margin), *yes)).sum();
    sum / float(judged.len()).max(1.0)
}
