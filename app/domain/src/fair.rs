//! A comparison of people that is fair to who gets the hard deals: wins against the wins to be expected of deals like
//! theirs.
//!
//! What to expect is learned from everybody else: how often deals of the same source and about the same product were
//! won by the others. A person's own record says nothing about how hard their deals were.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{ProductId, UserId};
use crate::money::Cents;
use crate::{format, num};

/// A deal that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Whose it was.
    pub owner: UserId,
    /// Won, or lost.
    pub won: bool,
    /// What it was worth.
    pub amount: Cents,
    /// Days from its creation to its end.
    pub days: i64,
    /// When it ended.
    pub closed_on: NaiveDate,
    /// Where the lead came from.
    pub source: String,
    /// What it was about.
    pub product: Option<ProductId>,
    /// Why it was lost.
    pub reason: Option<String>,
}

/// Wins against expected wins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fair {
    /// Deals won.
    pub won: u32,
    /// Wins to be expected of deals like theirs: the sum of their chances.
    pub expected: f64,
    /// The standard deviation that chance alone gives that sum: the root of the sum of p (1 - p).
    pub spread: f64,
}

/// Eight of ten outcomes lie within this many standard deviations.
const EIGHT_OF_TEN: f64 = 1.282;

impl Fair {
    /// Wins over expected wins: 1.0 is as expected.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        f64::from(self.won) / self.expected
    }

    /// The range of that ratio in which chance alone would leave eight of ten who are exactly as good as this record.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        let reach = EIGHT_OF_TEN * self.spread;
        let won = f64::from(self.won);
        ((won - reach).max(0.0) / self.expected, (won + reach) / self.expected)
    }

    /// How far from expected, in standard deviations: what a fair order goes by.
    #[must_use]
    pub fn z(&self) -> f64 {
        (f64::from(self.won) - self.expected) / self.spread
    }

    /// Whether chance alone explains the difference.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        let z = self.z();
        if z > EIGHT_OF_TEN {
            "More than chance explains"
        } else if z < -EIGHT_OF_TEN {
            "Fewer than chance explains"
        } else {
            "As expected"
        }
    }
}

/// Won and ended deals of one kind.
#[derive(Clone, Copy, Default)]
struct Kind {
    won: f64,
    ended: f64,
}

impl Kind {
    fn add(&mut self, won: bool) {
        self.won += f64::from(u8::from(won));
        self.ended += 1.0;
    }

    /// The mean of a Beta distribution that knew `before` with the weight of twenty deals.
    fn rate(self, before: f64) -> f64 {
        const WEIGHT: f64 = 20.0;
        (self.won + WEIGHT * before) / (self.ended + WEIGHT)
    }
}

fn odds(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

/// Judges `owner`'s deals of `theirs` by what became of everybody else's deals in `history`.
///
/// A deal's chance starts from the others' share of wins, moved on the scale of odds by how its source and its product
/// did against that share. `None` where the others ended fewer than 30 deals, or where chance alone leaves less than one
/// win of play: too little to say.
#[must_use]
pub fn fair<'a>(
    owner: UserId,
    theirs: impl IntoIterator<Item = &'a Ended>,
    history: &[Ended],
) -> Option<Fair> {
    const ENOUGH: f64 = 30.0;
    let mut all = Kind::default();
    let mut sources: BTreeMap<&str, Kind> = BTreeMap::new();
    let mut products: BTreeMap<Option<ProductId>, Kind> = BTreeMap::new();
    for deal in history.iter().filter(|deal| deal.owner != owner) {
        all.add(deal.won);
        sources.entry(&deal.source).or_default().add(deal.won);
        products.entry(deal.product).or_default().add(deal.won);
    }
    if all.ended < ENOUGH {
        return None;
    }
    let base = all.rate(0.5);
    let (mut won, mut expected, mut variance) = (0, 0.0, 0.0);
    for deal in theirs {
        let source = sources.get(deal.source.as_str()).map_or(base, |kind| kind.rate(base));
        let product = products.get(&deal.product).map_or(base, |kind| kind.rate(base));
        let moved = odds(source) + odds(product) - odds(base);
        let chance = 1.0 / (1.0 + libm::exp(-moved));
        won += u32::from(deal.won);
        expected += chance;
        variance += chance * (1.0 - chance);
    }
    (variance >= 1.0).then(|| Fair { won, expected, spread: libm::sqrt(variance) })
}

/// What a manager may talk about with somebody: facts from their deals beside everybody else's, the clearest first.
#[must_use]
pub fn notes(mine: &[&Ended], others: &[&Ended]) -> Vec<String> {
    [slower(mine, others), smaller(mine, others), lost_for(mine, others)]
        .into_iter()
        .flatten()
        .collect()
}

/// Fewer deals than this are no pattern.
const PATTERN: usize = 5;

/// Median days from creation to won; `None` where none was won.
#[must_use]
pub fn cycle_days(deals: &[&Ended]) -> Option<i64> {
    num::median(deals.iter().filter(|deal| deal.won).map(|deal| deal.days).collect())
}

fn slower(mine: &[&Ended], others: &[&Ended]) -> Option<String> {
    let days = |deals: &[&Ended]| -> Vec<i64> {
        deals.iter().filter(|deal| deal.won).map(|deal| deal.days).collect()
    };
    let (mine, others) = (days(mine), days(others));
    if mine.len() < PATTERN || others.len() < PATTERN {
        return None;
    }
    let (count, all) = (mine.len(), others.len());
    let (mine, others) = (num::median(mine)?, num::median(others)?);
    (mine >= others + 7).then(|| {
        format!(
            "Won deals take {}, the others' {} (medians of {count} and {all}).",
            format::days(mine),
            format::days(others)
        )
    })
}

fn smaller(mine: &[&Ended], others: &[&Ended]) -> Option<String> {
    let won = |deals: &[&Ended]| -> (i64, Cents) {
        let won: Vec<Cents> =
            deals.iter().filter(|deal| deal.won).map(|deal| deal.amount).collect();
        (i64::try_from(won.len()).unwrap_or(i64::MAX), Cents::sum(won))
    };
    let ((count, sum), (all, total)) = (won(mine), won(others));
    let least = i64::try_from(PATTERN).unwrap_or(i64::MAX);
    if count < least || all < least {
        return None;
    }
    let (mean, usual) = (Cents(sum.get() / count), Cents(total.get() / all));
    (mean.get() < usual.get() / 10 * 7).then(|| {
        format!(
            "Deals won bring {} on average, the others' {} ({count} and {all} deals).",
            format::money_short(mean),
            format::money_short(usual)
        )
    })
}

fn lost_for(mine: &[&Ended], others: &[&Ended]) -> Option<String> {
    /// By so much of a hundred a reason is named more often than by the others.
    const MORE: usize = 15;
    let lost = |deals: &[&Ended]| -> (usize, BTreeMap<String, usize>) {
        let mut reasons = BTreeMap::new();
        let lost = deals.iter().filter(|deal| !deal.won).filter_map(|deal| deal.reason.clone());
        let mut count = 0;
        for reason in lost {
            count += 1;
            *reasons.entry(reason).or_default() += 1;
        }
        (count, reasons)
    };
    let ((count, reasons), (all, usual)) = (lost(mine), lost(others));
    if count < PATTERN || all < PATTERN {
        return None;
    }
    let share = |part: usize, whole: usize| part * 100 / whole;
    let (reason, times, often) = reasons
        .into_iter()
        .map(|(reason, times)| {
            let often = share(usual.get(&reason).copied().unwrap_or(0), all);
            (reason, times, often)
        })
        .max_by_key(|(_, times, often)| (share(*times, count)).saturating_sub(*often))?;
    (times >= 3 && share(times, count) >= often + MORE).then(|| {
        format!(
            "Loses for \u{201c}{reason}\u{201d} more often: {times} of {count}, the others {often}\u{a0}% of {all}."
        )
    })
}
