//! The rep's desk.

use domain::access::{Action, Scope};
use domain::calendar::{Period, Span};
use domain::desk::RepDesk;
use domain::queue::Band;
use store::{opportunity_reads, users};

use super::queue::Material;
use crate::{Ctx, ServiceResult, deals, forecasting, zone};

/// What to do now, in order, and how the person's own quarter stands. Own records only, whatever the role sees.
///
/// # Errors
/// `SignedOut` when nobody is.
pub async fn rep(ctx: &Ctx) -> ServiceResult<RepDesk> {
    ctx.require(Action::ReadRecords)?;
    let (me, now) = (ctx.user()?.id, ctx.now());
    let scope = Scope::Mine(me);
    let mut tx = ctx.db().read().await?;
    let person = users::get(&mut tx, me).await?;
    let zone = zone(&zone::name_of(&mut tx, &person).await?, now);
    let today = zone.day(now);
    let period = Period::containing(Span::Quarter, today);
    let material = Material::read(&mut tx, me, &zone, now).await?;
    let stages = deals::default_stages(&mut tx).await?;
    Ok(RepDesk {
        now,
        period,
        queue: material.lines(&zone, now),
        risks: material.warnings(&zone, now),
        pipeline: deals::stage_totals(ctx, &mut tx, &scope, &stages).await?,
        quota: forecasting::attainment(ctx, &mut tx, &scope, period).await?,
        forecast: forecasting::for_scope(ctx, &mut tx, &scope, period).await?.0,
        without_next_step: opportunity_reads::without_next_step(&mut tx, &scope).await?,
        tasks: material.tasks,
        stages,
    })
}

/// How many lines of one's queue are to be done now.
///
/// # Errors
/// `SignedOut` when nobody is.
pub async fn queue_now(ctx: &Ctx) -> ServiceResult<i64> {
    ctx.require(Action::ReadRecords)?;
    let (me, now) = (ctx.user()?.id, ctx.now());
    let mut tx = ctx.db().read().await?;
    let person = users::get(&mut tx, me).await?;
    let zone = zone(&zone::name_of(&mut tx, &person).await?, now);
    let material = Material::read(&mut tx, me, &zone, now).await?;
    let lines = material.lines(&zone, now);
    let pressing = lines.iter().filter(|line| line.item.band == Band::Now).count();
    Ok(i64::try_from(pressing).unwrap_or(i64::MAX))
}
