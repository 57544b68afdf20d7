//! The health of a funnel: what it brings is leads, times the share with a deal, times the share won, times the size of a
//! deal; each is compared with the same of earlier periods at the same age, so that a young cohort is not called weak.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Reached;
use crate::calendar::{Period, Span};
use crate::format;
use crate::money::Cents;
use crate::ratio::Ratio;

/// The periods before that are looked at.
pub const BEFORE: usize = 4;
/// The most points of a part, and what it has when it is as usual.
const MOST: i64 = 25;
const USUAL: f64 = 20.0;
/// Fewer deals than this say too little, now and before.
const ENOUGH: (i64, i64) = (5, 20);

/// What became of a lead with deals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// When the lead came.
    pub came_on: NaiveDate,
    /// When its first deal began.
    pub deal_on: NaiveDate,
    /// When the first was won.
    pub won_on: Option<NaiveDate>,
    /// When the last ended.
    pub ended_on: Option<NaiveDate>,
    /// Deals still open.
    pub open: i64,
    /// What won ones came to.
    pub won: Cents,
    /// What lost ones came to.
    pub lost: Cents,
    /// What open ones come to.
    pub in_play: Cents,
}

/// A part of the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthPart {
    /// What is looked at.
    pub name: String,
    /// Its value, ready to show.
    pub value: String,
    /// What it usually is by then.
    pub usual: String,
    /// The points it has.
    pub points: i64,
    /// The most it can have.
    pub most: i64,
}

/// The health of a funnel, 0 to 100; 80 is as usual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The points of the parts together.
    pub score: i64,
    /// The parts.
    pub parts: Vec<HealthPart>,
    /// How many periods it is compared with.
    pub periods: usize,
    /// At how many days after their beginning.
    pub age: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Factors {
    leads: f64,
    deals: i64,
    customers: i64,
    worth: f64,
}

/// The score of a period's cohort on a day; `None` with too few deals to compare.
///
/// `months` are the leads that came by month, `courses` those with deals, both of the period and of those before it.
#[must_use]
pub fn health(
    period: Period,
    today: NaiveDate,
    months: &[(NaiveDate, Reached)],
    courses: &[Course],
) -> Option<Health> {
    let age = (today - period.start).num_days().max(0) + 1;
    let at_age = |period: Period| {
        let until = period.start.checked_add_days(Days::new(age.unsigned_abs()))?;
        Some(factors(period, until, months, courses))
    };
    let now = at_age(period)?;
    let before: Vec<Factors> =
        std::iter::successors(Some(period.previous()), |p| Some(p.previous()))
            .take(BEFORE)
            .filter_map(at_age)
            .filter(|factors| factors.deals > 0)
            .collect();
    let sum = |of: fn(&Factors) -> f64| before.iter().map(of).sum::<f64>();
    let deals = before.iter().map(|of| of.deals).sum::<i64>();
    let customers = before.iter().map(|of| of.customers).sum::<i64>();
    let leads = sum(|of| of.leads);
    if now.deals < ENOUGH.0 || deals < ENOUGH.1 || customers == 0 || leads <= 0.0 {
        return None;
    }
    let count = |value: f64| format::count(whole(value).unsigned_abs());
    let share = |value: f64| format::percent(Ratio::from_model(value));
    let money = |value: f64| format::money_short(Cents::from_model(value));
    let part = |name: &str, (value, usual): (f64, f64), show: &dyn Fn(f64) -> String| HealthPart {
        name: name.to_owned(),
        value: show(value),
        usual: show(usual),
        points: points(value, usual),
        most: MOST,
    };
    let periods = before.len();
    let usual_leads = leads / float(i64::try_from(periods).unwrap_or(1));
    let parts = vec![
        part("Leads that came", (now.leads, usual_leads), &count),
        part("Leads with a deal", (now.deals_of_leads(), float(deals) / leads), &share),
        part("Of these, won", (now.won_of_deals(), float(customers) / float(deals)), &share),
        part(
            "Deals' worth, each",
            (now.worth_of_deals(), sum(|of| of.worth) / float(deals)),
            &money,
        ),
    ];
    Some(Health { score: parts.iter().map(|part| part.points).sum(), parts, periods, age })
}

impl Factors {
    fn deals_of_leads(&self) -> f64 {
        if self.leads > 0.0 { (float(self.deals) / self.leads).min(1.0) } else { 0.0 }
    }

    fn won_of_deals(&self) -> f64 {
        float(self.customers) / float(self.deals.max(1))
    }

    fn worth_of_deals(&self) -> f64 {
        self.worth / float(self.deals.max(1))
    }
}

/// What was there of a period's cohort before a day.
fn factors(
    period: Period,
    until: NaiveDate,
    months: &[(NaiveDate, Reached)],
    courses: &[Course],
) -> Factors {
    let end = until.min(period.end());
    let mut factors = Factors { leads: came(months, period.start, end), ..Factors::default() };
    let known = courses.iter().filter(|course| period.contains(course.came_on));
    for course in known.filter(|course| course.deal_on < until) {
        factors.deals += 1;
        factors.customers += i64::from(course.won_on.is_some_and(|won| won < until));
        factors.worth += Cents::sum([course.won, course.lost, course.in_play]).to_model();
    }
    factors
}

/// Leads that came between two days; of a month begun the share of its days.
fn came(months: &[(NaiveDate, Reached)], from: NaiveDate, until: NaiveDate) -> f64 {
    let within = months.iter().filter(|(month, _)| *month >= from && *month < until);
    within
        .map(|(month, reached)| {
            let end = Period::containing(Span::Month, *month).end();
            let days = float((end.min(until) - *month).num_days());
            float(reached.leads) * days / float((end - *month).num_days().max(1))
        })
        .sum()
}

fn points(value: f64, usual: f64) -> i64 {
    if usual <= 0.0 {
        return 0;
    }
    whole((USUAL * value / usual).clamp(0.0, float(MOST)))
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn whole(value: f64) -> i64 {
    libm::round(value) as i64
}

#[expect(clippy::cast_precision_loss, reason = "counts of leads and days are far below 2^53")]
fn float(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A quarter like any other: a hundred leads on its first day, ten deals on the tenth, five of them won on the 40th.
    fn quarter(start: NaiveDate, deals: i64) -> (Vec<(NaiveDate, Reached)>, Vec<Course>) {
        let months = vec![(start, Reached { leads: 100, ..Reached::default() })];
        let course = |nth: i64| Course {
            came_on: start,
            deal_on: start + Days::new(10),
            won_on: (nth % 2 == 0).then(|| start + Days::new(40)),
            ended_on: (nth % 2 == 0).then(|| start + Days::new(40)),
            open: nth % 2,
            won: Cents(if nth % 2 == 0 { 1_000 } else { 0 }),
            lost: Cents::ZERO,
            in_play: Cents(if nth % 2 == 0 { 0 } else { 1_000 }),
        };
        (months, (0..deals).map(course).collect())
    }

    fn told(deals: i64, today: &str) -> Option<Health> {
        let now: Period = "2026-Q4".parse().unwrap();
        let (mut months, mut courses) = quarter(now.start, deals);
        let before = std::iter::successors(Some(now.previous()), |period| Some(period.previous()));
        for period in before.take(BEFORE) {
            let (more, with) = quarter(period.start, 10);
            months.extend(more);
            courses.extend(with);
        }
        health(now, day(today), &months, &courses)
    }

    #[test]
    fn as_usual_is_eighty_and_the_points_add_up() {
        let usual = told(10, "2026-12-31").unwrap();
        assert_eq!((usual.score, usual.periods), (80, BEFORE));
        assert_eq!(usual.score, usual.parts.iter().map(|part| part.points).sum::<i64>());
        let more = told(20, "2026-12-31").unwrap();
        assert_eq!(more.score, 85, "twice the deals of as many leads: {more:?}");
    }

    #[test]
    fn a_young_cohort_is_compared_at_its_age() {
        // On the twentieth day nothing is won yet, now as before: too little is known before.
        assert_eq!(told(10, "2026-10-20"), None);
        assert_eq!(told(10, "2026-11-20").unwrap().score, 80);
        assert_eq!(told(3, "2026-12-31"), None);
    }
}
