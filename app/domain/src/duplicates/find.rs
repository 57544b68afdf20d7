//! The whole way: pairs worth looking at, what they teach, which of them are the same, and the groups they make.

use std::collections::BTreeSet;

use super::model::{Model, probability};
use super::{Evidence, Pattern, Records, block, cluster, learn};

/// Two records that are the same, or may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// A record; the smaller number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// The evidence, in bits: 0 is even odds.
    pub bits: f64,
    /// How likely they are one, 0 to 1.
    pub probability: f64,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// How many pairs were scored.
    pub candidates: usize,
    /// Pairs with a probability above 1 in 100, most certain first.
    pub pairs: Vec<Pair>,
    /// Pairs that are the same: linked directly or through others.
    pub same: Vec<(u32, u32)>,
    /// From how many bits on a pair counts as the same.
    pub threshold: f64,
    /// How likely any two records are one.
    pub prior: f64,
    model: Model,
}

impl Found {
    /// Why two records are held to be one or not: bits for each field. With the start, they add up to the pair's bits.
    #[must_use]
    pub fn evidence(&self, records: &Records, a: u32, b: u32) -> (f64, Vec<Evidence>) {
        (self.model.start(), self.model.evidence(records, a, b))
    }
}

/// Finds the records that are the same. Nothing is drawn by chance: the same records give the same answer.
#[must_use]
pub fn find(records: &Records) -> Found {
    let (candidates, all) = block::candidates(records);
    let patterns: Vec<Pattern> = candidates.iter().map(|(a, b)| records.compare(*a, *b)).collect();
    let model = learn::learn(records, &patterns, all);
    let mut pairs: Vec<Pair> = candidates
        .iter()
        .zip(&patterns)
        .filter(|(_, pattern)| model.plain_bits(**pattern) > -20.0)
        .map(|((a, b), pattern)| {
            let bits = model.bits(records, *a, *pattern);
            Pair { a: *a, b: *b, bits, probability: probability(bits) }
        })
        .filter(|pair| pair.probability > 0.01)
        .collect();
    pairs.sort_by(|a, b| b.bits.total_cmp(&a.bits).then((a.a, a.b).cmp(&(b.a, b.b))));
    let threshold = threshold(&pairs);
    let same = same(records, &model, &pairs, threshold);
    Found { candidates: candidates.len(), pairs, same, threshold, prior: model.prior, model }
}

/// Where precision and recall, both as the model expects them, are best together.
fn threshold(pairs: &[Pair]) -> f64 {
    let all: f64 = pairs.iter().map(|pair| pair.probability).sum();
    let (mut sum, mut taken, mut best) = (0.0, 0.0, (0.0, 0.0));
    for pair in pairs {
        sum += pair.probability;
        taken += 1.0;
        let f = 2.0 * sum / (taken + all);
        if f > best.0 {
            best = (f, pair.bits);
        }
    }
    best.1.max(0.0)
}

fn same(records: &Records, model: &Model, pairs: &[Pair], threshold: f64) -> Vec<(u32, u32)> {
    let mut links: Vec<(u32, u32, f64)> = pairs
        .iter()
        .filter(|pair| pair.bits >= threshold)
        .map(|pair| (pair.a, pair.b, pair.bits))
        .collect();
    if records.split.is_some() {
        return across(&links);
    }
    let bits = |a: u32, b: u32| model.bits(records, a, records.compare(a, b));
    let groups = cluster::groups(records.count, &mut links, bits, 0.0);
    let mut members: Vec<(u32, u32)> = groups.into_iter().zip(0..).collect();
    members.sort_unstable();
    let mut same = Vec::new();
    for group in members.chunk_by(|a, b| a.0 == b.0) {
        for (at, (_, a)) in group.iter().enumerate() {
            same.extend(group.iter().skip(at + 1).map(|(_, b)| (*a, *b)));
        }
    }
    same.sort_unstable();
    same
}

/// From so many bits on a link is beyond doubt.
const BEYOND_DOUBT: f64 = 12.0;
/// When of the records of one file that are linked beyond doubt this share is linked once, each has one partner.
const ONCE: f64 = 0.97;

/// Links between two files. Where records of a file have one partner each, only the best link of each stays.
fn across(links: &[(u32, u32, f64)]) -> Vec<(u32, u32)> {
    let sure = || links.iter().filter(|link| link.2 >= BEYOND_DOUBT);
    let left = single(sure().map(|link| link.0).collect());
    let right = single(sure().map(|link| link.1).collect());
    let (mut taken_left, mut taken_right) = (BTreeSet::new(), BTreeSet::new());
    let mut same: Vec<(u32, u32)> = links
        .iter()
        .map(|(a, b, _)| (*a, *b))
        .filter(|(a, b)| {
            let free = !(left && taken_left.contains(a) || right && taken_right.contains(b));
            free && {
                taken_left.insert(*a);
                taken_right.insert(*b);
                true
            }
        })
        .collect();
    same.sort_unstable();
    same
}

fn single(mut linked: Vec<u32>) -> bool {
    linked.sort_unstable();
    let records = linked.chunk_by(|a, b| a == b);
    let (once, all) =
        records.fold((0, 0), |(once, all), of| (once + usize::from(of.len() == 1), all + 1));
    all > 0 && crate::num::float(once) >= ONCE * crate::num::float(all)
}
