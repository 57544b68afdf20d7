//! What was said in the last contacts: what was heard in each, and what was promised and is no task yet.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::ids::LeadId;
use domain::interaction::{TimelineEntry, TimelineWhat};
use domain::task::ProposedTask;
use domain::text::contact::{Contact, task_kind};
use store::{Tx, tasks};

use crate::{Ctx, ServiceResult, day};

/// How many of the newest contacts are listened to: reading a text takes longer than fetching it.
const CONTACTS: usize = 10;
/// How long after a contact its promises are offered as tasks.
const FRESH: TimeDelta = TimeDelta::days(14);

/// Adds to the newest contacts what was heard in them.
pub(crate) fn listen(timeline: &mut [TimelineEntry]) {
    let mut heard_of = 0;
    for entry in timeline {
        let TimelineWhat::Interaction { kind, direction, subject, notes, heard, .. } =
            &mut entry.what
        else {
            continue;
        };
        if heard_of == CONTACTS {
            return;
        }
        heard_of += 1;
        *heard = Contact { kind: *kind, direction: *direction, subject, notes }.heard();
    }
}

/// What was promised to a lead, or asked for, in its newest contacts and was never a task of it. The lead must have been
/// read within the scope before.
pub(crate) async fn proposals(
    ctx: &Ctx,
    tx: &mut Tx,
    lead: LeadId,
    timeline: &[TimelineEntry],
) -> ServiceResult<Vec<ProposedTask>> {
    let since = ctx.now() - FRESH;
    let zone = day::zone_of(ctx, tx).await?;
    let mut proposed: Vec<ProposedTask> = Vec::new();
    for entry in timeline.iter().filter(|entry| entry.at >= since) {
        for found in promised(entry, zone) {
            if !proposed.iter().any(|known| known.title == found.title) {
                proposed.push(found);
            }
        }
    }
    if proposed.is_empty() {
        return Ok(proposed);
    }
    let known = tasks::titles_of_lead(tx, lead, since).await?;
    proposed.retain(|task| !known.iter().any(|title| title.eq_ignore_ascii_case(&task.title)));
    Ok(proposed)
}

fn promised(entry: &TimelineEntry, zone: Tz) -> Vec<ProposedTask> {
    let TimelineWhat::Interaction { kind, direction, subject, notes, .. } = &entry.what else {
        return Vec::new();
    };
    let contact = Contact { kind: *kind, direction: *direction, subject, notes };
    let items = contact.to_do(day_of(entry.at, zone)).into_iter();
    let proposed = items.map(|item| ProposedTask {
        kind: task_kind(&item.what),
        title: item.what,
        due_on: item.due_on,
        sentence: item.sentence,
    });
    proposed.collect()
}

fn day_of(at: DateTime<Utc>, zone: Tz) -> chrono::NaiveDate {
    at.with_timezone(&zone).date_naive()
}
