//! The manager's and the CEO's desk as they were.
//!
//! Left out, because nothing tells it: what was stuck by the norms of then, the funnel of leads, the levers.

use chrono::Duration;
use domain::access::Action;
use domain::as_of::{AsOf, ForecastSource, Past, PastCeoDesk, PastForecast, PastManagerDesk};
use domain::calendar::{Period, Span};
use domain::forecast::Forecast;
use domain::ids::UserId;
use store::{Tx, as_of, forecast_reads, quotas};

use super::ceo::{Years, months, shares, years_around};
use super::manager::by_rep;
use super::period_of;
use crate::as_of::moment;
use crate::forecasting::{Books, Outlook};
use crate::{Ctx, ServiceResult, charts, deals};

/// The team's board and forecast at a moment; an empty code is the quarter of that day. The forecast of a team is
/// recomputed: only the company's and each rep's are kept.
///
/// # Errors
/// When the role may not see a team's forecast, the code names no period, or nothing can be known of the moment.
pub async fn past_manager(ctx: &Ctx, code: &str, at: &str) -> ServiceResult<Past<PastManagerDesk>> {
    ctx.require(Action::ReadTeamForecast)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let as_of = moment(ctx, &mut tx, at).await?;
    let period = period_of(code, Span::Quarter, as_of.day)?;
    let outlook = Outlook::read_at(&mut tx, &scope, &as_of).await?;
    let board = deals::board_at(&mut tx, &scope, &as_of, outlook.open()).await?;
    let books = Books::read_at(&mut tx, &scope, &as_of, period).await?;
    let has_later_targets = quotas::changed_since(&mut tx, period.into(), as_of.at).await?;
    drop(tx);
    let forecast = outlook.forecast(period, &outlook.input(period, &books));
    Ok(Past {
        as_of,
        data: PastManagerDesk {
            period,
            board,
            quota: books.attainment(period, outlook.today),
            has_later_targets,
            forecast: PastForecast { forecast, source: ForecastSource::Recomputed },
            by_rep: by_rep(&outlook, &books, period),
        },
    })
}

/// Whether the number would be met, as it was known at a moment; an empty code is the year of that day.
///
/// # Errors
/// When the role may not see the company's figures, the code names no period, or nothing can be known of the moment.
pub async fn past_ceo(ctx: &Ctx, code: &str, at: &str) -> ServiceResult<Past<PastCeoDesk>> {
    ctx.require(Action::ReadCompanyFigures)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let as_of = moment(ctx, &mut tx, at).await?;
    let period = period_of(code, Span::Year, as_of.day)?;
    let outlook = Outlook::read_at(&mut tx, &scope, &as_of).await?;
    let up_to = outlook.as_of(period);
    let books = Books::read_at(&mut tx, &scope, &as_of, period).await?;
    let years = Years::read_at(&mut tx, &scope, &as_of, up_to, period).await?;
    let by_product = as_of::closed_by_product(&mut tx, &scope, as_of.at, period.into()).await?;
    let range = years_around(up_to, period);
    let has_later_targets = quotas::changed_since(&mut tx, range, as_of.at).await?;
    let recomputed = outlook.forecast(period, &outlook.input(period, &books));
    let forecast = kept_or(&mut tx, &as_of, period, recomputed).await?;
    drop(tx);
    let months = months(&outlook, &years, period);
    let pictures = charts::months(&months)?;
    Ok(Past {
        as_of,
        data: PastCeoDesk {
            period,
            up_to,
            revenue: Span::ALL.iter().map(|span| years.line(*span)).collect(),
            has_later_targets,
            forecast,
            months,
            months_chart: pictures.wide,
            months_chart_phone: pictures.phone,
            by_rep: shares(&books.closed, |id| books.targets.of_user(UserId(id), period)),
            by_product: shares(&by_product, |_| None),
        },
    })
}

/// What the forecast said that day, where it was kept.
async fn kept_or(
    tx: &mut Tx,
    as_of: &AsOf,
    period: Period,
    recomputed: Forecast,
) -> ServiceResult<PastForecast> {
    let that_day = as_of.at - Duration::days(1);
    let kept = forecast_reads::kept_snapshot(tx, period, that_day, as_of.at).await?;
    Ok(match kept {
        Some((at, forecast)) => PastForecast { forecast, source: ForecastSource::Kept(at) },
        None => PastForecast { forecast: recomputed, source: ForecastSource::Recomputed },
    })
}
