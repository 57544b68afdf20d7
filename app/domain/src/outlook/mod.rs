//! What will be won in a period, by several methods, and which of them has earned trust.
//!
//! Each method is asked again on the first morning of every past period, with what was known then. From their errors
//! come the weights of the blend, the choice and the ranges: a forecast is as sure as the same one was before.

mod calendar;
mod candidates;
mod diary;
mod record;
mod score;

use serde::{Deserialize, Serialize};

pub use calendar::{Step, Window, windows};
pub use diary::{Diary, Entry, Horizon, diary};
pub use score::{Alarm, Score, line};

use crate::hazard::{Case, Chances, Model};
use candidates::Known;

/// A way to forecast a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Candidate {
    /// The usual formula: amount times the share of deals in this stage that are ever won.
    Weighted,
    /// Amount times the chance to be won in the period, and what deals not yet made will bring.
    Pipeline,
    /// The level of the last quarter times what this part of a quarter usually brings.
    Calendar,
    /// Theta and exponential smoothing on past periods.
    Series,
    /// The period before.
    Naive,
    /// The mean of the pipeline, the calendar and the series, weighted by their own past errors.
    Blend,
}

impl Candidate {
    /// All of them, as they are reported.
    pub const ALL: [Self; 6] =
        [Self::Weighted, Self::Pipeline, Self::Calendar, Self::Series, Self::Naive, Self::Blend];

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weighted => "weighted",
            Self::Pipeline => "pipeline",
            Self::Calendar => "calendar",
            Self::Series => "series",
            Self::Naive => "naive",
            Self::Blend => "blend",
        }
    }

    /// What it is called on a page.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Weighted => "Usual weighted pipeline",
            Self::Pipeline => "Chance to be won in time, and new business",
            Self::Calendar => "Level and calendar",
            Self::Series => "Own history (theta, smoothing)",
            Self::Naive => "The period before",
            Self::Blend => "Blend by record",
        }
    }

    /// What it is called on paper.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Weighted => "weighted pipeline (usual)",
            Self::Pipeline => "P(win in window) + new business",
            Self::Calendar => "level x calendar",
            Self::Series => "theta and ETS",
            Self::Naive => "period before",
            Self::Blend => "blend by record",
        }
    }
}

/// What a candidate says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Its forecast.
    pub point: f64,
    /// The lower end of the 80 % range.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// A period as it was forecast on its first morning, and what came.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The period.
    pub window: Window,
    /// What was won in it.
    pub actual: f64,
    /// What was usual for so many days by then: what errors are measured against.
    pub usual: f64,
    /// What each candidate said, in the order of [`Candidate::ALL`].
    pub said: Vec<Said>,
    /// The candidate whose record was best by then.
    pub chosen: Candidate,
    /// The deals open on its first morning: their places and chances.
    pub open: Vec<(usize, Chances)>,
}

impl Forecast {
    /// What the chosen candidate said.
    #[must_use]
    pub fn chosen(&self) -> Said {
        let found = Candidate::ALL.iter().zip(&self.said).find(|(one, _)| **one == self.chosen);
        found.map(|(_, said)| *said).unwrap_or_default()
    }
}

/// How the amounts of the file are to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amounts {
    /// Known while the deal is open.
    Estimated,
    /// Known once it is won: an open deal is worth what its product was sold for before.
    Final,
    /// Kept with every change: an open deal is worth what was said of it on that morning.
    Told,
}

/// Forecasts every window in turn. `since` is the day from which endings were kept.
///
/// ```
/// use domain::hazard::Case;
/// use domain::outlook::{Amounts, Step, backtest, windows};
///
/// // A deal of 10 is made every day, and won after a week.
/// let deals: Vec<Case> = (0..300)
///     .map(|day| Case { created: day, closed: Some((day + 7, true)), amount: Some(10.0), ..Case::default() })
///     .collect();
/// let windows = windows(Step::Days(28), None, 60, 280);
/// let forecasts = backtest(&deals, &windows, 7, Amounts::Estimated);
/// let last = forecasts.last().unwrap();
/// assert!((last.chosen().point - last.actual).abs() < 0.1 * last.actual);
/// ```
#[must_use]
pub fn backtest(cases: &[Case], windows: &[Window], since: i64, amounts: Amounts) -> Vec<Forecast> {
    let mut rehearsal = Rehearsal::new(cases, since, amounts);
    let mut past: Vec<Forecast> = Vec::new();
    for window in windows {
        let mut model = Model::learn(cases, window.from, since);
        model.settle_for(cases, window.from, since, window.days());
        rehearsal.step(&model, *window);
        let open = cases.iter().enumerate().filter(|(_, case)| case.open_on(window.from));
        let chances = |case| model.chances(case, window.from, window.days());
        let open: Vec<(usize, Chances)> =
            open.map(|(place, case)| (place, chances(case))).collect();
        past.extend(rehearsal.past.last().map(|last| Forecast { open, ..last.clone() }));
    }
    past
}

/// Periods forecast one after the other, each from what was known on its morning and the record of those before it.
#[derive(Clone, Debug)]
pub struct Rehearsal<'a> {
    cases: &'a [Case],
    since: i64,
    amounts: Amounts,
    past: Vec<Forecast>,
}

impl<'a> Rehearsal<'a> {
    /// Nothing forecast yet. `since` is the day from which endings were kept.
    #[must_use]
    pub const fn new(cases: &'a [Case], since: i64, amounts: Amounts) -> Self {
        Self { cases, since, amounts, past: Vec::new() }
    }

    /// What every candidate says of a window on its first morning. The model was learned by then, and settled for
    /// windows of this length. Nothing of what came is in it: its actual is 0.
    #[must_use]
    pub fn ask(&self, model: &Model, window: Window) -> Forecast {
        let known = Known::on(self.cases, window.from, self.since, self.amounts);
        let open: Vec<(usize, f64)> = self
            .cases
            .iter()
            .enumerate()
            .filter(|(_, case)| case.open_on(window.from))
            .map(|(place, case)| (place, model.within(case, window.from, window.days())))
            .collect();
        let mut points = known.points(window, &open);
        let record: Vec<&Forecast> =
            self.past.iter().filter(|one| one.window.until <= window.from).collect();
        points.push(record::blend(&points, &record, self.amounts));
        let chosen = record::best(&record);
        let usual = known.lately(window.days());
        let said = record::ranges(&points, &record, usual);
        Forecast { window, actual: 0.0, usual, said, chosen, open: Vec::new() }
    }

    /// Forecasts a window, and keeps that with what came.
    pub fn step(&mut self, model: &Model, window: Window) {
        let said = self.ask(model, window);
        self.past.push(Forecast { actual: won_in(self.cases, window), ..said });
    }

    /// What was forecast so far.
    #[must_use]
    pub fn past(&self) -> &[Forecast] {
        &self.past
    }
}

/// What was won in a window; a deal without an amount counts for nothing.
fn won_in(cases: &[Case], window: Window) -> f64 {
    let won = cases.iter().filter(|case| case.won_within(window.from, window.until));
    won.filter_map(|case| case.amount).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_history_one_month_a_hole_and_a_huge_deal_have_finite_forecasts() {
        let deal = |day: i64, amount: f64| Case {
            created: day,
            closed: Some((day + 20, day % 2 == 0)),
            amount: Some(amount),
            ..Case::default()
        };
        let empty: Vec<Case> = Vec::new();
        let month: Vec<Case> = (0..30).map(|day| deal(day, 100.0)).collect();
        let hole: Vec<Case> =
            (0..800).filter(|day| !(200..560).contains(day)).map(|day| deal(day, 10.0)).collect();
        let huge: Vec<Case> =
            (0..400).map(|day| deal(day, if day == 200 { 1e15 } else { 5.0 })).collect();
        let credit: Vec<Case> =
            (0..400).map(|day| deal(day, if day % 10 == 0 { -50.0 } else { 5.0 })).collect();
        for cases in [empty, month, hole, huge, credit] {
            for amounts in [Amounts::Estimated, Amounts::Final] {
                let windows = windows(Step::Days(28), None, 30, 420);
                for forecast in backtest(&cases, &windows, 0, amounts) {
                    for said in forecast.said {
                        assert!(said.low <= said.point && said.point <= said.high, "{said:?}");
                        assert!(said.low.is_finite() && said.high.is_finite());
                    }
                }
            }
        }
    }
}
