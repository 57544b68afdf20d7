//! Campaigns and sources: what each brought and cost.
//!
//! A small installation computes its report when it is asked for. A large one keeps it, a report for each scope, and
//! makes those again every night.

mod figures;
mod write;

use chrono::Duration;
use domain::access::{Action, Scope};
use domain::campaigns::{CampaignPage, CampaignReport};
use domain::ids::CampaignId;
use domain::money::Cents;
use store::campaigns;

use crate::{Ctx, ServiceError, ServiceResult, day};

pub use write::{add_cost, remove_cost, save};

/// With more touches than this a report is kept: computing it takes longer than a page may.
const LIVE_TOUCHES: i64 = 20_000;
/// A kept report this old is made again when somebody asks: the night did not come.
const STALE: Duration = Duration::hours(36);
/// The most leads a campaign's page shows.
const SHOWN: i64 = 200;

/// What every campaign and source brought, within the reader's scope.
///
/// # Errors
/// `Forbidden` by role.
pub async fn report(ctx: &Ctx) -> ServiceResult<CampaignReport> {
    ctx.require(Action::ReadTeamForecast)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    if campaigns::touches_at_most(&mut tx, LIVE_TOUCHES + 1).await? <= LIVE_TOUCHES {
        return figures::report(ctx, &mut tx, &scope).await;
    }
    let kept = campaigns::report(&mut tx, &key(&scope)).await?;
    let fresh = kept.filter(|(made_at, _)| ctx.now() - *made_at < STALE);
    if let Some(report) = fresh.and_then(|(_, value)| serde_json::from_value(value).ok()) {
        return Ok(report);
    }
    drop(tx);
    keep(ctx, &scope).await
}

/// Makes a scope's report and keeps it.
async fn keep(ctx: &Ctx, scope: &Scope) -> ServiceResult<CampaignReport> {
    let mut tx = ctx.db().read().await?;
    let report = figures::report(ctx, &mut tx, scope).await?;
    drop(tx);
    let value = serde_json::to_value(&report)
        .map_err(|error| ServiceError::Internal(format!("a report cannot be kept: {error}")))?;
    let mut tx = ctx.db().write().await?;
    campaigns::keep_report(&mut tx, &key(scope), &value, ctx.now()).await?;
    tx.commit().await?;
    Ok(report)
}

/// Makes every report anew that somebody has asked for, and that of the whole company.
///
/// # Errors
/// When the database is away.
pub async fn refresh(ctx: &Ctx) -> ServiceResult<()> {
    let mut tx = ctx.db().read().await?;
    if campaigns::touches_at_most(&mut tx, LIVE_TOUCHES + 1).await? <= LIVE_TOUCHES {
        return Ok(());
    }
    let mut scopes = vec![Scope::Everything];
    scopes.extend(campaigns::reports(&mut tx).await?.iter().filter_map(|key| scope_of(key)));
    drop(tx);
    for scope in scopes {
        keep(ctx, &scope).await?;
    }
    Ok(())
}

/// A scope as the key of what is kept for it.
pub(crate) fn key(scope: &Scope) -> String {
    match scope {
        Scope::Everything => "all".to_owned(),
        Scope::Mine(user) => format!("user:{user}"),
        Scope::Team(user, team) => format!("team:{user}:{team}"),
    }
}

/// The scope of a kept report; that of the whole company is made anyway.
fn scope_of(key: &str) -> Option<Scope> {
    let mut parts = key.split(':');
    match (parts.next()?, parts.next(), parts.next()) {
        ("user", Some(user), None) => Some(Scope::Mine(user.parse().ok()?)),
        ("team", Some(user), Some(team)) => {
            Some(Scope::Team(user.parse().ok()?, team.parse().ok()?))
        }
        _ => None,
    }
}

/// A campaign's page.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when there is none.
pub async fn page(ctx: &Ctx, id: CampaignId) -> ServiceResult<CampaignPage> {
    ctx.require(Action::ReadTeamForecast)?;
    let mut tx = ctx.db().read().await?;
    let campaign = campaigns::get(&mut tx, id).await?;
    drop(tx);
    let report = report(ctx).await?;
    let mut tx = ctx.db().read().await?;
    let known = report.campaigns.into_iter().find(|row| row.id == id);
    let costs = campaigns::costs_of(&mut tx, id).await?;
    let mut row = figures::row(&campaign.record, known.map(|row| row.brought).unwrap_or_default());
    row.brought.cost = Cents::sum(costs.iter().map(|cost| cost.amount));
    let today = day::today(ctx, &mut tx).await?;
    Ok(CampaignPage {
        now: ctx.now(),
        row,
        version: campaign.version,
        costs,
        members: campaigns::members(&mut tx, &ctx.scope(), id, SHOWN).await?,
        touches: campaigns::touches(&mut tx, &ctx.scope(), id).await?,
        today,
    })
}

#[cfg(test)]
mod tests {
    use domain::ids::{TeamId, UserId};

    use super::*;

    #[test]
    fn a_kept_report_finds_its_scope_again() {
        for scope in [Scope::Mine(UserId(3)), Scope::Team(UserId(3), TeamId(5))] {
            assert_eq!(scope_of(&key(&scope)), Some(scope));
        }
        assert_eq!(scope_of("all"), None);
        assert_eq!(scope_of("team:x:5"), None);
    }
}
