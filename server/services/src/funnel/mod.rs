//! The funnel of the leads that came in a period.
//!
//! Counts come from the rollup. Money, times and some cuts need the leads and deals themselves: of a small cohort they
//! are read when somebody asks, of a large one what they tell is kept for some hours.

mod depth;
mod sections;

use chrono::Duration;
use domain::access::{Action, Scope};
use domain::calendar::{Period, Span};
use domain::funnel::{FunnelDepth, FunnelPage, Reached, cuts};
use store::Tx;
use store::rollups::Range;

pub use sections::section;

use crate::desks::period_of;
use crate::{Ctx, ServiceError, ServiceResult, campaigns, day};

/// With more leads than this in the periods looked at, what they tell is kept: reading them takes longer than a page may.
const LIVE_LEADS: i64 = 10_000;
/// What is kept this long is made again when somebody asks.
const STALE: Duration = Duration::hours(12);
/// The course goes back this many periods, the present one included.
const COURSE: usize = 8;

/// The funnel of a period such as `2026-Q4`, within the reader's scope; an empty code is the present quarter.
///
/// # Errors
/// `Forbidden` by role, `Invalid` when the code names no period.
pub async fn page(ctx: &Ctx, code: &str) -> ServiceResult<FunnelPage> {
    ctx.require(Action::ReadTeamForecast)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let today = day::today(ctx, &mut tx).await?;
    let period = period_of(code, Span::Quarter, today)?;
    let course = course(period);
    let first = course.first().map_or(period.start, |period| period.start);
    let months =
        store::funnel::months(&mut tx, &scope, Range { from: first, until: period.end() }).await?;
    let by_source = store::funnel::by_source(&mut tx, &scope, period.into()).await?;
    let by_rep = store::funnel::by_owner(&mut tx, &scope, period.into()).await?;
    let seen = depth::Seen { period, today, months: &months };
    let depth = depth_of(ctx, tx, &scope, &seen).await?;
    let of = |period: Period| {
        months.iter().filter(|(month, _)| period.contains(*month)).fold(
            Reached::default(),
            |sum, (_, month)| Reached {
                leads: sum.leads + month.leads,
                qualified: sum.qualified + month.qualified,
                opportunities: sum.opportunities + month.opportunities,
                customers: sum.customers + month.customers,
            },
        )
    };
    Ok(FunnelPage {
        today,
        period,
        reached: of(period),
        trend: course.into_iter().map(|period| (period, of(period))).collect(),
        by_source: cuts(by_source),
        by_rep: cuts(by_rep),
        depth,
    })
}

/// The periods up to this one, the oldest first.
fn course(period: Period) -> Vec<Period> {
    let mut course: Vec<Period> =
        std::iter::successors(Some(period), |period| Some(period.previous()))
            .take(COURSE)
            .collect();
    course.reverse();
    course
}

/// What the leads and deals tell: read now, or kept from some hours ago.
async fn depth_of(
    ctx: &Ctx,
    mut tx: Tx,
    scope: &Scope,
    seen: &depth::Seen<'_>,
) -> ServiceResult<FunnelDepth> {
    let from = seen.first().start;
    let within = seen.months.iter().filter(|(month, _)| *month >= from);
    let leads: i64 = within.map(|(_, reached)| reached.leads).sum();
    if leads <= LIVE_LEADS {
        return depth::read(ctx, &mut tx, scope, seen).await;
    }
    let (key, code) = (campaigns::key(scope), seen.period.code());
    let kept = store::funnel::kept(&mut tx, &key, &code).await?;
    let fresh = kept.filter(|(made_at, _)| ctx.now() - *made_at < STALE);
    if let Some(depth) = fresh.and_then(|(_, value)| serde_json::from_value(value).ok()) {
        return Ok(depth);
    }
    let depth = depth::read(ctx, &mut tx, scope, seen).await?;
    drop(tx);
    let value = serde_json::to_value(&depth)
        .map_err(|error| ServiceError::Internal(format!("a funnel cannot be kept: {error}")))?;
    let mut tx = ctx.db().write().await?;
    store::funnel::keep(&mut tx, &key, &code, &value, ctx.now()).await?;
    tx.commit().await?;
    Ok(depth)
}
