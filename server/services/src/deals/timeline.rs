//! What happened to a deal: talk, and changes in words.

use chrono::{DateTime, Utc};
use domain::ids::OpportunityId;
use domain::interaction::TimelineEntry;
use domain::journal::Entity;
use store::{Tx, interactions, journal};

use crate::{Ctx, ServiceResult, timeline};

/// How far back the page looks, of each kind.
const LIMIT: i64 = 100;

/// A deal's last interactions and changes, newest first. The deal must have been read within a scope before.
pub(super) async fn of_deal(
    ctx: &Ctx,
    tx: &mut Tx,
    id: OpportunityId,
) -> ServiceResult<Vec<TimelineEntry>> {
    let talk = interactions::of_opportunity(tx, id, None, LIMIT).await?;
    let entries = journal::of_record(tx, Entity::Opportunity, id.get(), None, LIMIT).await?;
    timeline::merge(ctx, tx, talk, &entries, None).await
}

/// The same up to a moment.
pub(super) async fn of_deal_until(
    ctx: &Ctx,
    tx: &mut Tx,
    id: OpportunityId,
    until: DateTime<Utc>,
) -> ServiceResult<Vec<TimelineEntry>> {
    let talk = interactions::of_opportunity(tx, id, Some(until), LIMIT).await?;
    let entries = journal::of_record_until(tx, Entity::Opportunity, id.get(), until, LIMIT).await?;
    timeline::merge(ctx, tx, talk, &entries, Some(until)).await
}
