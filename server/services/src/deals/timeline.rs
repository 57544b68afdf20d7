//! What happened to a deal: talk, and changes in words.

use domain::ids::OpportunityId;
use domain::interaction::TimelineEntry;
use domain::journal::{Change, Entity, Entry};
use store::{Tx, interactions, journal};

use crate::{ServiceResult, timeline};

/// How far back the page looks, of each kind.
const LIMIT: i64 = 100;

/// A deal's last interactions and changes, newest first. The deal must have been read within a scope before.
pub(super) async fn of_deal(tx: &mut Tx, id: OpportunityId) -> ServiceResult<Vec<TimelineEntry>> {
    let talk = interactions::of_opportunity(tx, id, LIMIT).await?;
    let mut entries = journal::of_record(tx, Entity::Opportunity, id.get(), None, LIMIT).await?;
    entries.retain(|entry| !only_scored(entry));
    timeline::merge(tx, talk, &entries).await
}

/// A score that moved by itself, or by talk that stands on the timeline anyway, is nothing that anybody did.
fn only_scored(entry: &Entry) -> bool {
    let follows = |field: &str| {
        matches!(field, "win" | "last_contacted_at" | "last_inbound_at" | "contacts_engaged")
    };
    entry.change == Change::Update && entry.changes.keys().all(|field| follows(field))
}
