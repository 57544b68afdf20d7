//! Gradient boosting of small trees on log odds (Friedman 2001, with the second-order leaves of Chen and Guestrin 2016).
//!
//! Trees see the slots of the encoder, never the numbers behind them: a split of numbers is a border between bins, a
//! split of words is the best of those in the order of their gradients (Fisher 1958). It finds what a sum of single
//! facts cannot say, such as a word that matters only among old cases.

use serde::{Deserialize, Serialize};

use super::encode::{Encoder, Kind, Matrix};
use super::logistic::Lesson;
use crate::num::logistic;

/// Every tree is weighed by this.
const RATE: f64 = 0.1;
/// Levels of splits in a tree.
const DEPTH: usize = 3;
/// Added to the curvature of a leaf: few cases move little.
const RIDGE: f64 = 5.0;
/// The least curvature on either side of a split; about four times as many cases.
const LEAST: f64 = 3.0;
/// A split must gain this much.
const LEAST_GAIN: f64 = 0.5;

/// Trees over the slots of an encoder, and the log odds they start from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Forest {
    start: f64,
    trees: Vec<Tree>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Tree {
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Node {
    Leaf(f64),
    Split {
        field: usize,
        /// The field's slots, counted from its first, that go to the left.
        left_slots: Vec<bool>,
        left: usize,
        right: usize,
    },
}

/// A field's slots in the matrix.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: usize,
    slots: usize,
    ordered: bool,
}

impl Forest {
    /// The log odds of a row of the encoder's matrix.
    pub(super) fn margin(&self, matrix: &Matrix, row: usize, firsts: &[usize]) -> f64 {
        let (hot, _) = matrix.row(row);
        self.start + self.trees.iter().map(|tree| tree.value(hot, firsts)).sum::<f64>()
    }

    /// Keeps the first `trees` only.
    pub(super) fn keep(&mut self, trees: usize) {
        self.trees.truncate(trees);
    }
}

impl Tree {
    fn value(&self, hot: &[u32], firsts: &[usize]) -> f64 {
        let mut at = 0;
        // A tree is never deeper than its nodes.
        for _ in 0..=self.nodes.len() {
            match self.nodes.get(at) {
                Some(Node::Split { field, left_slots, left, right }) => {
                    let slot = hot.get(*field).zip(firsts.get(*field));
                    let slot =
                        slot.map_or(0, |(slot, first)| (*slot as usize).saturating_sub(*first));
                    at = if left_slots.get(slot) == Some(&true) { *left } else { *right };
                }
                Some(Node::Leaf(value)) => return *value,
                None => return 0.0,
            }
        }
        0.0
    }
}

/// The first slot of each field.
pub(super) fn firsts(encoder: &Encoder) -> Vec<usize> {
    encoder.fields.iter().map(|field| field.first as usize).collect()
}

fn spans(encoder: &Encoder) -> Vec<Span> {
    let firsts = firsts(encoder);
    let ends = firsts.iter().skip(1).copied().chain([encoder.slots]);
    encoder
        .fields
        .iter()
        .zip(&firsts)
        .zip(ends)
        .map(|((field, first), end)| Span {
            first: *first,
            slots: end - first,
            ordered: matches!(field.kind, Kind::Numbers { .. }),
        })
        .collect()
}

/// Sums of gradients and curvatures.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    slope: f64,
    curve: f64,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.slope += other.slope;
        self.curve += other.curve;
    }

    fn minus(self, other: Self) -> Self {
        Self { slope: self.slope - other.slope, curve: self.curve - other.curve }
    }

    fn gain(self) -> f64 {
        self.slope * self.slope / (self.curve + RIDGE)
    }

    fn leaf(self) -> f64 {
        -RATE * self.slope / (self.curve + RIDGE)
    }
}

/// Fits up to `trees` trees to the lessons; `watch` is called with the margins of `judge` after each tree.
pub(super) fn fit(
    encoder: &Encoder,
    matrix: &Matrix,
    lessons: &[Lesson],
    trees: usize,
    judge: &[usize],
    watch: &mut dyn FnMut(&[f64]) -> bool,
) -> Forest {
    let (spans, firsts) = (spans(encoder), firsts(encoder));
    let all: f64 = lessons.iter().map(|lesson| lesson.counts).sum();
    let yes: f64 = lessons.iter().filter(|lesson| lesson.yes).map(|lesson| lesson.counts).sum();
    let start = crate::num::logit((yes + 0.5) / (all + 1.0));
    let mut forest = Forest { start, trees: Vec::new() };
    let mut margins = vec![start; lessons.len()];
    let mut judged = vec![start; judge.len()];
    for _ in 0..trees {
        let sums: Vec<Sum> = lessons
            .iter()
            .zip(&margins)
            .map(|(lesson, margin)| {
                let chance = logistic(*margin);
                let error = chance - f64::from(u8::from(lesson.yes));
                Sum { slope: lesson.counts * error, curve: lesson.counts * chance * (1.0 - chance) }
            })
            .collect();
        let tree = grow(&spans, matrix, lessons, &sums);
        for (lesson, margin) in lessons.iter().zip(&mut margins) {
            *margin += tree.value(matrix.row(lesson.place).0, &firsts);
        }
        for (place, margin) in judge.iter().zip(&mut judged) {
            *margin += tree.value(matrix.row(*place).0, &firsts);
        }
        forest.trees.push(tree);
        if !watch(&judged) {
            break;
        }
    }
    forest
}

/// A split that was found: the field, which of its slots go left, and what it gains.
struct Found {
    field: usize,
    left_slots: Vec<bool>,
    gain: f64,
}

fn grow(spans: &[Span], matrix: &Matrix, lessons: &[Lesson], sums: &[Sum]) -> Tree {
    let total = sums.iter().fold(Sum::default(), |mut all, sum| {
        all.add(*sum);
        all
    });
    let mut nodes = vec![Node::Leaf(total.leaf())];
    // The rows of each leaf that may still be split.
    let mut open: Vec<(usize, Vec<usize>)> = vec![(0, (0..lessons.len()).collect())];
    let mut histogram = vec![Sum::default(); matrix.slots];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (at, rows) in open {
            histogram.fill(Sum::default());
            let mut total = Sum::default();
            for row in &rows {
                let (Some(lesson), Some(sum)) = (lessons.get(*row), sums.get(*row)) else {
                    continue;
                };
                total.add(*sum);
                for slot in matrix.row(lesson.place).0 {
                    if let Some(cell) = histogram.get_mut(*slot as usize) {
                        cell.add(*sum);
                    }
                }
            }
            let Some(found) = best_split(spans, &histogram, total) else { continue };
            let first = spans.get(found.field).map_or(0, |span| span.first);
            let (left, right): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(|row| {
                let hot = lessons
                    .get(*row)
                    .and_then(|lesson| matrix.row(lesson.place).0.get(found.field));
                let slot = hot.map_or(0, |slot| (*slot as usize).saturating_sub(first));
                found.left_slots.get(slot) == Some(&true)
            });
            let value = |rows: &[usize]| {
                let mut all = Sum::default();
                rows.iter().filter_map(|row| sums.get(*row)).for_each(|sum| all.add(*sum));
                Node::Leaf(all.leaf())
            };
            let (to_left, to_right) = (nodes.len(), nodes.len() + 1);
            nodes.push(value(&left));
            nodes.push(value(&right));
            if let Some(node) = nodes.get_mut(at) {
                *node = Node::Split {
                    field: found.field,
                    left_slots: found.left_slots,
                    left: to_left,
                    right: to_right,
                };
            }
            next.push((to_left, left));
            next.push((to_right, right));
        }
        open = next;
    }
    Tree { nodes }
}

fn best_split(spans: &[Span], histogram: &[Sum], total: Sum) -> Option<Found> {
    let mut best: Option<Found> = None;
    for (field, span) in spans.iter().enumerate() {
        let cells = histogram.get(span.first..span.first + span.slots).unwrap_or_default();
        let mut order: Vec<usize> = (0..cells.len())
            .filter(|place| cells.get(*place).is_some_and(|cell| cell.curve > 0.0))
            .collect();
        let ratio =
            |place: &usize| cells.get(*place).map_or(0.0, |cell| cell.slope / (cell.curve + RIDGE));
        if !span.ordered {
            order.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
        }
        // Missing numbers go with the low ones, and, tried apart, with the high ones.
        let orders = if span.ordered && order.first() == Some(&0) && order.len() > 1 {
            let mut high = order.clone();
            high.rotate_left(1);
            vec![order, high]
        } else {
            vec![order]
        };
        for order in orders {
            let mut left = Sum::default();
            for (taken, place) in (1..).zip(&order) {
                if let Some(cell) = cells.get(*place) {
                    left.add(*cell);
                }
                let right = total.minus(left);
                if left.curve < LEAST || right.curve < LEAST {
                    continue;
                }
                let gain = left.gain() + right.gain() - total.gain();
                if gain > LEAST_GAIN && best.as_ref().is_none_or(|best| gain > best.gain) {
                    let mut left_slots = vec![false; span.slots];
                    for place in order.iter().take(taken) {
                        if let Some(slot) = left_slots.get_mut(*place) {
                            *slot = true;
                        }
                    }
                    best = Some(Found { field, left_slots, gain });
                }
            }
        }
    }
    best
}
