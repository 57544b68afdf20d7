//! Expectation and maximisation over the levels of candidate pairs.
//!
//! m comes from the candidates, each counted by how likely it is a pair of one thing: pairs of one thing that are no
//! candidates are taken to be few. u comes from pairs drawn at random, each counted by how likely it is not; how often two
//! records have exactly the same value is counted over all pairs. Fields depend on each other, so u is also learned from
//! pairs that have something in common already.

use super::compare::{LEVELS, MISSING};
use super::model::{Model, Weights, expected, most_different, probability};
use super::{Pattern, Records, draw};

/// Rounds at most; it ends when no level moves by more than [`STILL`].
const ROUNDS: usize = 60;
const STILL: f64 = 1e-4;
/// How many pairs the expectation about m counts for: few duplicates do not turn it over.
const HELD: f64 = 4.0;
/// What a level that was never seen counts for.
const UNSEEN: f64 = 0.5;
/// How many pairs what holds for all counts for among those that agree in something.
const FEW: f64 = 20.0;

/// Pairs of the same levels, and how many.
type Counts = Vec<(Pattern, f64)>;

/// What is learned from.
struct Seen<'a> {
    records: &'a Records,
    candidates: Counts,
    drawn: Counts,
    /// Pairs that agree in a set of columns.
    equals: Vec<(u64, Counts)>,
    exact: Vec<Exact>,
    pairs: f64,
}

/// Learns from pairs; `all` says that the candidates are every pair there is.
pub(super) fn learn(records: &Records, patterns: &[Pattern], all: bool) -> Model {
    let candidates = counted(patterns.to_vec());
    let agreeing = |set: u64| -> Counts {
        if all {
            candidates
                .iter()
                .copied()
                .filter(|(pattern, _)| pattern.agreed() & set == set)
                .collect()
        } else {
            counted(draw::equals(records, set))
        }
    };
    let seen = Seen {
        records,
        drawn: if all { candidates.clone() } else { counted(draw::from_all(records)) },
        equals: draw::sets(records).into_iter().map(|set| (set, agreeing(set))).collect(),
        exact: (0..records.columns.len()).map(|place| Exact::of(records, place)).collect(),
        pairs: records.all_pairs().max(1.0),
        candidates,
    };
    let mut model = begin(&seen);
    for _ in 0..ROUNDS {
        let next = step(&model, &seen);
        let moved = moved(&model, &next);
        model = next;
        if moved < STILL {
            break;
        }
    }
    model
}

fn counted(mut patterns: Vec<Pattern>) -> Counts {
    patterns.sort_unstable();
    patterns
        .chunk_by(|a, b| a == b)
        .filter_map(|same| Some((*same.first()?, crate::num::float(same.len()))))
        .collect()
}

/// Over all pairs: how many have a value on both sides, and how many the same.
struct Exact {
    both: f64,
    same: f64,
}

impl Exact {
    fn of(records: &Records, place: usize) -> Self {
        let Some(column) = records.columns.get(place) else { return Self { both: 1.0, same: 0.0 } };
        let split = records.split.unwrap_or(0);
        let mut sides = vec![(0.0, 0.0); column.values.len()];
        for (record, id) in (0_u32..).zip(&column.ids) {
            if let Some(side) = super::at_mut(&mut sides, *id) {
                if record < split { side.0 += 1.0 } else { side.1 += 1.0 }
            }
        }
        let (left, right) =
            sides.iter().fold((0.0, 0.0), |sum, side| (sum.0 + side.0, sum.1 + side.1));
        match records.split {
            Some(_) => {
                Self { both: left * right, same: sides.iter().map(|side| side.0 * side.1).sum() }
            }
            None => Self {
                both: right * (right - 1.0) / 2.0,
                same: sides.iter().map(|side| side.1 * (side.1 - 1.0) / 2.0).sum(),
            },
        }
    }
}

fn begin(seen: &Seen) -> Model {
    let fields = seen.records.columns.iter().enumerate().map(|(place, column)| Weights {
        same: expected(column.kind),
        other: others(levels(&seen.drawn, place), seen.exact.get(place), 0.0),
        given: Vec::new(),
    });
    let prior = 0.1 * f64::from(seen.records.count) / seen.pairs;
    Model { fields: fields.collect(), prior: prior.clamp(1e-9, 0.3) }
}

fn levels(counts: &Counts, place: usize) -> impl Iterator<Item = (u8, f64)> {
    counts.iter().map(move |(pattern, count)| (pattern.level(place), *count))
}

/// u: what was drawn, except that exactly the same is known better; `matched` of them are of one thing.
fn others(
    levels: impl Iterator<Item = (u8, f64)>,
    exact: Option<&Exact>,
    matched: f64,
) -> [f64; LEVELS] {
    let mut seen = [UNSEEN; LEVELS];
    add(&mut seen, levels);
    let near: f64 = seen.iter().skip(1).sum();
    let exact = exact
        .map_or(0.0, |exact| ((exact.same - matched).max(0.0) + UNSEEN) / (exact.both + 1.0))
        .clamp(1e-9, 0.99);
    let mut shares = seen.map(|count| count / near * (1.0 - exact));
    if let Some(first) = shares.first_mut() {
        *first = exact;
    }
    shares
}

fn step(model: &Model, seen: &Seen) -> Model {
    let weighed = |counts: &Counts, share: fn(f64) -> f64| -> Counts {
        let weigh = |(pattern, count): &(Pattern, f64)| {
            (*pattern, count * share(probability(model.plain_bits(*pattern))))
        };
        counts.iter().map(weigh).collect()
    };
    let judged = weighed(&seen.candidates, |same| same);
    let apart = weighed(&seen.drawn, |same| 1.0 - same);
    // A likely pair that agrees in one field shall not explain away that it agrees in the others.
    let doubtful = |same: f64| if same < 0.5 { 1.0 - same } else { 0.0 };
    let equals: Vec<(u64, Counts)> =
        seen.equals.iter().map(|(set, counts)| (*set, weighed(counts, doubtful))).collect();
    let matches: f64 = judged.iter().map(|(_, weight)| weight).sum();
    let fields = seen.records.columns.iter().enumerate().map(|(place, column)| {
        let mut same = expected(column.kind).map(|share| share * HELD);
        add(&mut same, levels(&judged, place));
        let same = bounded(same, most_different(column.kind));
        let exact =
            levels(&judged, place).filter(|(level, _)| *level == 0).map(|(_, weight)| weight).sum();
        let other = others(levels(&apart, place), seen.exact.get(place), exact);
        let given = equals.iter().filter(|(set, _)| set >> place == 0);
        let given =
            given.map(|(set, counts)| (*set, among(levels(counts, place), &other))).collect();
        falling(Weights { same, other, given })
    });
    Model {
        fields: fields.collect(),
        prior: ((matches + 0.5) / (seen.pairs + 1.0)).clamp(1e-9, 0.5),
    }
}

/// The counts as shares, of which "different" is no more than this.
fn bounded(counts: [f64; LEVELS], most: f64) -> [f64; LEVELS] {
    let total: f64 = counts.iter().sum();
    let [.., different] = counts;
    let share = (different / total).min(most);
    let mut shares =
        counts.map(|count| count / (total - different).max(f64::MIN_POSITIVE) * (1.0 - share));
    if let Some(last) = shares.last_mut() {
        *last = share;
    }
    shares
}

fn add(sums: &mut [f64; LEVELS], levels: impl Iterator<Item = (u8, f64)>) {
    for (level, count) in levels.filter(|(level, _)| *level != MISSING) {
        if let Some(sum) = sums.get_mut(usize::from(level)) {
            *sum += count;
        }
    }
}

/// u among pairs that agree elsewhere: where few of them were seen, what holds for all.
fn among(levels: impl Iterator<Item = (u8, f64)>, all: &[f64; LEVELS]) -> [f64; LEVELS] {
    let mut sums = all.map(|share| share * FEW);
    add(&mut sums, levels);
    let total: f64 = sums.iter().sum();
    sums.map(|sum| sum / total)
}

/// A nearer level never speaks less for one thing than a farther one: neighbours that do are taken together.
fn falling(weights: Weights) -> Weights {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (same, other) in weights.same.iter().zip(&weights.other) {
        pools.push((*same, *other, 1));
        while let [.., above, below] = pools.as_slice()
            && above.0 * below.1 < below.0 * above.1
        {
            let joined = (above.0 + below.0, above.1 + below.1, above.2 + below.2);
            pools.truncate(pools.len() - 2);
            pools.push(joined);
        }
    }
    let spread = |pick: fn(&(f64, f64, usize)) -> f64| {
        let each = pools.iter().flat_map(|pool| std::iter::repeat_n(pick(pool), pool.2));
        let mut filled = [0.0; LEVELS];
        filled.iter_mut().zip(each).for_each(|(to, from)| *to = from);
        filled
    };
    // Within a pool the ratio is what counts; the counts stay those of the pool.
    Weights { same: spread(|pool| pool.0), other: spread(|pool| pool.1), given: weights.given }
}

fn moved(before: &Model, after: &Model) -> f64 {
    let levels =
        |model: &Model| -> Vec<f64> { model.fields.iter().flat_map(|field| field.same).collect() };
    let prior = libm::fabs(libm::log2(after.prior / before.prior));
    levels(before)
        .iter()
        .zip(levels(after))
        .map(|(a, b)| libm::fabs(a - b))
        .fold(prior * 0.1, f64::max)
}
