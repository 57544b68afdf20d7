//! Periods, and a user's clock.

use chrono::{DateTime, Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

/// A time zone as the page needs it: the offsets from UTC and since when each holds.
///
/// The server makes it from the zone database; the page then shows any time right, also across a change of clocks,
/// without carrying that database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// The IANA name, such as `Europe/Madrid`.
    pub name: String,
    /// Since when, and minutes east of UTC; in order of time.
    pub offsets: Vec<(DateTime<Utc>, i32)>,
}

impl Zone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), offsets: Vec::new() }
    }

    /// The clock on this zone's wall at a moment.
    #[must_use]
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let minutes = self
            .offsets
            .iter()
            .rev()
            .find(|(since, _)| *since <= at)
            .or(self.offsets.first())
            .map_or(0, |(_, minutes)| *minutes);
        (at + Duration::minutes(i64::from(minutes))).naive_utc()
    }

    /// The calendar day at a moment.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date()
    }
}

/// Month, quarter or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Span {
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl Span {
    /// Every span, shortest first.
    pub const ALL: &'static [Self] = &[Self::Month, Self::Quarter, Self::Year];

    /// What it is called on a page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Month => "Month",
            Self::Quarter => "Quarter",
            Self::Year => "Year",
        }
    }

    pub(crate) const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

/// A month, quarter or year by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// How long.
    pub span: Span,
    /// First day.
    pub start: NaiveDate,
}

/// Why a text names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no period: write a month as 2026-11, a quarter as 2026-Q4 or a year as 2026")]
pub struct PeriodError(pub String);

impl Period {
    /// The period of this span that `day` lies in.
    #[must_use]
    pub fn containing(span: Span, day: NaiveDate) -> Self {
        let month0 = day.month0() / span.months() * span.months();
        let start = NaiveDate::from_ymd_opt(day.year(), month0 + 1, 1).unwrap_or(day);
        Self { span, start }
    }

    /// The first day after it.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        self.start.checked_add_months(Months::new(self.span.months())).unwrap_or(NaiveDate::MAX)
    }

    /// The last day in it.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.end().checked_sub_days(Days::new(1)).unwrap_or(self.start)
    }

    /// Whether `day` lies in it.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.start <= day && day < self.end()
    }

    /// The same period a year earlier.
    #[must_use]
    pub fn year_before(self) -> Self {
        let start = self.start.checked_sub_months(Months::new(12)).unwrap_or(self.start);
        Self { start, ..self }
    }

    /// The period just before.
    #[must_use]
    pub fn previous(self) -> Self {
        let start = self.start.checked_sub_months(Months::new(self.span.months()));
        Self { start: start.unwrap_or(self.start), ..self }
    }

    /// The period just after.
    #[must_use]
    pub fn next(self) -> Self {
        Self { start: self.end(), ..self }
    }

    /// First days of its months, in order.
    #[must_use]
    pub fn months(self) -> Vec<NaiveDate> {
        (0..self.span.months())
            .filter_map(|month| self.start.checked_add_months(Months::new(month)))
            .collect()
    }

    /// Days from the start of `day` to the end of the period, `day` included; 0 when it is over.
    #[must_use]
    pub fn days_left(self, day: NaiveDate) -> i64 {
        (self.end() - day.max(self.start)).num_days().max(0)
    }

    /// The share of the period's days that have passed at the start of `day`, 0.0 to 1.0.
    #[must_use]
    pub fn elapsed(self, day: NaiveDate) -> f64 {
        let whole = i32::try_from((self.end() - self.start).num_days()).unwrap_or(1).max(1);
        let past = i32::try_from((day - self.start).num_days()).unwrap_or(0).clamp(0, whole);
        f64::from(past) / f64::from(whole)
    }

    /// As it stands in a URL: `2026-11`, `2026-Q4`, `2026`.
    #[must_use]
    pub fn code(self) -> String {
        let year = self.start.year();
        match self.span {
            Span::Month => format!("{year}-{:02}", self.start.month()),
            Span::Quarter => format!("{year}-Q{}", self.start.month0() / 3 + 1),
            Span::Year => year.to_string(),
        }
    }

    /// In words: `November 2026`, `Q4 2026`, `2026`.
    #[must_use]
    pub fn label(self) -> String {
        let year = self.start.year();
        match self.span {
            Span::Month => format!("{} {year}", self.start.format("%B")),
            Span::Quarter => format!("Q{} {year}", self.start.month0() / 3 + 1),
            Span::Year => year.to_string(),
        }
    }
}

impl std::str::FromStr for Period {
    type Err = PeriodError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let wrong = || PeriodError(code.to_owned());
        let (year, rest) = code.split_once('-').map_or((code, None), |(y, r)| (y, Some(r)));
        let year: i32 =
            year.parse().ok().filter(|y| (1900..=2200).contains(y)).ok_or_else(wrong)?;
        let (span, month) = match rest {
            None => (Span::Year, 1),
            Some(rest) => match rest.strip_prefix('Q') {
                Some(quarter) => {
                    let quarter: u32 = quarter.parse().map_err(|_| wrong())?;
                    (Span::Quarter, quarter.checked_sub(1).ok_or_else(wrong)?.saturating_mul(3) + 1)
                }
                None => (Span::Month, rest.parse().map_err(|_| wrong())?),
            },
        };
        let start = NaiveDate::from_ymd_opt(year, month, 1).ok_or_else(wrong)?;
        Ok(Self { span, start })
    }
}

/// The first day of the month `day` lies in.
#[must_use]
pub fn month_of(day: NaiveDate) -> NaiveDate {
    Period::containing(Span::Month, day).start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_names_the_period_it_came_from() {
        for span in Span::ALL {
            let period = Period::containing(*span, day("2026-11-22"));
            assert_eq!(period.code().parse(), Ok(period));
            assert!(period.contains(day("2026-11-22")));
        }
        assert!("2026-13".parse::<Period>().is_err());
        assert!("2026-Q0".parse::<Period>().is_err());
        assert!("soon".parse::<Period>().is_err());
    }

    #[test]
    fn a_quarter_ends_where_the_next_begins() {
        let quarter = Period::containing(Span::Quarter, day("2026-11-22"));
        assert_eq!((quarter.start, quarter.last_day()), (day("2026-10-01"), day("2026-12-31")));
        assert_eq!(quarter.next().start, day("2027-01-01"));
        assert_eq!(quarter.days_left(day("2026-12-31")), 1);
        assert_eq!(quarter.days_left(day("2027-02-01")), 0);
    }

    #[test]
    fn a_zone_changes_its_clocks() {
        let spring: DateTime<Utc> = "2026-03-29T01:00:00Z".parse().unwrap();
        let zone = Zone {
            name: "Europe/Madrid".to_owned(),
            offsets: vec![(spring - Duration::days(200), 60), (spring, 120)],
        };
        assert_eq!(zone.local(spring - Duration::minutes(1)).to_string(), "2026-03-29 01:59:00");
        assert_eq!(zone.local(spring).to_string(), "2026-03-29 03:00:00");
    }
}
