//! The figures of a measurement, and how they are printed.

use std::fmt;

use chrono::{Days, NaiveDate};
use domain::learn::metrics::{Metrics, measure};
use domain::outlook::{Amounts, Candidate, Forecast, Said};
use serde::Serialize;

use super::read::Read;
use crate::evaluate::TextTable;
use crate::evaluate::cells::share;

/// How good chances were, over all deals open on the first mornings of all periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WinScore {
    /// Deals judged; a deal open on several mornings counts on each.
    pub judged: usize,
    /// The share of them that was won.
    pub rate: f64,
    /// The area under the curve; 0.5 is chance.
    pub auc: f64,
    /// The mean log loss.
    pub log_loss: f64,
    /// That of saying the true share of every deal.
    pub constant_log_loss: f64,
    /// The mean squared error.
    pub brier: f64,
    /// The expected calibration error over ten bins.
    pub ece: f64,
}

/// How good a candidate's forecasts were.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CandidateScore {
    /// Which; none for what was chosen each time.
    pub candidate: Option<Candidate>,
    /// The mean of 1 - |error| / actual over periods in which something came.
    pub accuracy_mean: Option<f64>,
    /// The worst of them.
    pub accuracy_worst: Option<f64>,
    /// All that was forecast over all that came, less 1.
    pub bias: Option<f64>,
    /// Symmetric mean absolute percentage error, 0 to 200.
    pub smape: f64,
    /// The pinball loss of the 10, 50 and 90 % points, over the mean of what came.
    pub pinball: Option<f64>,
    /// The share of periods inside of the 80 % range.
    pub coverage_80: f64,
    /// Periods in which it was chosen.
    pub chosen: usize,
}

/// A period, as forecast on its first morning.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Period {
    /// Its first day.
    pub from: NaiveDate,
    /// The day after its last.
    pub until: NaiveDate,
    /// What was won in it.
    pub actual: f64,
    /// What the chosen candidate said.
    pub forecast: f64,
    /// The lower end of its 80 % range.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The candidate chosen.
    pub chosen: Candidate,
    /// What each said, in the order of `candidates`.
    pub points: Vec<f64>,
    /// Deals open on its first morning.
    pub open: usize,
    /// How many of them were expected to be won in it.
    pub expected_wins: f64,
    /// And how many were.
    pub wins: usize,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PipelineReport {
    /// Cases used.
    pub cases: usize,
    /// Whether stages or activities were known.
    pub has_events: bool,
    /// How amounts were understood.
    pub amounts: Amounts,
    /// P(won within the period) of deals open on its first morning.
    pub win_in_window: WinScore,
    /// P(won ever) of those that ended since.
    pub win_ever: WinScore,
    /// What was chosen each time.
    pub chosen: CandidateScore,
    /// Every candidate over the same periods.
    pub candidates: Vec<CandidateScore>,
    /// The periods.
    pub periods: Vec<Period>,
    /// How long it took.
    pub seconds: f64,
    /// What to know about how the files were read.
    pub notes: Vec<String>,
}

/// The date of a day counted from 1970.
pub(super) fn date(day: i64) -> NaiveDate {
    let away = Days::new(day.unsigned_abs());
    let start = NaiveDate::default();
    let date = if day >= 0 { start.checked_add_days(away) } else { start.checked_sub_days(away) };
    date.unwrap_or_default()
}

pub(super) fn of(read: Read, forecasts: &[Forecast], seconds: f64) -> PipelineReport {
    let (mut within, mut ever) = (Vec::new(), Vec::new());
    let mut periods = Vec::new();
    for forecast in forecasts {
        let (mut expected, mut wins) = (0.0, 0);
        for (place, chances) in &forecast.open {
            let Some(case) = read.cases.get(*place) else { continue };
            let won = case.won_within(forecast.window.from, forecast.window.until);
            within.push((chances.within, won));
            expected += chances.within;
            wins += usize::from(won);
            ever.extend(case.closed.map(|(_, won)| (chances.ever, won)));
        }
        let said = forecast.chosen();
        periods.push(Period {
            from: date(forecast.window.from),
            until: date(forecast.window.until),
            actual: forecast.actual,
            forecast: said.point,
            low: said.low,
            high: said.high,
            chosen: forecast.chosen,
            points: forecast.said.iter().map(|said| said.point).collect(),
            open: forecast.open.len(),
            expected_wins: expected,
            wins,
        });
    }
    let of = |(place, candidate): (usize, Candidate)| {
        let said = |forecast: &Forecast| forecast.said.get(place).copied().unwrap_or_default();
        let chosen = forecasts.iter().filter(|one| one.chosen == candidate).count();
        score(forecasts, Some(candidate), chosen, &said)
    };
    PipelineReport {
        cases: read.cases.len(),
        has_events: read.has_events,
        amounts: read.amounts,
        win_in_window: win(&within),
        win_ever: win(&ever),
        chosen: score(forecasts, None, forecasts.len(), &Forecast::chosen),
        candidates: Candidate::ALL.into_iter().enumerate().map(of).collect(),
        periods,
        seconds,
        notes: read.notes,
    }
}

fn win(judged: &[(f64, bool)]) -> WinScore {
    let Metrics { auc, log_loss, brier, ece, .. } = measure(judged);
    let rate = share(judged.iter().filter(|(_, won)| *won).count(), judged.len());
    let entropy = |part: f64| if part > 0.0 { -part * libm::log(part) } else { 0.0 };
    let constant_log_loss = entropy(rate) + entropy(1.0 - rate);
    WinScore { judged: judged.len(), rate, auc, log_loss, constant_log_loss, brier, ece }
}

fn score(
    forecasts: &[Forecast],
    candidate: Option<Candidate>,
    chosen: usize,
    said: &dyn Fn(&Forecast) -> Said,
) -> CandidateScore {
    let count = share(forecasts.len(), 1);
    let all = |of: &dyn Fn(&Forecast, Said) -> f64| -> f64 {
        forecasts.iter().map(|forecast| of(forecast, said(forecast))).sum()
    };
    let accuracies: Vec<f64> = forecasts
        .iter()
        .filter(|forecast| forecast.actual > 0.0)
        .map(|forecast| 1.0 - (said(forecast).point - forecast.actual).abs() / forecast.actual)
        .collect();
    let came = all(&|forecast, _| forecast.actual);
    let size = all(&|forecast, _| forecast.actual.abs());
    let pinball = |forecast: &Forecast, said: Said| {
        let loss = |share: f64, point: f64| {
            let over = forecast.actual - point;
            (share * over).max((share - 1.0) * over)
        };
        (loss(0.1, said.low) + loss(0.5, said.point) + loss(0.9, said.high)) / 3.0
    };
    let inside = |forecast: &Forecast, said: Said| {
        f64::from(u8::from(said.low <= forecast.actual && forecast.actual <= said.high))
    };
    let smape = |forecast: &Forecast, said: Said| {
        domain::series::symmetric_error(forecast.actual, said.point)
    };
    CandidateScore {
        candidate,
        accuracy_mean: (!accuracies.is_empty())
            .then(|| accuracies.iter().sum::<f64>() / share(accuracies.len(), 1)),
        accuracy_worst: accuracies.iter().copied().reduce(f64::min),
        bias: (came > 0.0).then(|| all(&|_, said| said.point) / came - 1.0),
        smape: all(&smape) / count,
        pinball: (size > 0.0).then(|| all(&pinball) / size),
        coverage_80: all(&inside) / count,
        chosen,
    }
}

impl fmt::Display for PipelineReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = if self.has_events { "with events" } else { "without events" };
        writeln!(
            out,
            "{} cases {events}, {} periods, {:.1} s",
            self.cases,
            self.periods.len(),
            self.seconds
        )?;
        let mut chances = TextTable::new([
            "chance", "judged", "won", "AUC", "log loss", "constant", "Brier", "ECE",
        ]);
        for (name, score) in
            [("P(win in the period)", &self.win_in_window), ("P(win ever)", &self.win_ever)]
        {
            let four = |value: f64| format!("{value:.4}");
            chances.push([
                name.to_owned(),
                score.judged.to_string(),
                four(score.rate),
                four(score.auc),
                four(score.log_loss),
                four(score.constant_log_loss),
                four(score.brier),
                four(score.ece),
            ]);
        }
        writeln!(out, "\n{chances}\n")?;
        let share =
            |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.3}"));
        let mut table = TextTable::new([
            "candidate",
            "accuracy",
            "worst",
            "bias",
            "sMAPE",
            "pinball",
            "80 % holds",
            "chosen",
        ]);
        for score in self.candidates.iter().chain([&self.chosen]) {
            table.push([
                score.candidate.map_or("chosen each time", Candidate::label).to_owned(),
                share(score.accuracy_mean),
                share(score.accuracy_worst),
                share(score.bias),
                format!("{:.1}", score.smape),
                share(score.pinball),
                share(Some(score.coverage_80)),
                score.chosen.to_string(),
            ]);
        }
        writeln!(out, "{table}\n")?;
        let mut table = TextTable::new([
            "from", "until", "actual", "forecast", "low", "high", "open", "chosen",
        ]);
        for period in &self.periods {
            let whole = |value: f64| format!("{value:.0}");
            table.push([
                period.from.to_string(),
                period.until.to_string(),
                whole(period.actual),
                whole(period.forecast),
                whole(period.low),
                whole(period.high),
                period.open.to_string(),
                period.chosen.label().to_owned(),
            ]);
        }
        write!(out, "{table}")?;
        for note in &self.notes {
            write!(out, "\n{note}")?;
        }
        Ok(())
    }
}
