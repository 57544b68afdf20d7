//! The chance that a deal is won, learned from the installation's own ended deals.

use chrono::{DateTime, Duration, Utc};
use domain::models::{ModelCard, ModelKind};
use domain::win::{Fitted, History, StageFacts, fit};
use store::{Tx, histories, models, pipelines};

use crate::{ServiceError, ServiceResult, deals};

/// About so many deals are learned from at most: they bound the memory and the time of a fit.
const DEALS: i64 = 60_000;
/// And not those made before so many years.
const PAST: Duration = Duration::days(4 * 365);

/// Learns from what the database holds. Takes seconds on a large one; nothing is written.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn fit_win(tx: &mut Tx, now: DateTime<Utc>) -> ServiceResult<Fitted> {
    let config = deals::win_config(tx).await?;
    let stages = pipelines::all_stages(tx).await?;
    let stages = stages.iter().map(|stage| {
        let normal_dwell_days = u16::try_from(stage.normal_dwell_days).ok();
        (stage.id, StageFacts { default: stage.default_probability, normal_dwell_days })
    });
    let stages = stages.collect();
    let stories = histories::stories(tx, now - PAST, DEALS).await?;
    let fitting = tokio::task::spawn_blocking(move || {
        let mut history = History { stories, stages, now };
        fit(&history.examples(), &config)
    });
    fitting.await.map_err(|error| ServiceError::Internal(format!("the fit of chances: {error}")))
}

/// Puts what was learned into use.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn keep_win(
    tx: &mut Tx,
    fitted: &Fitted,
    now: DateTime<Utc>,
) -> ServiceResult<()> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let card = ModelCard {
        kind: ModelKind::Win,
        version: 0,
        trained_at: now,
        cases: count(fitted.deals),
        positives: count(fitted.won),
        examples: count(fitted.examples),
        from_on: fitted.days.map(|days| days.0),
        to_on: fitted.days.map(|days| days.1),
        method: fitted.learned.method,
        reason: fitted.reason.clone(),
        measured: fitted.measured.clone(),
        is_used: true,
    };
    models::keep(tx, &card, &fitted.learned).await?;
    Ok(())
}
