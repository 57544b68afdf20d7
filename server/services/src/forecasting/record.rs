//! The record's page: what would have been said of past periods, by every method, and how right that was.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::access::{Action, allowed};
use domain::calendar::{Period, Span};
use domain::desk::{RecordAsk, RecordLine, RecordPage, RunNote};
use domain::forms::FieldErrors;
use domain::money::Cents;
use domain::outlook::{Candidate, Horizon, Said, Score};
use store::forecast_record::{self as record, BacktestRow, RunRow};

use super::backtest::{self, span_word};
use crate::desks::period_of;
use crate::{Ctx, ServiceResult, charts, day};

/// So many past periods are shown and judged.
const fn shown(span: Span) -> usize {
    match span {
        Span::Month => 12,
        Span::Quarter => 8,
        Span::Year => 3,
    }
}

/// Fewer periods than this say little of a method.
const FEW: usize = 4;

/// What would have been said of past periods. Those who do not see the company's figures read it in percent of what
/// came.
///
/// # Errors
/// `Invalid` when a word of the address is unknown.
pub async fn page(ctx: &Ctx, ask: &RecordAsk) -> ServiceResult<RecordPage> {
    ctx.require(Action::ReadRecords)?;
    let horizon = horizon_of(&ask.at)?;
    let may = |action| ctx.user().map_or(true, |user| allowed(user.role, action));
    let is_relative = !may(Action::ReadCompanyFigures);
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let asked = period_of(&ask.period, Span::Quarter, today)?;
    let period = Period::containing(asked.span, today);
    let run = record::newest(&mut tx).await?;
    let done = record::newest_done(&mut tx).await?;
    let rows = record::rows(&mut tx).await?;
    let method = backtest::method(&mut tx).await?;
    drop(tx);
    let book = Book::of(&rows, period.span);
    let lines = book.lines(horizon, is_relative);
    let pictures = charts::record(&lines, is_relative)?;
    Ok(RecordPage {
        now: ctx.now(),
        today,
        period,
        horizon,
        missing: missing(done.as_ref(), lines.len()),
        run: run.map(note),
        may_measure: may(Action::MeasureForecast),
        speaks: method.of(period.span).map(|method| (method.candidate, method.periods)),
        scores: book.scores(horizon),
        horizons: book.horizons(),
        chart: pictures.wide,
        chart_phone: pictures.phone,
        lines,
        is_relative,
    })
}

fn horizon_of(word: &str) -> ServiceResult<Horizon> {
    if word.is_empty() {
        return Ok(Horizon::Start);
    }
    Horizon::try_from(word).map_err(|error| FieldErrors::one("at", error.to_string()).into())
}

fn note(run: RunRow) -> RunNote {
    let percent = run.steps_done * 100 / run.steps.max(1);
    RunNote {
        is_open: matches!(run.status.as_str(), "queued" | "running" | "cancelling"),
        percent: u32::try_from(percent.clamp(0, 100)).unwrap_or(0),
        deals: run.deals.unsigned_abs(),
        since_on: run.since_on,
        at: run.finished_at.unwrap_or(run.created_at),
        problem: run.problem,
        status: run.status,
    }
}

/// What the record lacks.
fn missing(done: Option<&RunRow>, periods: usize) -> Vec<String> {
    let Some(run) = done else { return Vec::new() };
    let mut lacks = Vec::new();
    if run.deals == 0 {
        lacks.push("There are no deals yet to try a forecast on.".to_owned());
    }
    if run.deals > 0 && !run.has_history {
        lacks.push(
            "Most deals came without a history of their stages: chances rest on age, owner, product and amount alone."
                .to_owned(),
        );
    }
    if run.deals > 0 && periods == 0 {
        lacks.push(
            "No whole period of this length lies within the time whose endings are known."
                .to_owned(),
        );
    } else if periods < FEW {
        lacks.push(format!(
            "Only {periods} past periods of this length are known: a method needs about {FEW} to be trusted, and its \
             range stays wide until then."
        ));
    }
    lacks
}

/// One length's rows, by horizon and period.
struct Book<'a>(BTreeMap<(Horizon, NaiveDate), Vec<&'a BacktestRow>>, Span);

fn cents(amount: i64) -> f64 {
    Cents(amount).to_model()
}

fn said(row: &BacktestRow) -> Said {
    Said { point: cents(row.point_cents), low: cents(row.low_cents), high: cents(row.high_cents) }
}

impl<'a> Book<'a> {
    fn of(rows: &'a [BacktestRow], span: Span) -> Self {
        let mut book: BTreeMap<_, Vec<&BacktestRow>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.span == span_word(span)) {
            if let Ok(horizon) = Horizon::try_from(row.horizon.as_str()) {
                book.entry((horizon, row.period_starts_on)).or_default().push(row);
            }
        }
        Self(book, span)
    }

    /// The newest periods of a horizon, the newest last.
    fn newest(&self, horizon: Horizon) -> impl Iterator<Item = &Vec<&'a BacktestRow>> {
        let all = self.0.iter().filter(move |((of, _), _)| *of == horizon);
        let skipped = all.clone().count().saturating_sub(shown(self.1));
        all.skip(skipped).map(|(_, rows)| rows)
    }

    /// What one method said, or the choice of then, and what came.
    fn pairs(&self, horizon: Horizon, of: Option<Candidate>) -> Vec<(Said, f64)> {
        let is = |row: &&&BacktestRow| match of {
            Some(candidate) => row.candidate == candidate.as_str(),
            None => row.is_chosen,
        };
        self.newest(horizon)
            .filter_map(|rows| rows.iter().find(is))
            .map(|row| (said(row), cents(row.actual_cents)))
            .collect()
    }

    fn scores(&self, horizon: Horizon) -> Vec<(Option<Candidate>, Score)> {
        std::iter::once(None)
            .chain(Candidate::ALL.into_iter().map(Some))
            .map(|of| (of, Score::of(self.pairs(horizon, of))))
            .filter(|(_, score)| score.periods > 0)
            .collect()
    }

    fn horizons(&self) -> Vec<(Horizon, Score, Score)> {
        [Horizon::Start, Horizon::Third, Horizon::TwoThirds]
            .into_iter()
            .map(|horizon| {
                let usual = self.pairs(horizon, Some(Candidate::Weighted));
                (horizon, Score::of(self.pairs(horizon, None)), Score::of(usual))
            })
            .filter(|(_, score, _)| score.periods > 0)
            .collect()
    }

    fn lines(&self, horizon: Horizon, is_relative: bool) -> Vec<RecordLine> {
        let of = |rows: &Vec<&BacktestRow>| {
            let chosen = rows.iter().find(|row| row.is_chosen)?;
            let usual = rows.iter().find(|row| row.candidate == Candidate::Weighted.as_str())?;
            let actual = cents(chosen.actual_cents);
            let part = if is_relative { 100.0 / actual.max(1.0) } else { 1.0 };
            let candidate =
                Candidate::ALL.into_iter().find(|one| one.as_str() == chosen.candidate)?;
            let Said { point, low, high } = said(chosen);
            Some(RecordLine {
                period: Period { span: self.1, start: chosen.period_starts_on },
                cut_on: chosen.cut_on,
                candidate,
                point: point * part,
                low: low * part,
                high: high * part,
                usual: cents(usual.point_cents) * part,
                actual: actual * part,
            })
        };
        self.newest(horizon).filter_map(of).collect()
    }
}
