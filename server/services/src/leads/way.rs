//! The way a lead came, read from its journal and from what is around it.

use domain::journal::Entry;
use domain::lead::{Lead, LeadStatus};
use domain::lifecycle::{Move, Step, steps};
use store::{Tx, journal, leads};

use crate::ServiceResult;

/// The steps of a lead, oldest first. It must have been read within a scope before.
pub(super) async fn of_lead(tx: &mut Tx, lead: &Lead) -> ServiceResult<Vec<Step>> {
    let entries = journal::moves_of_lead(tx, lead.id).await?;
    let moves: Vec<Move> = entries.into_iter().filter_map(moved).collect();
    let milestones = leads::milestones(tx, lead.id).await?;
    let entered = (lead.status, lead.status_entered_at);
    Ok(steps(lead.created_at, &moves, &milestones, entered))
}

fn moved(entry: Entry) -> Option<Move> {
    let change = entry.changes.get("status")?;
    let word =
        |value: &serde_json::Value| value.as_str().and_then(|word| LeadStatus::try_from(word).ok());
    Some(Move {
        at: entry.at,
        from: word(&change.from),
        to: word(&change.to)?,
        who: entry.who,
        cause: entry.label,
        reason: entry.reason,
    })
}
