//! Open deals by the month they should close in.

use domain::access::Action;
use domain::calendar::{Period, Span};
use domain::closing::{ClosingMonth, ClosingPage};
use domain::opportunity::DealStatus;
use store::opportunity_reads::{self, DealQuery, DealSort};
use store::rollups;

use crate::{Ctx, ServiceResult, day};

/// The month before this one, this one, and those after it.
const MONTHS: usize = 7;

/// How many deals of a month are shown.
const SHOWN: i64 = 12;

/// Open deals by month, as far as this person sees them.
///
/// # Errors
/// When the role may not read records.
pub async fn closing(ctx: &Ctx) -> ServiceResult<ClosingPage> {
    ctx.require(Action::ReadRecords)?;
    let (now, scope) = (ctx.now(), ctx.scope());
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let mut months = Vec::with_capacity(MONTHS);
    let mut period = Period::containing(Span::Month, today).previous();
    let sums = rollups::open_months(&mut tx, &scope).await?;
    for _ in 0..MONTHS {
        let query = DealQuery {
            status: Some(DealStatus::Open),
            closing: Some(period.into()),
            sort: DealSort::Amount,
            limit: SHOWN,
            ..DealQuery::default()
        };
        let sum = sums.iter().find(|sum| sum.month == period.start);
        let deals = sum.map_or(0, |sum| sum.deals);
        let rows = match deals {
            0 => Vec::new(),
            _ => opportunity_reads::list(&mut tx, &scope, &query, now).await?,
        };
        months.push(ClosingMonth {
            period,
            deals,
            amount: sum.map(|sum| sum.amount).unwrap_or_default(),
            weighted: sum.map(|sum| sum.weighted).unwrap_or_default(),
            rows,
        });
        period = period.next();
    }
    Ok(ClosingPage { today, months })
}
