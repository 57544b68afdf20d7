//! The calendar day of whoever asks.

use chrono::NaiveDate;
use store::{Tx, users};

use crate::{Ctx, ServiceResult};

/// Today on the calendar of the signed-in person; in UTC for the installation itself.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn today(ctx: &Ctx, tx: &mut Tx) -> ServiceResult<NaiveDate> {
    let now = ctx.now();
    let Ok(user) = ctx.user() else { return Ok(now.date_naive()) };
    let zone = users::get(tx, user.id).await?.time_zone;
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    Ok(now.with_timezone(&zone).date_naive())
}
