//! Leads: the list, a lead's page, and everything that is done to a lead.

mod asked;
mod create;
mod edit;
mod facts;
mod log;
mod mention;
mod past;
mod qualify;
mod scoring;
mod snooze;
mod way;

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::calendar::Period;
use domain::ids::LeadId;
use domain::lead::{LeadPage, LeadRow, LeadStatus};
use domain::list::{Cursor, LeadFilter, Listing, PAGE_ROWS};
use domain::relations::relations;
use domain::scoring::{Grade, LeadScore, ScoreConfig};
use serde::{Deserialize, Serialize};
use store::interactions::contacts;
use store::leads::{self, LeadQuery, LeadSort};
use store::{Tx, tasks};

pub use create::create;
pub(crate) use create::{add as add_within, company};
pub use edit::edit;
pub(crate) use edit::{out_because, reason};
pub use facts::set_fact;
pub use log::log_interaction;
pub(crate) use log::write as log_within;
pub(crate) use mention::{MENTIONED, Text, tell};
pub use past::past_page;
pub(crate) use qualify::adopt;
pub use qualify::qualify;
pub(crate) use scoring::{Rules, apply_learned, rescore_by};
pub use scoring::{profile, rescore, rescore_stale};
pub use snooze::snooze;

use crate::rhythm::Rhythms;
use crate::{Ctx, ServiceResult, heard, timeline};

/// How many points of its past a lead's score shows.
const SCORE_POINTS: i64 = 60;

/// How many of the last contacts are added up by who of us they were with.
pub(crate) const CONTACTS: i64 = 2_000;

/// A page of the list of leads.
///
/// # Errors
/// When the database is away.
pub async fn list(ctx: &Ctx, filter: &LeadFilter) -> ServiceResult<Listing<LeadRow>> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let query = query_of(&mut tx, filter).await?;
    let mut rows = leads::list(&mut tx, &ctx.scope(), &query).await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| more).map(|last| cursor_after(&query, last).encode());
    let total = leads::count(&mut tx, &ctx.scope(), &query).await?;
    Ok(Listing { now: ctx.now(), rows, next, total })
}

/// What a filter asks of the store, by the grades of this installation.
///
/// # Errors
/// When the database is away.
pub(crate) async fn query_of(tx: &mut Tx, filter: &LeadFilter) -> ServiceResult<LeadQuery> {
    Ok(query(filter, &scoring::config(tx).await?))
}

/// Where the page after `last` begins.
pub(crate) fn cursor_after(query: &LeadQuery, last: &LeadRow) -> Cursor {
    let value = match query.sort {
        LeadSort::Score => last.score.to_string(),
        LeadSort::Created => last.created_at.to_rfc3339(),
        LeadSort::Name => last.name.clone(),
    };
    Cursor { value, id: last.id.get() }
}

/// What a filter asks of the store. A word that is none filters nothing.
fn query(filter: &LeadFilter, config: &ScoreConfig) -> LeadQuery {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    LeadQuery {
        text: some(&filter.q),
        status: LeadStatus::try_from(filter.status.as_str()).ok(),
        scores: Grade::try_from(filter.grade.as_str()).ok().map(|grade| scores_of(grade, config)),
        owner: filter.owner.parse().ok(),
        source: some(&filter.source),
        reached: LeadStatus::try_from(filter.reached.as_str()).ok(),
        created: filter.created.parse().ok().map(|period: Period| period.into()),
        sort: match filter.sort.as_str() {
            "created" => LeadSort::Created,
            "name" => LeadSort::Name,
            _ => LeadSort::Score,
        },
        after: Cursor::decode(&filter.after),
        limit: i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX - 1) + 1,
    }
}

/// The scores of a grade: the list has an index on the score.
fn scores_of(grade: Grade, config: &ScoreConfig) -> (i64, i64) {
    let (a, b, c) =
        (i64::from(config.grades.a), i64::from(config.grades.b), i64::from(config.grades.c));
    match grade {
        Grade::A => (a, 100),
        Grade::B => (b, a - 1),
        Grade::C => (c, b - 1),
        Grade::D => (0, c - 1),
    }
}

/// A lead's page.
///
/// # Errors
/// `NotFound` when it is out of scope.
pub async fn page(ctx: &Ctx, id: LeadId) -> ServiceResult<LeadPage> {
    ctx.require(Action::ReadRecords)?;
    let now = ctx.now();
    let mut tx = ctx.db().read().await?;
    let lead = leads::get(&mut tx, &ctx.scope(), id).await?;
    let id = lead.id;
    let around = leads::surroundings(&mut tx, &lead).await?;
    let (score, scored_at) = score(&mut tx, id, now).await?;
    let timeline = timeline::of_lead(ctx, &mut tx, id, None).await?;
    let mut why = Rules::read(&mut tx).await?.why(&mut tx, id, &score, now).await?;
    // Of one that is settled there is no chance to tell.
    why.odds.take_if(|_| matches!(lead.status, LeadStatus::Customer | LeadStatus::Disqualified));
    let industry = around.company.as_ref().and_then(|company| company.industry.as_deref());
    let rhythm = match lead.owner_id.or_else(|| ctx.actor().user()) {
        Some(caller) => Rhythms::learn(&mut tx, caller, now).await?.of(Some(id), industry),
        None => None,
    };
    let facts = facts::of_lead(&mut tx, &lead).await?;
    let qualification = qualify::view(ctx, &mut tx, id, &timeline).await?;
    let talks = contacts::with_lead(&mut tx, id, CONTACTS).await?;
    Ok(LeadPage {
        now,
        best_time: rhythm.and_then(|rhythm| rhythm.summary()),
        company: around.company,
        owner: around.owner,
        score,
        scored_at,
        why,
        score_history: leads::score_history(&mut tx, id, SCORE_POINTS).await?,
        asked: asked::of_lead(ctx, &mut tx, &lead, &qualification, &facts, &talks).await?,
        facts,
        way: way::of_lead(&mut tx, &lead).await?,
        deals: leads::deals(&mut tx, &ctx.scope(), id).await?,
        tasks: tasks::of_lead(&mut tx, &ctx.scope(), id).await?,
        qualification,
        proposed: heard::proposals(ctx, &mut tx, id, &timeline).await?,
        relations: relations(&talks),
        timeline,
        lead,
    })
}

/// The score as it stands in every list; computed now for a lead that was never scored.
async fn score(
    tx: &mut Tx,
    id: LeadId,
    now: DateTime<Utc>,
) -> ServiceResult<(LeadScore, DateTime<Utc>)> {
    match leads::score(tx, id).await? {
        Some(stored) => Ok((stored.score, stored.at)),
        None => Ok((scoring::compute(tx, id, now).await?, now)),
    }
}

/// A lead's score with its reasons, as its page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The lead's name.
    pub name: String,
    /// Its score.
    pub score: LeadScore,
    /// When that was computed.
    pub scored_at: DateTime<Utc>,
}

/// Why a lead has its score.
///
/// # Errors
/// `NotFound` when it is out of scope.
pub async fn explain(ctx: &Ctx, id: LeadId) -> ServiceResult<Explained> {
    ctx.require(Action::ReadRecords)?;
    let now = ctx.now();
    let mut tx = ctx.db().read().await?;
    let lead = leads::get(&mut tx, &ctx.scope(), id).await?;
    let (score, scored_at) = score(&mut tx, lead.id, now).await?;
    Ok(Explained { name: lead.name, score, scored_at })
}
