//! When somebody answers a call: what became of earlier ones, by hour and by day, on the clock of who was called.
//!
//! Few people were called often enough to say it from their own calls alone. So each rate is a Beta-Binomial mean that
//! starts from a wider circle: all calls, then calls to people like them, then their own. A wider circle weighs as
//! much as a few calls of the narrower one, and gives way as those come in.

use chrono::{Datelike as _, NaiveDateTime, Timelike as _, Weekday};
use serde::{Deserialize, Serialize};

use crate::ratio::Ratio;
use crate::text_enum::text_enum;

/// The hours that are told apart: two by two from 8 to 20. Calls outside of them count for the day alone.
pub const SLOTS: usize = 6;
/// The first hour of the first slot.
const FIRST_HOUR: u32 = 8;
/// Monday to Friday.
const DAYS: usize = 5;
const DAY_NAMES: [Weekday; DAYS] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
/// Fewer calls than this in all say nothing about hours.
const ENOUGH: u32 = 20;
/// An hour or a day stands out when its rate is above the mean by this much at least, and by so many standard errors of
/// all calls made then: the best of six is above the mean by chance alone.
const STANDS_OUT: f64 = 0.03;
const ERRORS: f64 = 1.64;
/// What a wider circle weighs, in calls: all against people like them, and those against their own calls.
const WEIGHT_OF_ALL: f64 = 10.0;
const WEIGHT_OF_LIKE: f64 = 4.0;
/// The installation's mean against one slot of all calls.
const WEIGHT_OF_MEAN: f64 = 20.0;

/// Calls, and how many of them were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many were made.
    pub made: u32,
    /// How many were answered.
    pub answered: u32,
}

impl Tally {
    const fn add(&mut self, answered: bool) {
        self.made = self.made.saturating_add(1);
        self.answered = self.answered.saturating_add(answered as u32);
    }

    /// The mean of a Beta distribution that knew `before` with the weight of so many calls.
    fn rate(self, before: f64, weight: f64) -> f64 {
        (f64::from(self.answered) + weight * before) / (f64::from(self.made) + weight)
    }
}

/// The calls of one circle of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    hours: [Tally; SLOTS],
    days: [Tally; DAYS],
    all: Tally,
}

impl Calls {
    /// Counts a call made at `local`, on the clock of who was called.
    pub fn add(&mut self, local: NaiveDateTime, answered: bool) {
        self.all.add(answered);
        if let Some(tally) = slot_of(local).and_then(|slot| self.hours.get_mut(slot)) {
            tally.add(answered);
        }
        if let Some(tally) = day_of(local).and_then(|day| self.days.get_mut(day)) {
            tally.add(answered);
        }
    }
}

fn slot_of(local: NaiveDateTime) -> Option<usize> {
    let slot = local.hour().checked_sub(FIRST_HOUR)? / 2;
    usize::try_from(slot).ok().filter(|slot| *slot < SLOTS)
}

fn day_of(local: NaiveDateTime) -> Option<usize> {
    usize::try_from(local.weekday().num_days_from_monday()).ok().filter(|day| *day < DAYS)
}

text_enum! {
    /// Whose calls speak for a best time.
    Circle {
        /// Their own.
        Own = "own", "They answered";
        /// People in the same line of business.
        Like = "like", "People in their industry answered";
        /// Everybody.
        All = "all", "People answered";
    }
}

/// A time that stands out, and the calls that say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Peak {
    /// Whose calls they are: the narrowest circle with calls at that time.
    circle: Circle,
    /// Those calls.
    calls: Tally,
    /// The place of the slot or day, from 0.
    place: u8,
}

impl Peak {
    /// "7 of 9".
    fn evidence(self) -> String {
        format!("{} of {}", self.calls.answered, self.calls.made)
    }

    /// The first hour of the slot.
    fn from(self) -> u32 {
        FIRST_HOUR + 2 * u32::from(self.place)
    }
}

/// How likely somebody is to answer, by hour and by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    hours: [Ratio; SLOTS],
    days: [Ratio; DAYS],
    best_hour: Option<Peak>,
    best_day: Option<Peak>,
}

impl Rhythm {
    /// From all calls, those to people like them, and their own; `None` where all calls together are fewer than 20.
    ///
    /// ```
    /// use domain::rhythm::{Calls, Rhythm};
    ///
    /// let mut all = Calls::default();
    /// for day in 2..=27 {
    ///     let day = chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    ///     all.add(day.and_hms_opt(9, 0, 0).unwrap(), true);
    ///     all.add(day.and_hms_opt(15, 0, 0).unwrap(), false);
    /// }
    /// let rhythm = Rhythm::new(&all, &Calls::default(), &Calls::default()).unwrap();
    /// assert_eq!(rhythm.best_hour().unwrap(), (8, 10, "People answered 26 of 26 calls".to_owned()));
    /// ```
    #[must_use]
    pub fn new(all: &Calls, like: &Calls, own: &Calls) -> Option<Self> {
        if all.all.made < ENOUGH {
            return None;
        }
        let mean = all.all.rate(0.5, 2.0);
        let rates = |all: &[Tally], like: &[Tally], own: &[Tally]| -> Vec<f64> {
            all.iter()
                .zip(like)
                .zip(own)
                .map(|((all, like), own)| {
                    let like = like.rate(all.rate(mean, WEIGHT_OF_MEAN), WEIGHT_OF_ALL);
                    own.rate(like, WEIGHT_OF_LIKE)
                })
                .collect()
        };
        let hours = rates(&all.hours, &like.hours, &own.hours);
        let days = rates(&all.days, &like.days, &own.days);
        Some(Self {
            best_hour: peak(&hours, [&own.hours, &like.hours, &all.hours]),
            best_day: peak(&days, [&own.days, &like.days, &all.days]),
            hours: ratios(&hours)?,
            days: ratios(&days)?,
        })
    }

    /// How likely an answer is at `local` against the best time, 0.0 to 1.0; outside of the hours that are told apart,
    /// what the least likely of them is.
    #[must_use]
    pub fn favour(&self, local: NaiveDateTime) -> f64 {
        let share = |rates: &[Ratio], place: Option<usize>| {
            let best = rates.iter().map(|rate| rate.to_model()).fold(0.0, f64::max);
            let least = rates.iter().map(|rate| rate.to_model()).fold(1.0, f64::min);
            let here =
                place.and_then(|place| rates.get(place)).map_or(least, |rate| rate.to_model());
            if best > 0.0 { here / best } else { 1.0 }
        };
        share(&self.hours, slot_of(local)) * share(&self.days, day_of(local))
    }

    /// The hours that stand out, from and until on their clock, with the calls that say so; `None` where none does.
    #[must_use]
    pub fn best_hour(&self) -> Option<(u32, u32, String)> {
        let peak = self.best_hour?;
        let from = peak.from();
        Some((from, from + 2, format!("{} {} calls", peak.circle.label(), peak.evidence())))
    }

    /// In a few words: "Tue (7 of 9), 10\u{2013}12 (5 of 6)"; `None` where no time stands out.
    #[must_use]
    pub fn summary(&self) -> Option<String> {
        let day = self.best_day.and_then(|peak| {
            let day = DAY_NAMES.get(usize::from(peak.place))?;
            Some(format!("{day} ({})", peak.evidence()))
        });
        let hours = self.best_hour.map(|peak| {
            let from = peak.from();
            format!("{from}\u{2013}{} ({})", from + 2, peak.evidence())
        });
        let parts: Vec<String> = day.into_iter().chain(hours).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

fn ratios<const N: usize>(rates: &[f64]) -> Option<[Ratio; N]> {
    let rates: Vec<Ratio> = rates.iter().map(|rate| Ratio::from_model(*rate)).collect();
    rates.try_into().ok()
}

/// The likeliest place, the first of equals, with the narrowest circle that was called there; `None` where it does not
/// stand out.
fn peak(rates: &[f64], circles: [&[Tally]; 3]) -> Option<Peak> {
    let count = f64::from(u32::try_from(rates.len()).ok()?);
    let mean = rates.iter().sum::<f64>() / count;
    let (place, rate) =
        rates.iter().enumerate().rev().max_by(|one, other| one.1.total_cmp(other.1))?;
    let calls: u32 = circles.iter().filter_map(|tallies| Some(tallies.get(place)?.made)).sum();
    let error = libm::sqrt(rate * (1.0 - rate) / f64::from(calls.max(1)));
    if rate - mean < (ERRORS * error).max(STANDS_OUT) {
        return None;
    }
    let (circle, calls) = Circle::ALL
        .iter()
        .zip(circles)
        .filter_map(|(circle, tallies)| Some((*circle, *tallies.get(place)?)))
        .find(|(_, calls)| calls.made >= 3)?;
    Some(Peak { circle, calls, place: u8::try_from(place).ok()? })
}
