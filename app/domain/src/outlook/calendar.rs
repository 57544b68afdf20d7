//! Periods, one after the other.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::hazard::date;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// So many days.
    Days(i64),
    /// A month: from the first, or from any day to the day before the same of the next month.
    Month,
    /// Three of them.
    Quarter,
}

/// Days from `from` to before `until`, counted from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first day; it is forecast on its morning.
    pub from: i64,
    /// The day after the last.
    pub until: i64,
}

impl Window {
    /// How many days.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.until - self.from
    }
}

/// The windows that begin on or after `first` and end by `last` (exclusive). With `every`, one begins every so many
/// days; else months and quarters are those of the calendar, and days follow each other.
#[must_use]
pub fn windows(step: Step, every: Option<i64>, first: i64, last: i64) -> Vec<Window> {
    let mut found = Vec::new();
    let mut from = if every.is_some() { first } else { begins(step, first) };
    while let Some(until) = end(step, from).filter(|until| *until <= last) {
        found.push(Window { from, until });
        from = every.map_or(until, |every| from + every.max(1));
    }
    found
}

/// The windows of the same length that end on the morning of `day`, going back to `since`, the oldest first.
pub(super) fn before(step: Window, day: i64, since: i64) -> Vec<Window> {
    let calendar = [1, 3].into_iter().find(|months| moved(step.from, *months) == Some(step.until));
    let mut found = Vec::new();
    for back in 1..=120_u32 {
        let from = match calendar {
            Some(months) => date(day)
                .and_then(|date| date.checked_sub_months(Months::new(months * back)))
                .map(number),
            None => Some(day - step.days() * i64::from(back)),
        };
        let until = found.last().map_or(day, |window: &Window| window.from);
        match from.filter(|from| *from >= since && *from < until) {
            Some(from) => found.push(Window { from, until }),
            None => break,
        }
    }
    found.reverse();
    found
}

pub(super) fn number(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

fn moved(day: i64, months: u32) -> Option<i64> {
    date(day)?.checked_add_months(Months::new(months)).map(number)
}

fn end(step: Step, from: i64) -> Option<i64> {
    match step {
        Step::Days(days) => Some(from + days.max(1)),
        Step::Month => moved(from, 1),
        Step::Quarter => moved(from, 3),
    }
}

/// The first day of the calendar's period on or after a day.
fn begins(step: Step, day: i64) -> i64 {
    let months = match step {
        Step::Days(_) => return day,
        Step::Month => 1,
        Step::Quarter => 3,
    };
    let Some(date) = date(day) else { return day };
    let over = date.month0() % months;
    let first = date.with_day(1).and_then(|date| date.checked_sub_months(Months::new(over)));
    match first {
        Some(first) if first < date => moved(number(first), months).unwrap_or(day),
        _ => day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i64 {
        number(text.parse().unwrap())
    }

    #[test]
    fn periods_follow_the_calendar_or_roll() {
        let (first, last) = (day("2026-01-15"), day("2026-10-02"));
        let months = windows(Step::Month, None, first, last);
        assert_eq!((months.len(), months[0].from), (8, day("2026-02-01")));
        let quarters = windows(Step::Quarter, None, first, last);
        assert_eq!(quarters[0], Window { from: day("2026-04-01"), until: day("2026-07-01") });
        let rolling = windows(Step::Days(28), Some(7), first, day("2026-03-01"));
        assert_eq!((rolling.len(), rolling[1].from), (3, first + 7));
    }

    #[test]
    fn earlier_periods_of_the_same_length_join_on_to_the_day() {
        let window = Window { from: day("2026-05-01"), until: day("2026-06-01") };
        let found = before(window, window.from, day("2026-01-20"));
        assert_eq!(found.first().unwrap().from, day("2026-02-01"));
        assert_eq!((found.len(), found.last().unwrap().until), (3, window.from));
    }
}
