//! What is chosen on held-out rows: the penalty, how fast the past fades, how many trees, and how much each model says.

use super::baseline::base_rate;
use super::boost::{self, Forest};
use super::encode::{Encoder, Matrix};
use super::fit::{Order, Settings};
use super::logistic::{self, Lesson, margin};
use super::metrics::loss;
use super::recent;
use super::split;
use crate::num::{float, index, logistic as chance_of, logit};

/// Choices are made on so many rows at most; what is chosen is fitted on all.
const CHOICE_ROWS: usize = 20_000;
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
/// At most so many trees.
const TREES: usize = 120;
/// Growing ends when so many trees in a row made nothing better.
const PATIENCE: usize = 15;
/// How much the trees may say, beside the linear model.
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Rows to learn from and rows to judge by, as places in the matrix.
pub(super) struct Round {
    pub learn: Vec<usize>,
    pub judge: Vec<usize>,
}

/// Log odds of judged rows with what happened, round by round.
pub(super) type Judged = Vec<Vec<(f64, bool)>>;

/// The rows, encoded once for each kind of model.
pub(super) struct Ground<'a> {
    pub truth: &'a [bool],
    pub linear: (&'a Encoder, &'a Matrix),
    pub trees: (&'a Encoder, &'a Matrix),
    pub rounds: Vec<Round>,
}

/// How the linear model is fitted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub penalty: f64,
    pub half_life: Option<f64>,
}

/// Everything that was chosen.
pub(super) struct Chosen {
    pub linear: Choice,
    pub trees: usize,
    /// How much the trees say, from 0 to 1.
    pub share: f64,
    /// How many of the newest rows set the level; `None`: all, as they were fitted.
    pub newest: Option<usize>,
    pub judged: Judged,
    /// The same for the base rate.
    pub base_newest: Option<usize>,
    pub base: Judged,
}

/// Weights fitted in each round, and what they say of its judged rows.
struct Lines {
    choice: Choice,
    weights: Vec<Vec<f64>>,
    judged: Judged,
}

/// Trees grown in each round, and what they say of its judged rows.
struct Grown {
    trees: usize,
    forests: Vec<Forest>,
    judged: Judged,
}

/// Deals the rows out.
pub(super) fn rounds(truth: &[bool], keys: &[u64], settings: Settings) -> Vec<Round> {
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
                .unwrap_or_else(|| index(float(n) * BLOCK_SHARE))
                .clamp(n.div_ceil(50), n.div_ceil(8));
            let block = |back: usize| {
                let begin = n - size * back;
                Round {
                    learn: (begin.saturating_sub(CHOICE_ROWS)..begin).collect(),
                    judge: (begin..begin + size).collect(),
                }
            };
            (1..=BLOCKS).rev().map(block).collect()
        }
    }
}

/// Chooses on the rounds.
pub(super) fn choose(ground: &Ground, order: Order) -> Chosen {
    let lines = linear(ground, order);
    let grown = trees(ground, lines.choice.half_life);
    let (share, judged) = share(&lines.judged, &grown.judged);
    let firsts = boost::firsts(ground.trees.0);
    let log_odds = |round: usize, place: usize| {
        let line = lines.weights.get(round).map_or(0.0, |w| margin(ground.linear.1, place, w));
        let forest = grown.forests.get(round).filter(|_| share > 0.0);
        let tree = forest.map_or(line, |trees| trees.margin(ground.trees.1, place, &firsts));
        line + share * (tree - line)
    };
    let (newest, judged) = recent::newest(ground, order, judged, &log_odds);
    let (rates, base) = base(ground);
    let rate = |round: usize, _: usize| rates.get(round).copied().unwrap_or(0.0);
    let (base_newest, base) = recent::newest(ground, order, base, &rate);
    let (linear, trees) = (lines.choice, grown.trees);
    Chosen { linear, trees, share, newest, judged, base_newest, base }
}

/// How much the trees say.
fn share(by_line: &Judged, by_trees: &Judged) -> (f64, Judged) {
    let blend = |share: f64| -> Judged {
        let mix = |(line, tree): (&(f64, bool), &(f64, bool))| {
            (line.0 + share * (tree.0 - line.0), line.1)
        };
        let rounds = by_line.iter().zip(by_trees);
        rounds.map(|(lines, trees)| lines.iter().zip(trees).map(mix).collect()).collect()
    };
    SHARES
        .into_iter()
        .map(|share| (share, blend(share)))
        .min_by(|a, b| mean_loss(&a.1).total_cmp(&mean_loss(&b.1)))
        .filter(|(_, judged)| is_better(judged, by_line))
        .unwrap_or_else(|| (0.0, by_line.clone()))
}

/// What each of these places teaches; the last is the newest.
fn lessons(truth: &[bool], places: &[usize], half_life: Option<f64>) -> Vec<Lesson> {
    let newest = places.last().copied().unwrap_or(0);
    let counts = |place: usize| {
        let age = float(newest.saturating_sub(place));
        half_life.map_or(1.0, |half_life| libm::exp2(-age / half_life))
    };
    places
        .iter()
        .map(|place| Lesson {
            place: *place,
            yes: truth.get(*place) == Some(&true),
            counts: counts(*place),
        })
        .filter(|lesson| lesson.counts >= FAINT)
        .collect()
}

/// Fits the linear model on `places`.
pub(super) fn fit_linear(
    ground: &Ground,
    places: &[usize],
    choice: Choice,
    start: &[f64],
) -> Vec<f64> {
    let lessons = lessons(ground.truth, places, choice.half_life);
    logistic::fit(ground.linear.1, &lessons, choice.penalty, start)
}

/// Fits trees on `places`.
pub(super) fn fit_trees(
    ground: &Ground,
    places: &[usize],
    half_life: Option<f64>,
    trees: usize,
) -> Forest {
    let lessons = lessons(ground.truth, places, half_life);
    boost::fit(ground.trees.0, ground.trees.1, &lessons, trees, &[], &mut |_| true)
}

fn judge(ground: &Ground, round: &Round, log_odds: impl Fn(usize) -> f64) -> Vec<(f64, bool)> {
    let case = |place: &usize| (log_odds(*place), ground.truth.get(*place) == Some(&true));
    round.judge.iter().map(case).collect()
}

/// The best penalty and half-life.
fn linear(ground: &Ground, order: Order) -> Lines {
    let mut best = path(ground, None, &PENALTIES);
    if order == Order::Time {
        let most = ground.rounds.first().map_or(0, |round| round.learn.len());
        for half_life in HALF_LIVES.into_iter().filter(|rows| rows * 2.0 <= float(most)) {
            // Where less is learned from, it is held a little tighter or looser than before.
            let penalty = best.choice.penalty;
            let around = [penalty * 3.0, penalty, penalty / 3.0];
            let found = path(ground, Some(half_life), &around);
            if is_better(&found.judged, &best.judged) {
                best = found;
            }
        }
    }
    best
}

/// The best of these penalties for a half-life; they are tried until one is not clearly better than
/// the one before.
fn path(ground: &Ground, half_life: Option<f64>, penalties: &[f64]) -> Lines {
    let none = Choice { penalty: 1.0, half_life };
    let rounds = ground.rounds.len();
    let mut best = Lines { choice: none, weights: vec![Vec::new(); rounds], judged: Vec::new() };
    for penalty in penalties {
        let choice = Choice { penalty: *penalty, half_life };
        let mut tried = Lines { choice, weights: Vec::new(), judged: Vec::new() };
        for (round, start) in ground.rounds.iter().zip(&best.weights) {
            let weights = fit_linear(ground, &round.learn, choice, start);
            tried
                .judged
                .push(judge(ground, round, |place| margin(ground.linear.1, place, &weights)));
            tried.weights.push(weights);
        }
        if !best.judged.is_empty() && !is_better(&tried.judged, &best.judged) {
            break;
        }
        best = tried;
    }
    best
}

/// The best number of trees.
fn trees(ground: &Ground, half_life: Option<f64>) -> Grown {
    let (mut steps, mut forests) = (Vec::new(), Vec::new());
    for round in &ground.rounds {
        let lessons = lessons(ground.truth, &round.learn, half_life);
        let mut judged: Judged = Vec::new();
        let mut best = (0, f64::INFINITY);
        let mut watch = |margins: &[f64]| {
            let truth = round.judge.iter().map(|place| ground.truth.get(*place) == Some(&true));
            let cases: Vec<(f64, bool)> = margins.iter().copied().zip(truth).collect();
            let at = mean_loss(std::slice::from_ref(&cases));
            judged.push(cases);
            if at < best.1 {
                best = (judged.len(), at);
            }
            judged.len() < best.0 + PATIENCE
        };
        let (encoder, matrix) = ground.trees;
        forests.push(boost::fit(encoder, matrix, &lessons, TREES, &round.judge, &mut watch));
        steps.push(judged);
    }
    let fewest = steps.iter().map(Vec::len).min().unwrap_or(0);
    let after = |trees: usize| -> Judged {
        steps.iter().filter_map(|steps| steps.get(trees - 1)).cloned().collect()
    };
    let trees = (1..=fewest)
        .map(|trees| (trees, mean_loss(&after(trees))))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(1, |(trees, _)| trees);
    for forest in &mut forests {
        forest.keep(trees);
    }
    Grown { trees, forests, judged: after(trees) }
}

/// The base rate of each round's lessons, and on its judged rows.
fn base(ground: &Ground) -> (Vec<f64>, Judged) {
    let rate = |round: &Round| logit(base_rate(ground.truth, &round.learn));
    let rates: Vec<f64> = ground.rounds.iter().map(rate).collect();
    let rounds = ground.rounds.iter().zip(&rates);
    let judged = rounds.map(|(round, rate)| judge(ground, round, |_| *rate)).collect();
    (rates, judged)
}

/// Mean log loss of log odds.
pub(super) fn mean_loss(judged: &[Vec<(f64, bool)>]) -> f64 {
    let cases = || judged.iter().flatten();
    let sum: f64 = cases().map(|(margin, yes)| loss(chance_of(*margin), *yes)).sum();
    sum / float(cases().count()).max(1.0)
}

/// Whether the log loss is smaller by more than its standard error, and in at least two rounds of three: what is
/// more intricate must earn it, and a season must not pass for a law.
pub(super) fn is_better(judged: &[Vec<(f64, bool)>], than: &[Vec<(f64, bool)>]) -> bool {
    let gain = |(new, old): (&(f64, bool), &(f64, bool))| {
        loss(chance_of(old.0), old.1) - loss(chance_of(new.0), new.1)
    };
    let gains: Vec<Vec<f64>> =
        judged.iter().zip(than).map(|(new, old)| new.iter().zip(old).map(gain).collect()).collect();
    let n = float(gains.iter().map(Vec::len).sum()).max(1.0);
    let mean = gains.iter().flatten().sum::<f64>() / n;
    let spread = gains.iter().flatten().map(|gain| (gain - mean) * (gain - mean)).sum::<f64>() / n;
    let rounds = gains.iter().filter(|gains| gains.iter().sum::<f64>() > 0.0).count();
    mean > libm::sqrt(spread / n) && rounds * 3 >= gains.len() * 2
}
