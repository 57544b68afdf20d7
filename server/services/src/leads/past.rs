//! A lead's page as it was.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::as_of::{Past, PastLeadPage};
use domain::ids::{LeadId, UserId};
use domain::journal::{Change, Entity, Entry, rewind};
use store::{Tx, journal, leads, users};

use crate::as_of::moment_since;
use crate::{Ctx, ServiceResult, timeline};

/// How many points of its past a score shows.
const SCORE_POINTS: i64 = 60;

/// What was known of a lead at a moment: its fields by the journal, its score, and what had happened. Leads have no
/// versions, so that who may read it today may read its past.
///
/// # Errors
/// `NotFound` when it is out of scope; when nothing can be known of the moment.
pub async fn past_page(ctx: &Ctx, id: LeadId, at: &str) -> ServiceResult<Past<PastLeadPage>> {
    ctx.require(Action::ReadRecords)?;
    let scope = ctx.scope();
    let mut tx = ctx.db().read().await?;
    let lead = leads::get(&mut tx, &scope, id).await?;
    let id = lead.id;
    let as_of = moment_since(ctx, &mut tx, at, Some(lead.created_at)).await?;
    let around = leads::surroundings(&mut tx, &lead).await?;
    let entries = journal::of_record_since(&mut tx, Entity::Lead, id.get(), as_of.at).await?;
    let known = rewind(&lead, &entries);
    let owner = match known.as_ref().and_then(|known| known.owner_id) {
        Some(owner) => name_of(&mut tx, owner).await?,
        None => None,
    };
    let scores = leads::scores_until(&mut tx, id, as_of.at, SCORE_POINTS).await?;
    Ok(Past {
        as_of,
        data: PastLeadPage {
            id,
            company: around.company.map(|company| company.name),
            recorded_at: recorded_at(&entries),
            course: scores.iter().rev().map(|point| point.score).collect(),
            score: scores.into_iter().next(),
            timeline: timeline::of_lead(ctx, &mut tx, id, Some(as_of.at)).await?,
            name: lead.name,
            known,
            owner,
        },
    })
}

/// When the lead was written down, where that was after the moment.
fn recorded_at(later: &[Entry]) -> Option<DateTime<Utc>> {
    later.iter().find(|entry| entry.change == Change::Create).map(|entry| entry.at)
}

async fn name_of(tx: &mut Tx, id: UserId) -> ServiceResult<Option<String>> {
    Ok(Some(users::get(tx, id).await?.name))
}
