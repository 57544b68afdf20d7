//! Why deals are won and lost.

use chrono::{Days, Months};
use domain::access::Action;
use domain::winloss::{WinLoss, analyse};

use crate::{Ctx, ServiceResult, day};

/// Months that are looked at when nobody says.
const USUAL: u32 = 12;
/// The most deals that are looked at, the last ones.
const MOST: i64 = 20_000;
/// A lost deal to ask again about was lost no longer ago than this, in days.
const AGAIN: Days = Days::new(520);

/// Wins and losses of the last months within the reader's scope.
///
/// # Errors
/// When the database is away.
pub async fn page(ctx: &Ctx, months: Option<u32>) -> ServiceResult<WinLoss> {
    ctx.require(Action::ReadRecords)?;
    let months = months.filter(|months| (1..=60).contains(months)).unwrap_or(USUAL);
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let from = today.checked_sub_months(Months::new(months)).unwrap_or(today);
    let since = from.min(today.checked_sub_days(AGAIN).unwrap_or(from));
    let deals = store::winloss::ended(&mut tx, &ctx.scope(), since, MOST + 1).await?;
    let is_cut = i64::try_from(deals.len()).is_ok_and(|count| count > MOST);
    Ok(WinLoss { is_cut, ..analyse(&deals, (from, today), today) })
}
