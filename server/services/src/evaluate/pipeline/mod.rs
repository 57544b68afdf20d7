//! `rainmaker evaluate pipeline`: what would have been forecast for every past period, with what was known then.

mod columns;
mod read;
mod report;

use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use domain::outlook::{self, Amounts, Step};

pub use report::{CandidateScore, Period, PipelineReport, WinScore};

use super::EvaluateError;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The file of deals.
    pub cases: PathBuf,
    /// The file of what happened to them.
    pub events: Option<PathBuf>,
    /// Which column is which field, where its title does not tell.
    pub map: Vec<(String, String)>,
    /// Further columns that were known from the start.
    pub features: Vec<String>,
    /// What else means won.
    pub won: Vec<String>,
    /// What else means lost.
    pub lost: Vec<String>,
    /// Whether amounts were known while deals were open; found out where not given.
    pub amounts: Option<Amounts>,
    /// How long the periods are.
    pub window: Step,
    /// Days from one to the next; `None` for one after the other.
    pub every: Option<i64>,
    /// The first day a period may begin.
    pub from: Option<NaiveDate>,
    /// The day after the last that a period may hold.
    pub to: Option<NaiveDate>,
}

/// Where not told otherwise, no period is measured that ends so many days after the last deal was made.
const FADES: i64 = 15;

/// Measures chances and forecasts.
///
/// # Errors
/// When a file cannot be read, a column is missing, or no period fits into the history: says what to do.
pub fn pipeline(settings: &Settings) -> Result<PipelineReport, EvaluateError> {
    let began = Instant::now();
    let read = read::read(settings)?;
    let length = match settings.window {
        Step::Days(days) => days,
        Step::Month => 31,
        Step::Quarter => 92,
    };
    let day = |date: NaiveDate| date.signed_duration_since(NaiveDate::default()).num_days();
    // Something must have been seen before the first forecast.
    let earliest = read.since + length.min(28);
    let from = settings.from.map_or(earliest + length.min(56), day).max(earliest);
    // A file of the deals made up to a day holds their endings for long after it, but nothing new.
    let fresh = read.cases.iter().map(|case| case.created).max().unwrap_or(0) + FADES;
    let until = settings.to.map_or(fresh, day).min(read.until);
    // Earlier periods are forecast too: from their errors come the choice and the ranges.
    let first = settings.every.map_or(earliest, |every| from - (from - earliest) / every * every);
    let warm = settings.every.is_none().then_some(settings.window);
    let first = match warm {
        Some(Step::Days(days)) => from - (from - earliest) / days * days,
        Some(Step::Month | Step::Quarter) => read.since + 1,
        None => first,
    };
    let windows = outlook::windows(settings.window, settings.every, first, until);
    let mut forecasts = outlook::backtest(&read.cases, &windows, read.since, read.amounts);
    forecasts.retain(|forecast| forecast.window.from >= from);
    if forecasts.is_empty() {
        return Err(EvaluateError::NothingToMeasure(format!(
            "No whole period fits: endings are known from {} to {}. Choose a shorter --window, or another --from and --to.",
            report::date(read.since),
            report::date(read.until - 1)
        )));
    }
    Ok(report::of(read, &forecasts, began.elapsed().as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(
        cases: &str,
        events: Option<&str>,
        change: impl FnOnce(&mut Settings),
    ) -> Result<PipelineReport, EvaluateError> {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let mut settings = Settings {
            cases: file("cases.csv", cases),
            events: events.map(|events| file("events.csv", events)),
            map: Vec::new(),
            features: Vec::new(),
            won: Vec::new(),
            lost: Vec::new(),
            amounts: None,
            window: Step::Days(28),
            every: None,
            from: None,
            to: None,
        };
        change(&mut settings);
        pipeline(&settings)
    }

    /// A deal a day: every second is won after three weeks, the others lost after nine.
    fn company(days: u64) -> String {
        let start = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        let deal = |day: u64| {
            let created = start + chrono::Days::new(day);
            let (status, after) =
                if day.is_multiple_of(2) { ("Closed won", 21) } else { ("Closed lost", 63) };
            let closed = created + chrono::Days::new(after);
            format!("D{day},{created},\"{}\",{closed},{status},Ana\n", 100 + day % 7)
        };
        format!(
            "Deal ID,Created,Amount,Close date,Status,Owner\n{}",
            (0..days).map(deal).collect::<String>()
        )
    }

    #[test]
    fn a_steady_company_is_forecast_and_its_record_said() {
        let report = measure(&company(400), None, |_| {}).unwrap();
        assert!(report.chosen.accuracy_mean.is_some_and(|mean| mean > 0.8), "{report}");
        assert!(report.win_in_window.auc > 0.7, "{report}");
        assert!(report.notes.iter().any(|note| note.starts_with("No events")));
        assert!(report.periods.len() > 5);
    }

    #[test]
    fn stages_are_read_where_there_are_events() {
        let stages: Vec<String> =
            (0..400).map(|day| format!("D{day},2025-01-02T10:00:00Z,Proposal\n")).collect();
        let events = format!("case_id,timestamp,activity\n{}X,2025-01-01,Call\n", stages.concat());
        let report = measure(&company(300), Some(&events), |_| {}).unwrap();
        assert!(
            report.has_events
                && report
                    .notes
                    .iter()
                    .any(|note| note.contains("events of cases that are not there"))
        );
    }

    #[test]
    fn what_cannot_be_used_is_left_out_and_said() {
        let mut text = company(300);
        text.push_str("N1,,5,2025-03-01,Closed won,Bo\nN2,2025-03-01,5,,Closed won,Bo\nN3,2025-03-09,5,2025-02-01,Lost,Bo\n");
        text.push_str(
            "D1,2025-03-01,5,2025-04-01,Closed won,Bo\nN4,2025-02-01,,2025-03-01,Closed won,Bo\n",
        );
        // A close date that has passed on an open deal is a plan, a credit is an amount below nothing.
        text.push_str("N5,2025-02-01,-70,2025-03-01,Closed won,Bo\nN6,2025-02-01,10,2025-03-01,Negotiation,Gone\n");
        let report = measure(&text, None, |_| {}).unwrap();
        let said = report.notes.join(" ");
        for part in [
            "1 cases without a day of creation",
            "1 cases won or lost without a closing day",
            "1 cases closed before they were created",
            "1 cases with the id of a case before them",
            "1 won deals have no amount",
        ] {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!(report.cases, 303);
    }

    #[test]
    fn without_amounts_deals_are_counted() {
        let text = company(300).replace("Amount", "Color");
        let report = measure(&text, None, |_| {}).unwrap();
        assert!(report.notes.iter().any(|note| note.contains("deals are counted")));
        assert!((report.periods[0].actual - 14.0).abs() < 2.0, "{report}");
    }

    #[test]
    fn what_is_missing_is_named_with_its_remedy() {
        let said = |text: &str, change: fn(&mut Settings)| {
            measure(text, None, change).unwrap_err().to_string()
        };
        assert!(said("id,created,closed\n1,2025-01-01,\n", |_| {}).contains("--map status=COLUMN"));
        assert!(
            said("id,created,closed,status\n1,2025-01-01,2025-01-03,Ok\n", |_| {})
                .contains("--won VALUE")
        );
        assert!(said(&company(9), |_| {}).contains("No whole period fits"));
        assert!(
            said(&company(9), |settings| settings.map.push(("when".into(), "x".into())))
                .contains("no field when")
        );
        assert!(
            measure(&company(300).replace("Closed won", "Ok"), None, |settings| settings
                .won
                .push("OK".into()))
            .is_ok()
        );
    }
}
