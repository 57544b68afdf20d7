//! When open deals are won: the chance within so many days, and ever.
//!
//! A discrete-time hazard model. Past weeks are looked at one by one: of the deals open on a morning, with what was known
//! of them then, which were won and which were lost in the days after. Two logistic regressions on binned age, time in
//! stage, stage, number of events, amount, owner, product and month of the quarter give the chances of both; a deal's
//! future is the product of its weeks to come. What is absent: random effects, and any knowledge from after the day.

mod facts;
mod fit;

use std::collections::BTreeMap;

pub(crate) use facts::{date, month_of_quarter};

use crate::num;
use facts::Facts;
use fit::{Odds, Row};

/// Days in one step.
const STEP: i64 = 7;
/// "Ever" is within this many steps: two years.
const EVER: i64 = 104;
/// No more weeks than this are learned from, the newest first: three years.
const WEEKS: i64 = 156;
/// About how many rows are learned from: with more, every second week is left out, and so on.
const ROWS: i64 = 150_000;
/// Windows are set right on so many mornings, a week apart.
const MORNINGS: i64 = 26;
/// A level is set right on about so many deals of a morning at most.
const SETTLED_ON: usize = 3_000;
/// As how many won deals the model's own expectation counts when it is set right on the newest weeks.
const SETTLED: f64 = 20.0;

/// A deal's story. Days are counted from 1970.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// The day it was made.
    pub created: i64,
    /// The day it ended, and whether it was won.
    pub closed: Option<(i64, bool)>,
    /// What it is worth, where that is known.
    pub amount: Option<f64>,
    /// Its owner, as a number from 0; people of a few deals may share one.
    pub owner: usize,
    /// Its product, as a number from 0.
    pub product: usize,
    /// The band its amount lies in, as far as that was known from the start; 0 where it was not.
    pub band: usize,
    /// Levels of further facts that were known from the start, the same number for every case.
    pub others: Vec<usize>,
    /// Days and stages (or activities) in order, stages as numbers from 0.
    pub events: Vec<(i64, usize)>,
    /// What was said of it while it was open, in order; empty where that was not kept.
    pub told: Vec<Told>,
}

/// What was said of a deal from a day on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Told {
    /// The first evening on which it was said.
    pub since: i64,
    /// What it is worth.
    pub amount: f64,
    /// The day it should close.
    pub due: Option<i64>,
}

impl Case {
    /// What was said of it on the morning of `day`; of a deal whose past was not kept, what was said first.
    #[must_use]
    pub fn told_on(&self, day: i64) -> Option<&Told> {
        let known = self.told.partition_point(|told| told.since < day);
        self.told.get(known.saturating_sub(1))
    }

    /// Whether it was open on the morning of `day`.
    #[must_use]
    pub fn open_on(&self, day: i64) -> bool {
        self.created < day && self.closed.is_none_or(|(closed, _)| closed >= day)
    }

    /// Whether it was won from the morning of `from` to the evening before `until`.
    #[must_use]
    pub fn won_within(&self, from: i64, until: i64) -> bool {
        self.closed.is_some_and(|(day, won)| won && (from..until).contains(&day))
    }

    fn last_day(&self, today: i64) -> i64 {
        self.closed.map_or(today, |(day, _)| day.min(today))
    }
}

/// What is to be expected of an open deal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chances {
    /// P(won within the days asked for).
    pub within: f64,
    /// P(won ever).
    pub ever: f64,
}

/// The learned model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    facts: Facts,
    won: Odds,
    lost: Odds,
    /// Deals won in the weeks learned from.
    pub wins: f64,
    /// What is added to the log odds of a window, see [`Self::settle_for`].
    settled: Odds,
}

impl Model {
    /// Learns from what was known on the morning of `today`. `since` is the day from which endings were kept: weeks
    /// before it show deals that could not end.
    ///
    /// ```
    /// use domain::hazard::{Case, Model};
    ///
    /// // Deals are won after two weeks, or lost after ten.
    /// let history: Vec<Case> = (0..400)
    ///     .map(|day| Case {
    ///         created: day,
    ///         closed: Some(if day % 2 == 0 { (day + 14, true) } else { (day + 70, false) }),
    ///         ..Case::default()
    ///     })
    ///     .collect();
    /// let model = Model::learn(&history, 360, 0);
    /// let chances = |age: i64| model.chances(&Case { created: 360 - age, ..Case::default() }, 360, 28);
    /// assert!(chances(5).within > 0.4 && chances(5).within < 0.6);
    /// assert!(chances(40).ever < 0.05);
    /// ```
    #[must_use]
    pub fn learn(cases: &[Case], today: i64, since: i64) -> Self {
        let facts = Facts::of(cases, today);
        let shape = facts.shape();
        let (mut won, mut lost) = (Odds::new(&shape), Odds::new(&shape));
        let (rows_won, rows_lost) = rows(cases, &facts, today, since);
        let wins = rows_won.iter().map(|row| row.times * row.happened).sum();
        won.fit(&rows_won, 30);
        lost.fit(&rows_lost, 30);
        let mut model =
            Self { facts, won, lost, wins, settled: Odds { start: 0.0, ..Odds::new(&[]) } };
        model.settle(cases, today, since);
        model
    }

    /// The chances of a case that is open on the morning of `today`.
    #[must_use]
    pub fn chances(&self, case: &Case, today: i64, days: i64) -> Chances {
        let (within, won) = self.ahead(case, today, days, EVER);
        let within = self.settled(within, case, today, days);
        Chances { within, ever: won.max(within).clamp(0.0, 1.0) }
    }

    /// P(won within so many days) of a case that is open on the morning of `today`.
    #[must_use]
    pub fn within(&self, case: &Case, today: i64, days: i64) -> f64 {
        let within = self.ahead(case, today, days, (days + STEP - 1) / STEP).0;
        self.settled(within, case, today, days)
    }

    /// A chance within so many days, set right by what came of such deals.
    fn settled(&self, within: f64, case: &Case, today: i64, days: i64) -> f64 {
        if within <= 0.0 || within >= 1.0 {
            return within;
        }
        num::logistic(num::logit(within) + self.settled.of(&Facts::of_window(case, today, days)))
    }

    /// P(won within so many days), and P(won within so many steps).
    fn ahead(&self, case: &Case, today: i64, days: i64, steps: i64) -> (f64, f64) {
        let (mut open, mut won, mut within) = (1.0, 0.0, 0.0);
        for step in 0..steps.min(EVER) {
            let levels = self.facts.levels(case, today, today + step * STEP);
            let winning = num::logistic(self.won.of(&levels));
            let losing = num::logistic(self.lost.of(&levels)).min(1.0 - winning);
            let left = (days - step * STEP).clamp(0, STEP);
            if left > 0 {
                // Of a week that is cut, its part.
                let part = num::days(left) / num::days(STEP);
                within += open * (1.0 - libm::pow(1.0 - winning, part));
            }
            won += open * winning;
            open *= 1.0 - winning - losing;
            if open < 1e-4 && left < STEP {
                break;
            }
        }
        (within.clamp(0.0, 1.0), won)
    }

    /// Sets windows of so many days right on the newest whole ones: a deal's events to come are not known, and that they
    /// are missing must not count as silence. How much is missing depends on where a deal stands and on whether it
    /// should close in the window.
    pub fn settle_for(&mut self, cases: &[Case], today: i64, since: i64, days: i64) {
        if !self.facts.has_dues() {
            return self.settle_level(cases, today, since, days);
        }
        let mut counts: BTreeMap<Vec<usize>, Vec<(f64, f64, f64)>> = BTreeMap::new();
        let mornings = (0..MORNINGS).map(|back| today - days - STEP * back);
        for day in mornings.take_while(|day| *day >= since) {
            let open: Vec<&Case> = cases.iter().filter(|case| case.open_on(day)).collect();
            let every = 1 + open.len() / SETTLED_ON;
            for case in open.into_iter().step_by(every) {
                let within =
                    self.ahead(case, day, days, (days + STEP - 1) / STEP).0.clamp(1e-4, 1.0 - 1e-4);
                let won = f64::from(u8::from(case.won_within(day, day + days)));
                let levels = Facts::of_window(case, day, days);
                counts.entry(levels).or_default().push((
                    num::logit(within),
                    won,
                    num::float(every),
                ));
            }
        }
        let rows: Vec<Row> = counts
            .into_iter()
            .flat_map(|(levels, rows)| {
                rows.into_iter().map(move |(given, happened, times)| Row {
                    levels: levels.clone(),
                    happened,
                    // Mornings a week apart see nearly the same deals.
                    times: times * num::days(STEP) / num::days(days.clamp(STEP, 28)),
                    given,
                })
            })
            .collect();
        let mut settled = Odds { start: 0.0, ..Odds::new(&self.facts.shape_of_window()) };
        settled.fit(&rows, 30);
        self.settled = settled;
    }

    /// Sets only the level of such windows right: where closing days were not kept, deals are too alike for more.
    fn settle_level(&mut self, cases: &[Case], today: i64, since: i64, days: i64) {
        let (mut seen, mut expected) = (SETTLED, SETTLED);
        self.settled = Odds { start: 0.0, ..Odds::new(&[]) };
        let mornings = (0..6).map(|back| today - days - 2 * STEP * back);
        for day in mornings.take_while(|day| *day >= since) {
            let open: Vec<&Case> = cases.iter().filter(|case| case.open_on(day)).collect();
            let every = 1 + open.len() / SETTLED_ON;
            for case in open.into_iter().step_by(every) {
                expected += self.within(case, day, days);
                seen += f64::from(u8::from(case.won_within(day, day + days)));
            }
        }
        self.settled.start = libm::log((seen / expected).clamp(0.3, 3.0));
    }

    /// Sets the level right on the eight newest weeks: what was won in them against what the model expects.
    fn settle(&mut self, cases: &[Case], today: i64, since: i64) {
        let (mut seen, mut expected) = (SETTLED, SETTLED);
        let weeks = (1..=8).map(|back| today - back * STEP).filter(|day| *day >= since);
        for day in weeks {
            for case in cases.iter().filter(|case| case.open_on(day)) {
                expected += num::logistic(self.won.of(&self.facts.levels(case, day, day)));
                seen += f64::from(u8::from(case.won_within(day, day + STEP)));
            }
        }
        self.won.start += libm::log(seen / expected).clamp(-0.7, 0.7);
    }
}

/// A row for each deal and past week in which it was open at the start: won in it, and lost in it. Rows of the same
/// levels are one row.
fn rows(cases: &[Case], facts: &Facts, today: i64, since: i64) -> (Vec<Row>, Vec<Row>) {
    let all: i64 = cases
        .iter()
        .map(|case| (case.last_day(today) - case.created.max(since)).clamp(0, WEEKS * STEP) / STEP)
        .sum();
    let every = 1 + all / ROWS;
    let mut counts: BTreeMap<Vec<usize>, [f64; 3]> = BTreeMap::new();
    let days = (1..=WEEKS).map(|back| today - back * STEP * every);
    for day in days.take_while(|day| *day >= since) {
        for case in cases.iter().filter(|case| case.open_on(day)) {
            let closed = case.closed.filter(|(closed, _)| *closed < day + STEP);
            let count = counts.entry(facts.levels(case, day, day)).or_default();
            let [open, won, lost] = count;
            *match closed {
                None => open,
                Some((_, true)) => won,
                Some((_, false)) => lost,
            } += 1.0;
        }
    }
    let (mut rows_won, mut rows_lost) = (Vec::new(), Vec::new());
    let row = |levels: &[usize], happened: f64, times: f64| Row {
        levels: levels.to_vec(),
        happened,
        times,
        given: 0.0,
    };
    for (levels, [open, won, lost]) in counts {
        for (rows, yes, no) in
            [(&mut rows_won, won, open + lost), (&mut rows_lost, lost, open + won)]
        {
            if yes > 0.0 {
                rows.push(row(&levels, 1.0, yes));
            }
            if no > 0.0 {
                rows.push(row(&levels, 0.0, no));
            }
        }
    }
    (rows_won, rows_lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_any_history_chances_are_small_and_finite() {
        let model = Model::learn(&[], 100, 0);
        let chances = model.chances(&Case { created: 50, ..Case::default() }, 100, 30);
        assert!(
            chances.within.is_finite() && chances.ever <= 1.0 && chances.within <= chances.ever
        );
    }

    #[test]
    fn more_days_never_mean_a_smaller_chance() {
        let history: Vec<Case> = (0..300)
            .map(|n| Case {
                created: n,
                closed: Some((n + 10 + n % 50, n % 3 == 0)),
                owner: 1,
                ..Case::default()
            })
            .collect();
        let model = Model::learn(&history, 300, 0);
        let case = Case { created: 280, owner: 7, ..Case::default() };
        let chances: Vec<f64> =
            (0..120).map(|days| model.chances(&case, 300, days).within).collect();
        assert!(chances.windows(2).all(|pair| pair[1] >= pair[0] - 1e-12));
    }
}
