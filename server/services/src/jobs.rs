//! The background: what is queued, leased and run, by the same use cases as everything else.
//!
//! Work that comes back every night is queued for the next one when it is planned; its key keeps it single, however
//! many processes plan it.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::ids::ImportId;
use domain::undo;
use serde_json::json;
use store::import_files;
use store::jobs::{self, Job, NewJob};

use crate::forecasting::backtest;
use crate::import::runs;
use crate::{
    Ctx, ServiceError, ServiceResult, backup, campaigns, deals, duplicates, leads, learning,
    scoring, session, snapshots, web_forms, zone,
};

/// A worker that is silent for this long has lost its job.
const LEASE: Duration = Duration::seconds(60);
/// How often a worker says that it is still at it.
const RENEW_EVERY: std::time::Duration = std::time::Duration::from_secs(20);
/// The wait after the first failure; each further one makes it four times as long.
const FIRST_WAIT: Duration = Duration::seconds(30);
const LONGEST_WAIT: Duration = Duration::hours(6);
/// How long what was done stays to be looked at.
const KEEP_DONE: Duration = Duration::days(30);
/// The hour at which the night's work begins, on the installation's clock.
const NIGHT_HOUR: u32 = 2;

/// What the background can do, in the order of a night: each rests on what came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Learns from the deals closed since.
    Learn,
    /// Brings the chances of open deals up to date.
    RescoreDeals,
    /// Brings scores up to date that nothing but time has moved.
    RescoreLeads,
    /// Tries every way to forecast on the past, and lets the best one speak.
    Backtest,
    /// Keeps what the forecast says today.
    TakeSnapshots,
    /// Keeps what each rep did.
    RefreshPerformance,
    /// Makes the reports of campaigns that are kept.
    ReportCampaigns,
    /// Looks for records that may be one.
    FindDuplicates,
    /// Forgets sessions that have ended, browsers long unused, failed sign-ins that count no longer, jobs done long ago,
    /// and the files of imports that can no longer be undone.
    CleanUp,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Learn,
        Self::RescoreDeals,
        Self::RescoreLeads,
        Self::Backtest,
        Self::TakeSnapshots,
        Self::RefreshPerformance,
        Self::ReportCampaigns,
        Self::FindDuplicates,
        Self::CleanUp,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Learn => "learn",
            Self::RescoreDeals => "rescore_deals",
            Self::RescoreLeads => "rescore_leads",
            Self::Backtest => "nightly_backtest",
            Self::TakeSnapshots => "take_snapshots",
            Self::RefreshPerformance => "refresh_performance",
            Self::ReportCampaigns => "report_campaigns",
            Self::FindDuplicates => "find_duplicates",
            Self::CleanUp => "clean_up",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// A page is empty until this was done once: a new installation does not wait for the night.
    const fn is_wanted_at_once(self) -> bool {
        matches!(self, Self::FindDuplicates | Self::RefreshPerformance)
    }

    async fn perform(self, ctx: &Ctx) -> ServiceResult<()> {
        match self {
            Self::Learn => learning::learn(ctx).await,
            Self::RescoreDeals => deals::rescore_open(ctx).await.map(drop),
            Self::RescoreLeads => leads::rescore_stale(ctx).await.map(drop),
            Self::Backtest => backtest::of_night(ctx).await,
            Self::TakeSnapshots => snapshots::take(ctx).await,
            Self::RefreshPerformance => snapshots::refresh_performance(ctx).await,
            Self::ReportCampaigns => campaigns::refresh(ctx).await,
            Self::FindDuplicates => duplicates::search(ctx).await,
            Self::CleanUp => clean_up(ctx).await,
        }
    }
}

/// Queues the work of the coming night, unless it waits already.
///
/// # Errors
/// When the database is away.
pub async fn plan_night(ctx: &Ctx) -> ServiceResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db().write().await?;
    let tonight = next_night(now, zone::of_installation(&mut tx).await?);
    for kind in Kind::ALL {
        let is_first = kind.is_wanted_at_once() && !jobs::is_known(&mut tx, kind.as_str()).await?;
        let run_at = if is_first { now } else { tonight };
        let payload = json!({});
        let job = NewJob {
            kind: kind.as_str(),
            payload: &payload,
            run_at,
            dedupe_key: Some(kind.as_str()),
            cause: None,
        };
        jobs::enqueue(&mut tx, &job, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Runs the job that has been due longest; `false` when nothing is due.
///
/// # Errors
/// When the database is away. A job that fails is no error: it is tried again, or given up, as its row says.
pub async fn run_next(ctx: &Ctx, worker: &str) -> ServiceResult<bool> {
    let now = ctx.now();
    let mut tx = ctx.db().read().await?;
    let is_due = jobs::is_due(&mut tx, now).await?;
    drop(tx);
    if !is_due {
        return Ok(false);
    }
    let mut tx = ctx.db().write().await?;
    let job = jobs::claim(&mut tx, worker, now, now + LEASE).await?;
    tx.commit().await?;
    let Some(job) = job else { return Ok(false) };
    // Both are polled side by side: on SQLite a renewal waits while the work writes.
    let outcome = tokio::select! {
        outcome = perform(ctx, &job) => outcome,
        () = keep_lease(ctx, &job, worker) => {
            tracing::warn!(job = %job.id, kind = %job.kind, "the lease of a job was lost");
            return Ok(true);
        }
    };
    settle(ctx, &job, worker, outcome).await?;
    Ok(true)
}

async fn perform(ctx: &Ctx, job: &Job) -> ServiceResult<()> {
    if job.kind == runs::JOB {
        let id = job.payload.get("import").and_then(serde_json::Value::as_i64);
        let id = id.ok_or_else(|| ServiceError::Internal("a job names no import".to_owned()))?;
        runs::perform(ctx, ImportId(id), |_| {}).await?;
        return find_duplicates_soon(ctx).await;
    }
    if job.kind == backtest::JOB {
        let run = job.payload.get("run").and_then(serde_json::Value::as_i64);
        let run = run.ok_or_else(|| ServiceError::Internal("a job names no run".to_owned()))?;
        return backtest::perform(ctx, run).await;
    }
    match Kind::of(&job.kind) {
        Some(kind) => kind.perform(ctx).await,
        None if job.kind == scoring::JOB => scoring::perform(ctx).await,
        None if job.kind == backup::JOB => backup::take(ctx, &job.payload).await,
        None => Err(ServiceError::Internal(format!("this version knows no work \"{}\"", job.kind))),
    }
}

/// What an import brought may be there already.
async fn find_duplicates_soon(ctx: &Ctx) -> ServiceResult<()> {
    let (now, payload) = (ctx.now(), json!({}));
    let mut tx = ctx.db().write().await?;
    let job = NewJob {
        kind: Kind::FindDuplicates.as_str(),
        payload: &payload,
        run_at: now,
        dedupe_key: Some("find_duplicates_after_import"),
        cause: None,
    };
    jobs::enqueue(&mut tx, &job, now).await?;
    Ok(tx.commit().await?)
}

/// Comes back only when another worker has the job.
async fn keep_lease(ctx: &Ctx, job: &Job, worker: &str) {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        match renew(ctx, job, worker).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(job = %job.id, %error, "a lease was not renewed"),
        }
    }
}

async fn renew(ctx: &Ctx, job: &Job, worker: &str) -> ServiceResult<bool> {
    let mut tx = ctx.db().write().await?;
    let kept = jobs::renew(&mut tx, job.id, worker, ctx.now() + LEASE).await?;
    tx.commit().await?;
    Ok(kept)
}

async fn settle(
    ctx: &Ctx,
    job: &Job,
    worker: &str,
    outcome: ServiceResult<()>,
) -> ServiceResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db().write().await?;
    match outcome {
        Ok(()) => jobs::finish(&mut tx, job.id, worker, now).await?,
        Err(error) => {
            let message = error.to_string();
            let is_last = job.attempts >= job.max_attempts;
            tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempts, %error, is_last, "a job failed");
            if is_last {
                jobs::bury(&mut tx, job.id, worker, now, &message).await?;
            } else {
                let again = now + wait_after(job.attempts);
                jobs::retry(&mut tx, job.id, worker, again, &message).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}

/// 30 seconds, 2 minutes, 8 minutes, and so on.
fn wait_after(attempts: i64) -> Duration {
    let times = u32::try_from(attempts - 1).ok().and_then(|power| 4_i32.checked_pow(power));
    times
        .and_then(|times| FIRST_WAIT.checked_mul(times))
        .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}

fn next_night(now: DateTime<Utc>, clock: Tz) -> DateTime<Utc> {
    let today = now.with_timezone(&clock).date_naive();
    let night = |day: NaiveDate| {
        day.and_hms_opt(NIGHT_HOUR, 0, 0).map_or(now, |shown| zone::moment(clock, shown))
    };
    let tonight = night(today);
    if now < tonight { tonight } else { night(today + Days::new(1)) }
}

async fn clean_up(ctx: &Ctx) -> ServiceResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db().write().await?;
    store::sessions::prune(&mut tx, now, now - session::IDLE).await?;
    store::devices::prune(&mut tx, now - session::KNOWN_FOR).await?;
    session::prune_failures(&mut tx, now).await?;
    web_forms::forget(&mut tx, now).await?;
    jobs::tidy(&mut tx, now, now - KEEP_DONE).await?;
    import_files::prune(&mut tx, now - Duration::days(undo::DAYS)).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_at_six_hours() {
        let minutes: Vec<i64> =
            [1, 2, 3, 4, 9, 99].map(|attempts| wait_after(attempts).num_seconds()).into();
        assert_eq!(minutes, [30, 120, 480, 1920, 21_600, 21_600]);
    }

    #[test]
    fn the_night_is_the_coming_one() {
        let night = |now: &str, clock: Tz| next_night(now.parse().unwrap(), clock).to_rfc3339();
        assert_eq!(night("2026-11-22T01:59:00Z", Tz::UTC), "2026-11-22T02:00:00+00:00");
        assert_eq!(night("2026-11-22T02:00:00Z", Tz::UTC), "2026-11-23T02:00:00+00:00");
    }

    #[test]
    fn a_night_begins_by_the_clock_on_the_wall_also_when_it_changes() {
        let night = |now: &str| next_night(now.parse().unwrap(), Tz::Europe__Madrid).to_rfc3339();
        assert_eq!(night("2026-03-27T12:00:00Z"), "2026-03-28T01:00:00+00:00");
        // In the night of 29 March there is no two o'clock: it is three then.
        assert_eq!(night("2026-03-28T12:00:00Z"), "2026-03-29T01:00:00+00:00");
        assert_eq!(night("2026-03-29T12:00:00Z"), "2026-03-30T00:00:00+00:00");
        // On 25 October it is two o'clock twice; the work is done once.
        assert_eq!(night("2026-10-24T12:00:00Z"), "2026-10-25T00:00:00+00:00");
        assert_eq!(night("2026-10-25T00:00:00Z"), "2026-10-26T01:00:00+00:00");
    }
}
