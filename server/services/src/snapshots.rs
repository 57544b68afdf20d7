//! What is kept every night: what the forecast said, and what each rep did.

use std::collections::BTreeMap;
use std::iter;

use domain::access::Scope;
use domain::calendar::{Period, Span};
use domain::ids::UserId;
use store::forecast_reads::{self, Cut};
use store::performance;
use store::rollups::Range;

use crate::forecasting::{Books, Outlook};
use crate::{Ctx, ServiceResult, day};

/// Keeps what the forecast of the present month, quarter and year says today, in all and for everybody who sells.
///
/// # Errors
/// When the database is away.
pub async fn take(ctx: &Ctx) -> ServiceResult<()> {
    let (now, scope) = (ctx.now(), Scope::Everything);
    let mut tx = ctx.db().read().await?;
    let outlook = Outlook::read(ctx, &mut tx, &scope).await?;
    let mut said = Vec::new();
    for span in Span::ALL {
        let period = Period::containing(*span, outlook.today);
        let books = Books::read(&mut tx, &scope, period).await?;
        said.push((period, Cut::All, outlook.forecast(period, &outlook.input(period, &books))));
        for seller in &outlook.sellers {
            let input = outlook.input_of(seller.id, period, &books);
            said.push((period, Cut::Owner(seller.id), outlook.forecast(period, &input)));
        }
    }
    drop(tx);
    let mut tx = ctx.db().write().await?;
    for (period, cut, forecast) in &said {
        forecast_reads::keep_snapshot(&mut tx, outlook.today, *period, *cut, forecast, now).await?;
    }
    Ok(tx.commit().await?)
}

/// How many months back figures are kept: a year, and as much to compare it with.
const MONTHS: usize = 24;

/// Brings the figures of everybody who sells up to date: for this month and the one before, whose last day may have been
/// yesterday, and for every month of two years of which nothing is kept yet.
///
/// # Errors
/// When the database is away.
pub async fn refresh_performance(ctx: &Ctx) -> ServiceResult<()> {
    let now = ctx.now();
    let mut tx = ctx.db().read().await?;
    let present = Period::containing(Span::Month, day::today(ctx, &mut tx).await?);
    let kept = performance::months(&mut tx).await?;
    drop(tx);
    let months = iter::successors(Some(present), |month| Some(month.previous()));
    let is_due = |(back, month): &(usize, Period)| *back < 2 || !kept.contains(&month.start);
    for (_, month) in months.enumerate().take(MONTHS).filter(is_due) {
        let mut tx = ctx.db().read().await?;
        let range = Range::from(month);
        let books = Books::read(&mut tx, &Scope::Everything, month).await?;
        let sellers = forecast_reads::sellers(&mut tx, &Scope::Everything).await?;
        let won = forecast_reads::won_since(&mut tx, range.from).await?;
        drop(tx);
        let mut cycles: BTreeMap<UserId, i64> = BTreeMap::new();
        for deal in won.iter().filter(|deal| deal.closed_on < range.until) {
            let days = (deal.closed_on - deal.created_on).num_days().max(0);
            if let Some(owner) = deal.owner {
                *cycles.entry(owner).or_default() += days;
            }
        }
        let mut tx = ctx.db().write().await?;
        performance::refresh(&mut tx, range, now).await?;
        for seller in &sellers {
            let days = cycles.get(&seller.id).copied().unwrap_or(0);
            let quota = books.targets.of_user(seller.id, month).unwrap_or_default();
            performance::set_cycle_and_quota(&mut tx, seller.id, range.from, days, quota).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
