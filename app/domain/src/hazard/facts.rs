//! What is known of an open deal on a day, as levels.

use chrono::{Datelike, Days, NaiveDate};

use super::Case;

/// Time since the last event, in days: the first day of each level.
const WAITS: [i64; 8] = [1, 3, 7, 14, 21, 35, 60, 120];
/// Days left to the day a deal should close, or past it: the first of each level; below is long overdue.
const DUES: [i64; 8] = [-30, -7, 1, 8, 15, 31, 61, 91];
/// How many events there were.
const COUNTS: [usize; 6] = [1, 2, 4, 8, 15, 30];
/// The most levels of age.
const AGES: usize = 24;

/// How the facts are cut into levels: learned from the history, fixed for a model.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Facts {
    /// The first day of every level of age but the first.
    ages: Vec<i64>,
    stages: usize,
    owners: usize,
    products: usize,
    bands: usize,
    /// Levels of each further fact.
    others: Vec<usize>,
    /// Whether the days deals should close were kept.
    has_dues: bool,
}

impl Facts {
    /// Levels of age where deals close and where they live, so that each holds about as many; and as many levels of
    /// everything else as the cases have.
    pub(super) fn of(cases: &[Case], today: i64) -> Self {
        let seen = || cases.iter().filter(move |case| case.created < today);
        let closed = seen().filter_map(|case| {
            case.closed.filter(|(day, _)| *day < today).map(|(day, _)| day - case.created)
        });
        let mut closing: Vec<i64> = closed.collect();
        let mut living: Vec<i64> = seen().map(|case| case.last_day(today) - case.created).collect();
        let mut ages = cuts(&mut closing, AGES * 2 / 3);
        ages.extend(cuts(&mut living, AGES / 3));
        // What was the oldest to close is an edge of its own: beyond it nothing is known to happen.
        ages.extend(closing.last().map(|oldest| oldest + 1));
        ages.sort_unstable();
        ages.dedup();
        let most = |of: &dyn Fn(&Case) -> usize| cases.iter().map(of).max().unwrap_or(0) + 1;
        Self {
            ages,
            stages: most(&|case| case.events.iter().map(|event| event.1 + 1).max().unwrap_or(0)),
            owners: most(&|case| case.owner),
            products: most(&|case| case.product),
            bands: most(&|case| case.band),
            others: (0..cases.iter().map(|case| case.others.len()).max().unwrap_or(0))
                .map(|place| most(&|case| case.others.get(place).copied().unwrap_or(0)))
                .collect(),
            has_dues: cases.iter().any(|case| case.told.iter().any(|told| told.due.is_some())),
        }
    }

    /// How many levels each fact has, and how strongly it is drawn to no effect: the rarer and the more numerous, the
    /// stronger.
    pub(super) fn shape(&self) -> Vec<(usize, f64)> {
        let waits = WAITS.len() + 1;
        let mut shape = vec![
            (self.ages.len() + 1, 1.0),
            (3, 2.0),
            (3 * (self.ages.len() + 1), 1.0),
            (self.stages, 1.0),
            (self.stages * waits, 3.0),
            (COUNTS.len() + 1, 3.0),
            (self.bands, 5.0),
            (self.owners, 15.0),
            (self.products, 5.0),
        ];
        shape.extend(self.others.iter().map(|levels| (*levels, 10.0)));
        shape.extend(self.has_dues.then_some((DUES.len() + 2, 1.0)));
        shape
    }

    /// Whether the days deals should close were kept.
    pub(super) const fn has_dues(&self) -> bool {
        self.has_dues
    }

    /// How many levels each fact of a window has, and how strongly it is drawn to no effect.
    pub(super) fn shape_of_window(&self) -> Vec<(usize, f64)> {
        vec![(self.stages, 2.0), (4, 2.0), (WAITS.len() + 1, 4.0)]
    }

    /// What tells how a window of so many days differs from its weeks: the stage on its morning, whether the deal
    /// should close before it, in it or after it, and how long nothing happened.
    pub(super) fn of_window(case: &Case, day: i64, days: i64) -> Vec<usize> {
        let last = case.events.iter().rev().find(|event| event.0 < day);
        let stage = last.map_or(0, |event| event.1 + 1);
        let due = case
            .told_on(day)
            .and_then(|told| told.due)
            .map_or(0, |due| 1 + usize::from(due >= day) + usize::from(due >= day + days));
        let waited = day - last.map_or(case.created, |event| event.0);
        vec![stage, due, WAITS.iter().filter(|from| waited >= **from).count()]
    }

    /// The levels of a case on the morning of `day`, as it stood on the morning of `today`: what came in between is
    /// not known yet.
    pub(super) fn levels(&self, case: &Case, today: i64, day: i64) -> Vec<usize> {
        let known = case.events.partition_point(|event| event.0 < today);
        let last = known.checked_sub(1).and_then(|place| case.events.get(place));
        let stage = last.map_or(0, |event| event.1 + 1);
        let waited = day - last.map_or(case.created, |event| event.0);
        let wait = WAITS.iter().filter(|from| waited >= **from).count();
        let age = self.ages.iter().filter(|from| day - case.created >= **from).count();
        let count = COUNTS.iter().filter(|from| known >= **from).count();
        let mut levels = vec![
            age,
            month_of_quarter(day),
            age * 3 + month_of_quarter(day),
            stage,
            stage * (WAITS.len() + 1) + wait,
            count,
            case.band,
            case.owner,
            case.product,
        ];
        levels.extend(&case.others);
        levels.extend(self.has_dues.then(|| {
            let due = case.told_on(today).and_then(|told| told.due);
            due.map_or(0, |due| 1 + DUES.iter().filter(|from| due - day >= **from).count())
        }));
        levels
    }
}

/// 0, 1 or 2: which month of its quarter a day (counted from 1970) lies in.
pub(crate) fn month_of_quarter(day: i64) -> usize {
    date(day).map_or(0, |date| usize::try_from(date.month0() % 3).unwrap_or(0))
}

/// The date of a day counted from 1970.
pub(crate) fn date(day: i64) -> Option<NaiveDate> {
    let start = NaiveDate::default();
    let away = Days::new(day.unsigned_abs());
    if day >= 0 { start.checked_add_days(away) } else { start.checked_sub_days(away) }
}

/// Values that cut a list into about `parts` equal parts.
fn cuts(values: &mut [i64], parts: usize) -> Vec<i64> {
    values.sort_unstable();
    let all = values.len();
    (1..parts)
        .filter_map(|part| values.get(all * part / parts).copied())
        .filter(|cut| *cut > 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::Told;

    #[test]
    fn only_what_was_known_counts() {
        let case = Case { events: vec![(5, 1), (20, 2)], ..Case::default() };
        let facts = Facts::of(std::slice::from_ref(&case), 30);
        let before = facts.levels(&case, 10, 10);
        let after = facts.levels(&case, 25, 25);
        assert_eq!((before[3], after[3]), (2, 3));
        // Looking ahead from the tenth day, the stage is still that of then.
        assert_eq!(facts.levels(&case, 10, 25)[3], 2);
    }

    #[test]
    fn the_day_a_deal_should_close_counts_as_it_was_known() {
        let told = |since, due| Told { since, amount: 1.0, due: Some(due) };
        let case = Case { told: vec![told(0, 20), told(12, 80)], ..Case::default() };
        let facts = Facts::of(std::slice::from_ref(&case), 30);
        let due = |today, day| *facts.levels(&case, today, day).last().unwrap();
        assert_eq!((due(10, 10), due(10, 25)), (5, 3));
        assert!(due(14, 14) > due(10, 10));
    }

    #[test]
    fn months_of_a_quarter_are_counted_from_0() {
        let day = |month: u32| {
            NaiveDate::from_ymd_opt(2026, month, 9)
                .unwrap()
                .signed_duration_since(NaiveDate::default())
                .num_days()
        };
        assert_eq!([1, 2, 3, 4, 12].map(|month| month_of_quarter(day(month))), [0, 1, 2, 0, 2]);
    }
}
