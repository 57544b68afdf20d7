//! The record of every method: what each would have said of past periods, and which one speaks today.
//!
//! Made at night, after an import that brought closed deals, and when somebody asks. It learns and computes on a
//! thread of its own; how far it is stands in its run, and whoever ends the run ends it at its next forecast.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Scope};
use domain::calendar::{Period, Span};
use domain::forecast::{Correction, ForecastConfig};
use domain::hazard::Case;
use domain::ids::UserId;
use domain::journal::Entity;
use domain::money::Cents;
use domain::outlook::{Candidate, Diary, Entry, diary};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::forecast_record::{self as record, BacktestRow};
use store::jobs::{self, NewJob};
use store::{Tx, forecast_cases, settings};

use super::{Books, CONFIG, Outlook};
use crate::{Ctx, Event, ServiceError, ServiceResult, day};

/// What the background calls it.
pub(crate) const JOB: &str = "backtest";
const METHOD: &str = "learned.forecast";
/// How often a run says how far it is.
const TELL_EVERY: Duration = Duration::from_millis(500);
/// How long runs are kept.
const KEEP: chrono::Duration = chrono::Duration::days(30);

/// The methods that speak today: what their record says of each span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Method {
    /// When it was learned; `None` when nothing was yet.
    pub learned_at: Option<DateTime<Utc>>,
    /// By span.
    pub spans: Vec<SpanMethod>,
}

/// The method for months, quarters or years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanMethod {
    /// Which.
    pub span: Span,
    /// The candidate with the best record.
    pub candidate: Candidate,
    /// How many past periods it was tried on.
    pub periods: u32,
    /// What that makes of the forecast.
    pub correction: Correction,
}

impl Method {
    /// What is said of periods of this length; nothing before any record.
    #[must_use]
    pub fn of(&self, span: Span) -> Option<&SpanMethod> {
        self.spans.iter().find(|method| method.span == span)
    }
}

/// The method in force.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn method(tx: &mut Tx) -> ServiceResult<Method> {
    Ok(settings::get(tx, METHOD).await?.unwrap_or_default())
}

/// Asks for a run, unless one waits or runs.
///
/// # Errors
/// `Forbidden` by role.
pub async fn ask(ctx: &Ctx) -> ServiceResult<()> {
    ctx.require(Action::MeasureForecast)?;
    let mut tx = ctx.db().write().await?;
    queue(&mut tx, "asked", ctx.actor().user(), ctx.now()).await?;
    tx.commit().await?;
    tell(ctx);
    Ok(())
}

/// Queues a run within a write, unless one waits or runs.
pub(crate) async fn queue(
    tx: &mut Tx,
    cause: &str,
    user: Option<UserId>,
    now: DateTime<Utc>,
) -> ServiceResult<()> {
    let waits = |run: &record::RunRow| matches!(run.status.as_str(), "queued");
    if record::newest(tx).await?.is_some_and(|run| waits(&run)) {
        return Ok(());
    }
    let id = record::insert(tx, cause, user, now).await?;
    let payload = json!({ "run": id });
    let job = NewJob { kind: JOB, payload: &payload, run_at: now, dedupe_key: None, cause: None };
    jobs::enqueue(tx, &job, now).await?;
    Ok(())
}

/// Ends the run that waits or runs; the record that stood before stays.
///
/// # Errors
/// `Forbidden` by role.
pub async fn cancel(ctx: &Ctx) -> ServiceResult<()> {
    ctx.require(Action::MeasureForecast)?;
    let mut tx = ctx.db().write().await?;
    if let Some(run) = record::newest(&mut tx).await? {
        record::cancel(&mut tx, run.id).await?;
    }
    tx.commit().await?;
    tell(ctx);
    Ok(())
}

/// The night's run.
///
/// # Errors
/// When the database is away.
pub(crate) async fn of_night(ctx: &Ctx) -> ServiceResult<()> {
    let mut tx = ctx.db().write().await?;
    // The night before may have ended with its process.
    record::give_up(&mut tx, ctx.now()).await?;
    let id = record::insert(&mut tx, "night", None, ctx.now()).await?;
    record::prune(&mut tx, ctx.now() - KEEP, id).await?;
    tx.commit().await?;
    perform(ctx, id).await
}

/// Makes the record anew. A run that fails says why, and the record before it stands; the job tries it again.
///
/// # Errors
/// When the database is away: then it is made later.
pub(crate) async fn perform(ctx: &Ctx, run: i64) -> ServiceResult<()> {
    let outcome = measure(ctx, run).await;
    if let Err(error) = &outcome {
        let mut tx = ctx.db().write().await?;
        record::finish(&mut tx, run, "failed", Some(&error.to_string()), ctx.now()).await?;
        tx.commit().await?;
        tell(ctx);
    }
    outcome
}

async fn measure(ctx: &Ctx, run: i64) -> ServiceResult<()> {
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let cases = Arc::new(forecast_cases::stories(&mut tx).await?);
    drop(tx);
    let since = since(&cases, today);
    let mut tx = ctx.db().write().await?;
    let deals = i64::try_from(cases.len()).unwrap_or(i64::MAX);
    let since_on = date(since).unwrap_or(today);
    let begun =
        record::begin(&mut tx, run, deals, since_on, has_history(&cases), ctx.now()).await?;
    if !begun {
        // It was told to end while nobody worked on it.
        record::finish(&mut tx, run, "cancelled", None, ctx.now()).await?;
    }
    tx.commit().await?;
    if !begun {
        return Ok(());
    }
    let outcome = Running::new(ctx, run).follow(cases, since, today).await?;
    let mut tx = ctx.db().read().await?;
    let method = match &outcome {
        Some(diary) => Some(choose(ctx, &mut tx, diary).await?),
        None => None,
    };
    drop(tx);
    let mut tx = ctx.db().write().await?;
    let status = match (&outcome, &method) {
        (Some(diary), Some(method)) => {
            record::replace(&mut tx, &rows(diary)).await?;
            settings::put(&mut tx, METHOD, method, ctx.now()).await?;
            "done"
        }
        _ => "cancelled",
    };
    record::finish(&mut tx, run, status, None, ctx.now()).await?;
    tx.commit().await?;
    tell(ctx);
    Ok(())
}

/// Open pages read the forecast again.
fn tell(ctx: &Ctx) {
    ctx.host().bus.publish(Event { entity: Entity::Setting, id: 0, by: ctx.actor().user() });
}

/// The day from which endings are known: that of the first one.
fn since(cases: &[Case], today: NaiveDate) -> i64 {
    let closed = cases.iter().filter_map(|case| case.closed.map(|(day, _)| day));
    closed.min().unwrap_or_else(|| today.signed_duration_since(NaiveDate::default()).num_days())
}

/// Whether most closed deals were seen in more than one stage.
fn has_history(cases: &[Case]) -> bool {
    let closed = || cases.iter().filter(|case| case.closed.is_some());
    closed().filter(|case| case.events.len() > 1).count() * 4 > closed().count()
}

fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(chrono::Duration::days(day))
}

/// A run while it computes.
struct Running<'a> {
    ctx: &'a Ctx,
    id: i64,
    done: Arc<AtomicUsize>,
    steps: Arc<AtomicUsize>,
    ends: Arc<AtomicBool>,
}

impl Drop for Running<'_> {
    /// Whoever waits no longer wants no more of it.
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
    }
}

impl<'a> Running<'a> {
    fn new(ctx: &'a Ctx, id: i64) -> Self {
        Self { ctx, id, done: Arc::default(), steps: Arc::default(), ends: Arc::default() }
    }

    /// Computes, and says how far it is until it has ended.
    async fn follow(
        &self,
        cases: Arc<Vec<Case>>,
        since: i64,
        today: NaiveDate,
    ) -> ServiceResult<Option<Diary>> {
        let (done, steps, ends) = (self.done.clone(), self.steps.clone(), self.ends.clone());
        let mut computing = tokio::task::spawn_blocking(move || {
            diary(&cases, since, today, &mut |made, of| {
                done.store(made, Ordering::Relaxed);
                steps.store(of, Ordering::Relaxed);
                !ends.load(Ordering::Relaxed)
            })
        });
        loop {
            tokio::select! {
                made = &mut computing => {
                    return made.map_err(|error| ServiceError::Internal(error.to_string()));
                }
                () = tokio::time::sleep(TELL_EVERY) => self.say().await?,
            }
        }
    }

    async fn say(&self) -> ServiceResult<()> {
        let count = |number: &AtomicUsize| {
            i64::try_from(number.load(Ordering::Relaxed)).unwrap_or(i64::MAX)
        };
        let mut tx = self.ctx.db().write().await?;
        let goes_on =
            record::advance(&mut tx, self.id, count(&self.done), count(&self.steps)).await?;
        tx.commit().await?;
        if !goes_on {
            self.ends.store(true, Ordering::Relaxed);
        }
        tell(self.ctx);
        Ok(())
    }
}

/// The method for each span, and what it makes of the forecast of today.
async fn choose(ctx: &Ctx, tx: &mut Tx, diary: &Diary) -> ServiceResult<Method> {
    let scope = Scope::Everything;
    let outlook = Outlook::read(ctx, tx, &scope).await?.without_record();
    let config: ForecastConfig = settings::get(tx, CONFIG).await?.unwrap_or_default();
    let mut spans = Vec::new();
    for entry in &diary.present {
        let span = entry.period.span;
        let of = |past: &&Entry| past.period.span == span && past.horizon == entry.horizon;
        let periods = diary.past.iter().filter(of).count();
        if periods == 0 {
            continue;
        }
        let books = Books::read(tx, &scope, entry.period).await?;
        let input = outlook.input(entry.period, &books);
        let said = entry.rest.chosen();
        spans.push(SpanMethod {
            span,
            candidate: entry.rest.chosen,
            periods: u32::try_from(periods).unwrap_or(u32::MAX),
            correction: Correction::of(&input, (said.point, said.low, said.high), &config),
        });
    }
    Ok(Method { learned_at: Some(ctx.now()), spans })
}

/// The word of a span in the database.
pub(super) const fn span_word(span: Span) -> &'static str {
    match span {
        Span::Month => "month",
        Span::Quarter => "quarter",
        Span::Year => "year",
    }
}

fn rows(diary: &Diary) -> Vec<BacktestRow> {
    diary.past.iter().flat_map(rows_of).collect()
}

fn rows_of(entry: &Entry) -> impl Iterator<Item = BacktestRow> + '_ {
    let cents = |amount: f64| Cents::from_model(amount).get();
    let Period { span, start } = entry.period;
    Candidate::ALL.into_iter().map(move |candidate| {
        let said = entry.said(candidate);
        BacktestRow {
            span: span_word(span).to_owned(),
            horizon: entry.horizon.as_str().to_owned(),
            period_starts_on: start,
            cut_on: entry.cut_on,
            candidate: candidate.as_str().to_owned(),
            is_chosen: candidate == entry.rest.chosen,
            point_cents: cents(said.point),
            low_cents: cents(said.low),
            high_cents: cents(said.high),
            actual_cents: cents(entry.actual()),
        }
    })
}
