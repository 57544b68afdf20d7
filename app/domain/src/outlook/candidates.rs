//! What each candidate says on a morning, from what was known then.

use std::collections::BTreeMap;

use super::Amounts;
use super::calendar::{self, Window};
use crate::hazard::{Case, month_of_quarter};
use crate::num;
use crate::series::{self, Method};

/// As how many deals the mean of all counts in that of a product or a stage.
const PRIOR: f64 = 5.0;
/// Days of the level: a quarter.
const QUARTER: i64 = 91;
/// What came of late came in so many days: half a year.
const LATELY: usize = 182;
/// A month of the quarter is compared with the others from so many days of it.
const SEEN: i64 = 20;

/// What was known on a morning.
pub(super) struct Known<'a> {
    cases: &'a [Case],
    today: i64,
    since: i64,
    amounts: Amounts,
    /// What was won on each day since `since`.
    daily: Vec<f64>,
    /// What a month of the quarter brings, over the mean.
    index: [f64; 3],
    worth: BTreeMap<usize, f64>,
    usual_worth: f64,
}

impl<'a> Known<'a> {
    pub(super) fn on(cases: &'a [Case], today: i64, since: i64, amounts: Amounts) -> Self {
        let mut daily = vec![0.0; usize::try_from(today - since).unwrap_or(0)];
        let (mut all, mut by_product) = ((0.0, 0.0), BTreeMap::<usize, (f64, f64)>::new());
        for case in cases {
            let (Some((day, true)), Some(amount)) = (case.closed, case.amount) else { continue };
            if day >= today {
                continue;
            }
            if let Some(sum) = usize::try_from(day - since).ok().and_then(|day| daily.get_mut(day))
            {
                *sum += amount;
            }
            let own = by_product.entry(case.product).or_default();
            *own = (own.0 + amount, own.1 + 1.0);
            all = (all.0 + amount, all.1 + 1.0);
        }
        let usual_worth = if all.1 > 0.0 { all.0 / all.1 } else { 0.0 };
        let shrunk = |(sum, count): (f64, f64)| (sum + PRIOR * usual_worth) / (count + PRIOR);
        let worth = by_product.into_iter().map(|(product, own)| (product, shrunk(own))).collect();
        let index = index(&daily, since);
        Self { cases, today, since, amounts, daily, index, worth, usual_worth }
    }

    /// What usually comes in so many days: what errors are measured against.
    pub(super) fn usual(&self, days: i64) -> f64 {
        let count = num::float(self.daily.len()).max(1.0);
        self.daily.iter().map(|won| won.abs()).sum::<f64>() / count * num::days(days)
    }

    /// What came in so many days of late: errors of a company that grows grow with it.
    pub(super) fn lately(&self, days: i64) -> f64 {
        let newest = self.daily.len().saturating_sub(LATELY);
        let late = self.daily.get(newest..).unwrap_or_default();
        let sum: f64 = late.iter().map(|won| won.abs()).sum();
        let lately = sum / num::float(late.len()).max(1.0) * num::days(days);
        if lately > 0.0 { lately } else { self.usual(days) }
    }

    /// All candidates but the blend, in their order.
    pub(super) fn points(&self, window: Window, open: &[(usize, f64)]) -> Vec<f64> {
        let open =
            || open.iter().filter_map(|(place, chance)| Some((self.cases.get(*place)?, *chance)));
        let rates = self.stage_rates();
        // The usual formula looks at deals that should close in the period, where closing days were kept.
        let due = |case: &Case| case.told_on(self.today).map(|told| told.due);
        let has_days = open().any(|(case, _)| due(case).flatten().is_some());
        let counts = |case: &Case| {
            !has_days
                || due(case).flatten().is_some_and(|day| window.from <= day && day < window.until)
        };
        let weighted = open()
            .filter(|(case, _)| counts(case))
            .map(|(case, _)| self.worth(case) * self.rate(&rates, case))
            .sum();
        let of_open: f64 = open().map(|(case, chance)| self.worth(case) * chance).sum();
        let before = calendar::before(window, self.today, self.since);
        // In days of usual weight: the part of the quarter is put back afterwards.
        let each =
            before.iter().map(|one| self.won(*one) / self.weight(one.from, one.until).max(0.1));
        let series = self.series(&each.collect::<Vec<f64>>(), window.days());
        vec![
            weighted,
            of_open + self.new_business(window),
            self.level() * self.weight(window.from, window.until),
            series * self.weight(window.from, window.until),
            before.last().map_or_else(|| self.usual(window.days()), |last| self.won(*last)),
        ]
    }

    fn worth(&self, case: &Case) -> f64 {
        let sold_for = || self.worth.get(&case.product).copied().unwrap_or(self.usual_worth);
        match self.amounts {
            Amounts::Estimated => case.amount.unwrap_or_else(sold_for),
            Amounts::Final => sold_for(),
            Amounts::Told => case.told_on(self.today).map_or_else(sold_for, |told| told.amount),
        }
    }

    fn won(&self, window: Window) -> f64 {
        let place = |day: i64| usize::try_from(day - self.since).unwrap_or(0);
        self.daily.get(place(window.from)..place(window.until)).unwrap_or_default().iter().sum()
    }

    /// Won and closed deals by the stages they were in before the day they closed.
    fn stage_rates(&self) -> BTreeMap<Option<usize>, (f64, f64)> {
        let mut rates: BTreeMap<Option<usize>, (f64, f64)> = BTreeMap::new();
        for case in self.cases {
            let Some((closed, won)) = case.closed.filter(|(day, _)| *day < self.today) else {
                continue;
            };
            let mut stages: Vec<Option<usize>> = case
                .events
                .iter()
                .filter(|event| event.0 < closed)
                .map(|event| Some(event.1))
                .collect();
            stages.push(None);
            stages.sort_unstable();
            stages.dedup();
            for stage in stages {
                let rate = rates.entry(stage).or_default();
                *rate = (rate.0 + f64::from(u8::from(won)), rate.1 + 1.0);
            }
        }
        rates
    }

    fn rate(&self, rates: &BTreeMap<Option<usize>, (f64, f64)>, case: &Case) -> f64 {
        let (won, closed) = rates.get(&None).copied().unwrap_or_default();
        let all = if closed > 0.0 { won / closed } else { 0.5 };
        let stage =
            case.events.iter().rev().find(|event| event.0 < self.today).map(|event| event.1);
        let (won, closed) =
            stage.and_then(|stage| rates.get(&Some(stage))).copied().unwrap_or_default();
        (won + PRIOR * all) / (closed + PRIOR)
    }

    /// What deals bring that were made and won within the same so many days: the mean of the last such spans, each
    /// put into this part of the quarter.
    fn new_business(&self, window: Window) -> f64 {
        /// Spans begin a week apart; a quarter's worth of them.
        const SPANS: i64 = 13;
        let here = self.weight(window.from, window.until);
        let (mut sum, mut count) = (0.0, 0);
        for back in 0..SPANS {
            let until = self.today - 7 * back;
            let from = until - window.days();
            if from < self.since {
                break;
            }
            let made = self
                .cases
                .iter()
                .filter(|case| case.created >= from && case.won_within(from, until));
            let brought: f64 = made.map(|case| case.amount.unwrap_or(self.usual_worth)).sum();
            sum += brought * here / self.weight(from, until).max(0.1);
            count += 1;
        }
        if count > 0 { sum / num::days(count) } else { 0.0 }
    }

    /// Days, each as much as its month of the quarter usually brings.
    fn weight(&self, from: i64, until: i64) -> f64 {
        (from..until).map(|day| self.index.get(month_of_quarter(day)).unwrap_or(&1.0)).sum()
    }

    /// What a usual day brought over the last quarter.
    fn level(&self) -> f64 {
        let from = (self.today - QUARTER).max(self.since);
        let weight = self.weight(from, self.today);
        if weight > 0.0 { self.won(Window { from, until: self.today }) / weight } else { 0.0 }
    }

    /// The next of these figures, each of so many days.
    fn series(&self, past: &[f64], days: i64) -> f64 {
        if past.len() < 3 {
            let sum: f64 = past.iter().sum();
            return if past.is_empty() { self.usual(1) } else { sum / num::float(past.len()) };
        }
        let months = (28..=31).contains(&days);
        let period = match (months, (89..=92).contains(&days)) {
            (true, _) => 12,
            (_, true) => 4,
            _ => 1,
        };
        let found = series::forecast(&[past.to_vec()], period, 1);
        let place = Method::ALL.iter().position(|method| *method == Method::Combined);
        let points =
            found.series.into_iter().next().and_then(|one| one.points.into_iter().nth(place?));
        points.and_then(|points| points.first().copied()).unwrap_or(0.0)
    }
}

/// What each month of a quarter brings over the mean, of whole quarters going back from the end, drawn to 1 by how few
/// they are.
fn index(daily: &[f64], since: i64) -> [f64; 3] {
    let quarter = usize::try_from(QUARTER).unwrap_or(1);
    let quarters = daily.len() / quarter;
    let skipped = daily.len() - quarters * quarter;
    let mut sums = [(0.0, 0_i64); 3];
    for (day, won) in (since..).zip(daily).skip(skipped) {
        if let Some(sum) = sums.get_mut(month_of_quarter(day)) {
            *sum = (sum.0 + won, sum.1 + 1);
        }
    }
    let rates = sums.map(|(sum, days)| sum / num::days(days.max(1)));
    let mean = rates.iter().sum::<f64>() / 3.0;
    if mean <= 0.0 || sums.iter().any(|(_, days)| *days < SEEN) {
        return [1.0; 3];
    }
    let known = num::float(quarters);
    let trust = known / (known + 0.1);
    rates.map(|rate| 1.0 + trust * ((rate / mean).clamp(0.05, 2.5) - 1.0))
}
