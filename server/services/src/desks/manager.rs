//! The manager's desk.

use chrono::{DateTime, Duration, Utc};
use domain::access::{Action, Scope};
use domain::calendar::{Period, Span};
use domain::desk::{ManagerDesk, RepForecast};
use domain::forecast::Forecast;
use domain::ids::{StageId, UserId};
use domain::list::Person;
use domain::money::Cents;
use domain::opportunity::{DealRow, Stage, StageKind};
use store::{Tx, opportunity_reads};

use super::period_of;
use crate::forecasting::{Books, Outlook};
use crate::{Ctx, ServiceResult, deals};

/// How many stuck deals are shown.
const STUCK: i64 = 10;

/// The team's board, what is stuck in it, and what the period will bring; an empty code is the present quarter.
///
/// # Errors
/// When the role may not see a team's forecast, or the code names no period.
pub async fn manager(ctx: &Ctx, code: &str) -> ServiceResult<ManagerDesk> {
    ctx.require(Action::ReadTeamForecast)?;
    let (now, scope) = (ctx.now(), ctx.scope());
    let mut tx = ctx.db().read().await?;
    let board = deals::board_of(ctx, &mut tx, &scope, None).await?;
    let (stuck, stuck_total) = stuck(&mut tx, &scope, &board.stages, now).await?;
    let outlook = Outlook::read(ctx, &mut tx, &scope).await?;
    let period = period_of(code, Span::Quarter, outlook.today)?;
    let books = Books::read(&mut tx, &scope, period).await?;
    drop(tx);
    let input = outlook.input(period, &books);
    Ok(ManagerDesk {
        now,
        period,
        board,
        stuck,
        stuck_total,
        quota: books.attainment(period, outlook.today),
        forecast: outlook.forecast(period, &input),
        by_rep: by_rep(&outlook, &books, period),
    })
}

/// Deals over twice their stage's normal days, the largest first, and how many there are.
async fn stuck(
    tx: &mut Tx,
    scope: &Scope,
    stages: &[Stage],
    now: DateTime<Utc>,
) -> ServiceResult<(Vec<DealRow>, i64)> {
    let limits: Vec<(StageId, DateTime<Utc>)> = stages
        .iter()
        .filter(|stage| stage.kind == StageKind::Open)
        .map(|stage| {
            // The first moment at which whole days exceed twice the norm, as `Dwell::of` says.
            let days = stage.normal_dwell_days.saturating_mul(2).saturating_add(1);
            (stage.id, now - Duration::try_days(days).unwrap_or(Duration::zero()))
        })
        .collect();
    Ok(opportunity_reads::in_stage_since(tx, scope, &limits, STUCK, now).await?)
}

/// What everybody in scope will bring, most expected first; those without anything at all are left out. Deals of
/// people who no longer sell, and of nobody, come last in one row, so that the rows add up to the total.
pub(super) fn by_rep(outlook: &Outlook, books: &Books, period: Period) -> Vec<RepForecast> {
    let mut rows: Vec<RepForecast> = outlook
        .sellers
        .iter()
        .filter_map(|rep| {
            let input = outlook.input_of(rep.id, period, books);
            let nothing = input.open.is_empty() && input.closed == Cents::ZERO;
            if nothing && input.target.is_none() {
                return None;
            }
            Some(row(rep.clone(), &outlook.forecast(period, &input)))
        })
        .collect();
    rows.sort_by(|a, b| b.p50.cmp(&a.p50).then(a.rep.name.cmp(&b.rep.name)));
    let shown: Vec<UserId> = rows.iter().map(|row| row.rep.id).collect();
    let rest = outlook.input_besides(&shown, period, books);
    if !rest.open.is_empty() || rest.closed != Cents::ZERO {
        let others = Person { id: UserId(0), name: "Others".to_owned() };
        rows.push(row(others, &outlook.forecast(period, &rest)));
    }
    rows
}

fn row(rep: Person, forecast: &Forecast) -> RepForecast {
    RepForecast {
        rep,
        won: forecast.closed,
        open: forecast.weighted,
        p10: forecast.p10,
        p50: forecast.p50,
        p90: forecast.p90,
        target: forecast.target,
    }
}
