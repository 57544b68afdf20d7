//! How long a step takes, where many have not taken it yet.
//!
//! The cumulative incidence of Aalen and Johansen (1978): who still waits counts as long as they were watched, who was
//! lost can no longer go on. Told are times of those that go on: when half and nine tenths of them have.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Fewer than this say too little for a time.
const ENOUGH: i64 = 5;
/// Sums of shares may differ by this much from what they stand for.
const CLOSE: f64 = 1e-12;

/// What became of it as far as it was watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It took the step.
    Went,
    /// It will not any more.
    Left,
    /// Not yet.
    Waits,
}

/// Some that were watched for so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Days until their fate, or until now.
    pub days: i64,
    /// Their fate.
    pub fate: Fate,
    /// How many.
    pub count: i64,
}

/// How long a step takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// "Lead to opportunity".
    pub name: String,
    /// How many took it.
    pub went: i64,
    /// How many have not yet.
    pub waiting: i64,
    /// How many will not.
    pub left: i64,
    /// Days by which half of those that go on have; `None` with too few to say.
    pub median: Option<i64>,
    /// Days by which nine of ten have.
    pub p90: Option<i64>,
}

/// The times of a step.
#[must_use]
pub fn wait(name: &str, watches: &[Watch]) -> Wait {
    let mut told = Wait { name: name.to_owned(), ..Wait::default() };
    // By day: how many went, and how many were seen no longer or left.
    let mut days: BTreeMap<i64, (i64, i64, i64)> = BTreeMap::new();
    for watch in watches.iter().filter(|watch| watch.count > 0) {
        let day = days.entry(watch.days.max(0)).or_default();
        match watch.fate {
            Fate::Went => (told.went, day.0) = (told.went + watch.count, day.0 + watch.count),
            Fate::Left => (told.left, day.1) = (told.left + watch.count, day.1 + watch.count),
            Fate::Waits => {
                (told.waiting, day.2) = (told.waiting + watch.count, day.2 + watch.count);
            }
        }
    }
    if told.went < ENOUGH {
        return told;
    }
    let incidence = incidence(&days, told.went + told.left + told.waiting);
    let all = incidence.last().map_or(0.0, |(_, share)| *share);
    let by = |part: f64| {
        let reached = incidence.iter().find(|(_, share)| *share + CLOSE >= part * all);
        reached.map(|(day, _)| *day)
    };
    (told.median, told.p90) = (by(0.5), by(0.9));
    told
}

/// The share that has gone by each day on which somebody went.
fn incidence(days: &BTreeMap<i64, (i64, i64, i64)>, all: i64) -> Vec<(i64, f64)> {
    let (mut at_risk, mut undecided, mut gone) = (all, 1.0, 0.0);
    let mut incidence = Vec::new();
    for (day, (went, left, unseen)) in days {
        let risk = float(at_risk);
        if *went > 0 {
            gone += undecided * float(*went) / risk;
            incidence.push((*day, gone));
        }
        undecided *= 1.0 - float(went + left) / risk;
        at_risk -= went + left + unseen;
    }
    incidence
}

#[expect(clippy::cast_precision_loss, reason = "counts of leads are far below 2^53")]
fn float(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(days: i64, fate: Fate, count: i64) -> Watch {
        Watch { days, fate, count }
    }

    #[test]
    fn who_waits_makes_it_longer() {
        let went = (1..=10).map(|day| watch(day, Fate::Went, 1)).collect::<Vec<_>>();
        let plain = wait("a", &went);
        assert_eq!((plain.median, plain.p90), (Some(5), Some(9)));
        // Thirty came lately and were watched for five days: the late half stands for more of them.
        let with = [went, vec![watch(5, Fate::Waits, 30)]].concat();
        assert!(wait("a", &with).median > plain.median);
    }

    #[test]
    fn a_handful_says_nothing() {
        assert_eq!(wait("a", &[watch(3, Fate::Went, 4), watch(9, Fate::Left, 90)]).median, None);
        assert_eq!(wait("a", &[]), Wait { name: "a".to_owned(), ..Wait::default() });
    }
}
