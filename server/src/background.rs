//! The loop of the background: looks for jobs that are due, and runs them one after the other.

use std::time::Duration;

use services::backup::{self, Policy};
use services::{Ctx, ServiceResult, jobs};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often it makes sure that the night's work is queued.
const PLAN_EVERY: Duration = Duration::from_hours(1);

/// Works until `closing` becomes true. A job that runs then is left to its lease: the next start takes it up again.
pub async fn run(ctx: Ctx, backups: Option<Policy>, mut closing: watch::Receiver<bool>) {
    let worker = format!("process {}", std::process::id());
    tokio::select! {
        () = work(&ctx, backups.as_ref(), &worker) => {}
        // An error means that the server has gone, which is as good a reason.
        _ = closing.wait_for(|closing| *closing) => {}
    }
}

async fn work(ctx: &Ctx, backups: Option<&Policy>, worker: &str) {
    let mut plan_at = Instant::now();
    loop {
        if let Err(error) = turn(ctx, backups, worker, &mut plan_at).await {
            tracing::warn!(%error, "the background could not work");
        }
        sleep(LOOK_EVERY).await;
    }
}

/// Everything that is due now.
async fn turn(
    ctx: &Ctx,
    backups: Option<&Policy>,
    worker: &str,
    plan_at: &mut Instant,
) -> ServiceResult<()> {
    if Instant::now() >= *plan_at {
        jobs::plan_night(ctx).await?;
        if let Some(policy) = backups {
            backup::plan(ctx, policy).await?;
        }
        *plan_at = Instant::now() + PLAN_EVERY;
    }
    while jobs::run_next(ctx, worker).await? {}
    Ok(())
}
