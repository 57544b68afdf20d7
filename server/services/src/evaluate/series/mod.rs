//! `rainmaker evaluate series`: the last values of each series are held back, forecast from those before, and compared.

mod read;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::series::{self, Forecasts, Method};
use serde::Serialize;

pub use read::Given;

use super::{EvaluateError, TextTable};
use read::Row;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The file with the series.
    pub csv: PathBuf,
    /// What the flags say of season and horizon.
    pub given: Given,
    /// Where to write the forecasts, if anywhere.
    pub forecasts: Option<PathBuf>,
}

/// How a method did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// Which.
    pub method: Method,
    /// Symmetric mean absolute percentage error, 0 to 200; the mean of the series' means.
    pub smape: f64,
    /// Mean absolute scaled error: below 1 is better than repeating the last season was before.
    pub mase: Option<f64>,
    /// The mean error of its past forecasts on the known values, in scales of each series: what the choice rests on.
    pub past_error: Option<f64>,
}

/// Series of one season and horizon.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// After how many values the season begins anew; 1 is none.
    pub period: usize,
    /// How many values were forecast.
    pub horizon: usize,
    /// How many series.
    pub series: usize,
    /// The method their own past spoke for.
    pub chosen: Method,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Series measured.
    pub series: usize,
    /// Values forecast and compared.
    pub values: usize,
    /// Series left out, too short to hold their horizon back.
    pub skipped: usize,
    /// The series by season and horizon.
    pub groups: Vec<Group>,
    /// sMAPE of the methods chosen, 0 to 200.
    pub smape: f64,
    /// MASE of the methods chosen; none where no series ever changed.
    pub mase: Option<f64>,
    /// The share of outcomes inside of the 80 % range, 0 to 1.
    pub coverage_80: f64,
    /// The same for the first, second and last third of the horizon.
    pub coverage_80_by_third: [f64; 3],
    /// How every method did.
    pub methods: Vec<Score>,
    /// How long it took.
    pub seconds: f64,
    /// What to know about how the file was read.
    pub notes: Vec<String>,
}

/// Measures every method on the series of a file.
///
/// # Errors
/// When the file is no table of series, or every series is too short: says what to do.
pub fn run(settings: &Settings) -> Result<Report, EvaluateError> {
    let began = Instant::now();
    let (rows, mut notes) = read::rows(&settings.csv, settings.given)?;
    let all = rows.len();
    let cases: Vec<Case> = rows.into_iter().filter_map(Case::of).collect();
    let skipped = all - cases.len();
    if cases.is_empty() {
        return Err(EvaluateError::NothingToMeasure(format!(
            "{}: every series is shorter than its horizon and {LEAST} values: give a shorter --horizon.",
            settings.csv.display()
        )));
    }
    if skipped > 0 {
        notes.push(format!(
            "{skipped} series left out: shorter than the horizon and {LEAST} values."
        ));
    }
    let mut groups: BTreeMap<(usize, usize), Vec<Case>> = BTreeMap::new();
    for case in cases {
        groups.entry((case.period, case.ahead.len())).or_default().push(case);
    }
    let mut sums = Sums::default();
    let mut told = Vec::new();
    let mut lines = String::from("series,step,forecast,low,high,actual\n");
    for ((period, horizon), cases) in &groups {
        let known: Vec<Vec<f64>> = cases.iter().map(|case| case.known.clone()).collect();
        let found = series::forecast(&known, *period, *horizon);
        sums.add(cases, &found);
        write(&mut lines, cases, &found);
        told.push(Group {
            period: *period,
            horizon: *horizon,
            series: cases.len(),
            chosen: found.chosen,
        });
    }
    if let Some(path) = &settings.forecasts {
        save(path, &lines)?;
    }
    Ok(sums.report(told, skipped, notes, began.elapsed().as_secs_f64()))
}

/// The fewest known values a forecast is made from.
const LEAST: usize = 3;

/// A series, cut where the forecast begins.
struct Case {
    id: String,
    period: usize,
    known: Vec<f64>,
    ahead: Vec<Option<f64>>,
}

impl Case {
    fn of(row: Row) -> Option<Self> {
        let cut = row.values.len().checked_sub(row.horizon)?;
        let (known, ahead) = row.values.split_at(cut);
        let known = series::filled(known, row.period);
        let enough = known.len() >= LEAST && ahead.iter().any(Option::is_some);
        enough.then(|| Self { id: row.id, period: row.period, known, ahead: ahead.to_vec() })
    }
}

fn save(path: &Path, lines: &str) -> Result<(), EvaluateError> {
    std::fs::write(path, lines)
        .map_err(|error| EvaluateError::File { path: path.to_owned(), cause: error.to_string() })
}

fn place_of(method: Method) -> usize {
    Method::ALL.iter().position(|known| *known == method).unwrap_or(0)
}

fn write(lines: &mut String, cases: &[Case], found: &Forecasts) {
    use fmt::Write as _;
    for (case, forecast) in cases.iter().zip(&found.series) {
        let points = forecast.points.get(place_of(found.chosen)).into_iter().flatten();
        let id = format!("\"{}\"", case.id.replace('"', "\"\""));
        for (step, ((point, (low, high)), actual)) in
            points.zip(&forecast.ranges).zip(&case.ahead).enumerate()
        {
            let actual = actual.map(|actual| actual.to_string()).unwrap_or_default();
            let _ = writeln!(lines, "{id},{},{point},{low},{high},{actual}", step + 1);
        }
    }
}

/// Means over series of the means over their values.
#[derive(Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1.0;
    }

    fn get(&self) -> Option<f64> {
        (self.count > 0.0).then(|| self.sum / self.count)
    }
}

#[derive(Default)]
struct Sums {
    series: usize,
    values: usize,
    /// sMAPE, MASE and past error for each method, and at last for what was chosen.
    methods: [[Mean; 3]; Method::ALL.len() + 1],
    inside: [Mean; 3],
}

impl Sums {
    fn add(&mut self, cases: &[Case], found: &Forecasts) {
        let chosen = place_of(found.chosen);
        for (case, forecast) in cases.iter().zip(&found.series) {
            self.series += 1;
            self.values += case.ahead.iter().flatten().count();
            let naive = series::naive_error(&case.known, case.period);
            let of_chosen = forecast.points.get(chosen);
            for (means, points) in
                self.methods.iter_mut().zip(forecast.points.iter().chain(of_chosen))
            {
                let [smape, mase, _] = means;
                let (mut symmetric, mut scaled) = (Mean::default(), Mean::default());
                for (actual, point) in case.ahead.iter().zip(points) {
                    let Some(actual) = actual else { continue };
                    symmetric.add(series::symmetric_error(*actual, *point));
                    if let Some(naive) = naive {
                        scaled.add((actual - point).abs() / naive);
                    }
                }
                symmetric.get().into_iter().for_each(|error| smape.add(error));
                scaled.get().into_iter().for_each(|error| mase.add(error));
            }
            let steps = case.ahead.len();
            for (step, (actual, (low, high))) in case.ahead.iter().zip(&forecast.ranges).enumerate()
            {
                let (Some(actual), Some(inside)) = (actual, self.inside.get_mut(step * 3 / steps))
                else {
                    continue;
                };
                inside.add(f64::from(u8::from(low <= actual && actual <= high)));
            }
        }
        for (means, record) in self.methods.iter_mut().zip(&found.records) {
            let [_, _, past] = means;
            cases.iter().zip(record.iter().cycle()).for_each(|(_, error)| past.add(*error));
        }
    }

    fn report(
        self,
        groups: Vec<Group>,
        skipped: usize,
        notes: Vec<String>,
        seconds: f64,
    ) -> Report {
        let score = |(method, [smape, mase, past]): (Method, &[Mean; 3])| Score {
            method,
            smape: smape.get().unwrap_or(0.0),
            mase: mase.get(),
            past_error: past.get(),
        };
        let [first, second, last] = &self.inside;
        let both = Mean {
            sum: first.sum + second.sum + last.sum,
            count: first.count + second.count + last.count,
        };
        let chosen = self.methods.last();
        Report {
            series: self.series,
            values: self.values,
            skipped,
            groups,
            smape: chosen.and_then(|[smape, ..]| smape.get()).unwrap_or(0.0),
            mase: chosen.and_then(|[_, mase, _]| mase.get()),
            coverage_80: both.get().unwrap_or(0.0),
            coverage_80_by_third: [first, second, last].map(|third| third.get().unwrap_or(0.0)),
            methods: Method::ALL.into_iter().zip(&self.methods).map(score).collect(),
            seconds,
            notes,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{} series, {} values forecast, {:.1} s",
            self.series, self.values, self.seconds
        )?;
        for group in &self.groups {
            let season = if group.period > 1 {
                format!("season {}", group.period)
            } else {
                "no season".to_owned()
            };
            writeln!(
                out,
                "{} with {season}, horizon {}: {}, by its past errors",
                group.series,
                group.horizon,
                group.chosen.label()
            )?;
        }
        let figure = |value: Option<f64>| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
        };
        let mut table = TextTable::new(["method", "sMAPE", "MASE", "past error"]);
        for score in &self.methods {
            let smape = format!("{:.2}", score.smape);
            table.push([
                score.method.label().to_owned(),
                smape,
                figure(score.mase),
                figure(score.past_error),
            ]);
        }
        table.push([
            "chosen".to_owned(),
            format!("{:.2}", self.smape),
            figure(self.mase),
            String::new(),
        ]);
        writeln!(out, "\n{table}\n")?;
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        let [first, second, last] = self.coverage_80_by_third.map(percent);
        write!(
            out,
            "80 % range holds {} of outcomes (by third of the horizon: {first}, {second}, {last})",
            percent(self.coverage_80)
        )?;
        for note in &self.notes {
            write!(out, "\n{note}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(text: &str, given: Given) -> Result<Report, EvaluateError> {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("file.csv");
        std::fs::write(&csv, text).unwrap();
        run(&Settings { csv, given, forecasts: Some(folder.path().join("out.csv")) })
    }

    #[test]
    fn a_season_is_forecast_better_than_by_the_last_value() {
        let wave = |start: u32| {
            (start..start + 60)
                .map(|t| (200 + t + [0, 40, 90, 20][t as usize % 4] + t * 7 % 11).to_string())
        };
        let line = |id: u32| format!("S{id},{}\n", wave(id).collect::<Vec<_>>().join(" "));
        let text = format!("id,values\n{}", (0..9).map(line).collect::<String>());
        let report = measure(&text, Given { horizon: Some(8), period: None }).unwrap();
        assert_eq!((report.series, report.values, report.groups[0].period), (9, 72, 4));
        assert!(report.smape < 3.0 && report.smape < report.methods[0].smape, "{report}");
        assert!((0.5..=1.0).contains(&report.coverage_80), "{report}");
    }

    #[test]
    fn short_constant_empty_and_broken_series_do_no_harm() {
        let text = "id,values\nA,5 5 5 5 5 5 5 5 5 5\nB,0 0 0 0 0 0 0 0 0 0\nC,1\nD,\nE,-3 NA 4 NA -9 2 2 1 7 8\n\
                    F,1e300 2e300 1e300 3e300 1e300 2e300 1 1 1 1\n";
        let report = measure(text, Given { horizon: Some(3), period: Some(12) }).unwrap();
        assert_eq!((report.series, report.skipped), (4, 2));
        assert!(report.smape.is_finite() && report.mase.is_some_and(f64::is_finite));
        let error =
            measure("id,values\nA,1 2 3\nB,1 2 4\n", Given { horizon: Some(9), period: None });
        assert!(error.unwrap_err().to_string().contains("give a shorter --horizon"));
    }
}
