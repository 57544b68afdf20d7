//! Which moment a page of the past is asked for.

use chrono::{DateTime, Utc};
use domain::as_of::AsOf;
use store::{Tx, as_of};

use crate::{Ctx, ServiceResult, day, zone};

/// The moment that this text names to the signed-in person, of which something is known of deals.
///
/// # Errors
/// When it names none, is still to come, or lies before the first deal.
pub(crate) async fn moment(ctx: &Ctx, tx: &mut Tx, text: &str) -> ServiceResult<AsOf> {
    let first_at = as_of::first_at(tx).await?;
    moment_since(ctx, tx, text, first_at).await
}

/// The same where something is known since another moment.
///
/// # Errors
/// When it names none, is still to come, or lies before that moment.
pub(crate) async fn moment_since(
    ctx: &Ctx,
    tx: &mut Tx,
    text: &str,
    first_at: Option<DateTime<Utc>>,
) -> ServiceResult<AsOf> {
    let now = ctx.now();
    let zone = zone(day::zone_of(ctx, tx).await?.name(), now);
    Ok(AsOf::parse(text, &zone, now, first_at)?)
}
