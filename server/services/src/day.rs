//! The clock and the calendar day of whoever asks.

use chrono::NaiveDate;
use chrono_tz::Tz;
use store::{Tx, users};

use crate::{Ctx, ServiceResult, zone};

/// The zone of the signed-in person, or of the installation itself.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn zone_of(ctx: &Ctx, tx: &mut Tx) -> ServiceResult<Tz> {
    let Ok(user) = ctx.user() else { return zone::of_installation(tx).await };
    let user = users::get(tx, user.id).await?;
    Ok(zone::tz(&zone::name_of(tx, &user).await?))
}

/// Today on the calendar of the signed-in person, or of the installation itself.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn today(ctx: &Ctx, tx: &mut Tx) -> ServiceResult<NaiveDate> {
    Ok(ctx.now().with_timezone(&zone_of(ctx, tx).await?).date_naive())
}
