//! Interactions as entries of a timeline.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{CompanyId, InteractionId, LeadId, OpportunityId, UnitId};
use domain::interaction::{Heard, TimelineEntry, TimelineWhat};
use domain::remark::Beside;
use domain::scoring::Event;
use sqlx::FromRow;

use super::EventRow;
use crate::scope::Bounds;
use crate::{StoreError, StoreResult, Tx};

/// The last of those of one record up to a moment, each with the unit in which a person logged it: what an import
/// brought is taken back as a whole.
macro_rules! timeline {
    ($of:expr) => {
        concat!(
            "
select i.id, i.kind, i.direction, i.outcome, i.sentiment, i.at, i.duration_seconds, i.subject, i.notes,
  coalesce(u.name, l.name) as who, l.name as lead_name, (
    select n.id
    from journal j
    join unit n on n.id = j.unit_id
    where j.entity = 'interaction' and j.entity_id = i.id and j.action = 'create' and n.actor_kind = 'user'
    limit 1) as unit_id
from interaction i
join lead l on l.id = i.lead_id
left join app_user u on u.id = i.user_id
where ",
            $of,
            " = $1 and i.deleted_at is null and (i.at <= $3 or $3 is null)
order by i.at desc, i.id desc
limit $2"
        )
    };
}

/// The condition that an entry stands on top.
macro_rules! on_top {
    ($of:expr) => {
        concat!("i.id in (select p.interaction_id from pin p where p.deleted_at is null) and ", $of)
    };
}

/// The condition that a person's company is meant, and that they are seen.
macro_rules! company_seen {
    () => {
        concat!(
            in_scope!("l.owner_id", "$4", "$5", "$6"),
            " and l.deleted_at is null and l.company_id"
        )
    };
}

const OF_LEAD: &str = timeline!("i.lead_id");
const TOP_OF_LEAD: &str = timeline!(on_top!("i.lead_id"));

const OF_OPPORTUNITY: &str = timeline!("i.opportunity_id");
const TOP_OF_OPPORTUNITY: &str = timeline!(on_top!("i.opportunity_id"));

const OF_COMPANY: &str = timeline!(company_seen!());
const TOP_OF_COMPANY: &str = timeline!(on_top!(company_seen!()));

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[OF_LEAD, TOP_OF_LEAD, OF_OPPORTUNITY, TOP_OF_OPPORTUNITY, OF_COMPANY, TOP_OF_COMPANY];

#[derive(FromRow)]
struct TimelineRow {
    #[sqlx(flatten)]
    event: EventRow,
    duration_seconds: Option<i64>,
    subject: String,
    notes: String,
    /// Whoever of us logged it; what came by itself is the lead's own doing.
    who: String,
    lead_name: String,
    unit_id: Option<i64>,
}

impl TryFrom<TimelineRow> for TimelineEntry {
    type Error = StoreError;

    fn try_from(row: TimelineRow) -> StoreResult<Self> {
        let id = InteractionId(row.event.id);
        let event = Event::try_from(row.event)?;
        Ok(Self {
            at: event.at,
            who: row.who,
            unit: row.unit_id.map(UnitId),
            what: TimelineWhat::Interaction {
                id,
                kind: event.kind,
                direction: event.direction,
                outcome: event.outcome,
                sentiment: event.sentiment,
                duration_seconds: row.duration_seconds,
                subject: row.subject,
                notes: row.notes,
                heard: Heard::default(),
                beside: Beside::default(),
            },
        })
    }
}

/// Those found, and older ones that stand on top: `found` is all there is where it is shorter than `limit`.
fn with(found: Vec<TimelineRow>, on_top: Vec<TimelineRow>) -> impl Iterator<Item = TimelineRow> {
    let known: Vec<i64> = found.iter().map(|row| row.event.id).collect();
    let older = on_top.into_iter().filter(move |row| !known.contains(&row.event.id));
    found.into_iter().chain(older)
}

/// Whether there may be older ones.
fn is_full(found: &[TimelineRow], limit: i64) -> bool {
    i64::try_from(found.len()).is_ok_and(|count| count >= limit)
}

/// A lead's last interactions up to a moment (`None`: all, with older ones that stand on top), newest first. The lead
/// must have been read within a scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_lead(
    tx: &mut Tx,
    lead: LeadId,
    until: Option<DateTime<Utc>>,
    limit: i64,
) -> StoreResult<Vec<TimelineEntry>> {
    of_record(tx, [OF_LEAD, TOP_OF_LEAD], lead.get(), until, limit).await
}

/// The same of a deal, which must have been read within a scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_opportunity(
    tx: &mut Tx,
    deal: OpportunityId,
    until: Option<DateTime<Utc>>,
    limit: i64,
) -> StoreResult<Vec<TimelineEntry>> {
    of_record(tx, [OF_OPPORTUNITY, TOP_OF_OPPORTUNITY], deal.get(), until, limit).await
}

async fn of_record(
    tx: &mut Tx,
    [last, top]: [&'static str; 2],
    id: i64,
    until: Option<DateTime<Utc>>,
    limit: i64,
) -> StoreResult<Vec<TimelineEntry>> {
    let found: Vec<TimelineRow> = on!(&mut *tx, c => sqlx::query_as(last)
        .bind(id)
        .bind(limit)
        .bind(until)
        .fetch_all(c)
        .await)?;
    let mut on_top: Vec<TimelineRow> = Vec::new();
    if until.is_none() && is_full(&found, limit) {
        on_top = on!(tx, c => sqlx::query_as(top)
            .bind(id)
            .bind(limit)
            .bind(until)
            .fetch_all(c)
            .await)?;
    }
    with(found, on_top).map(TimelineEntry::try_from).collect()
}

/// The last interactions with anybody of a company within the scope, and older ones that stand on top, newest first,
/// each naming whom it was with.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_company(
    tx: &mut Tx,
    scope: &Scope,
    company: CompanyId,
    limit: i64,
) -> StoreResult<Vec<TimelineEntry>> {
    let found = seen(tx, OF_COMPANY, scope, company, limit).await?;
    let on_top = if is_full(&found, limit) {
        seen(tx, TOP_OF_COMPANY, scope, company, limit).await?
    } else {
        Vec::new()
    };
    let named = |mut row: TimelineRow| {
        let about = std::mem::take(&mut row.subject);
        row.subject = match about.as_str() {
            "" => format!("With {}", row.lead_name),
            about => format!("With {}: {about}", row.lead_name),
        };
        TimelineEntry::try_from(row)
    };
    with(found, on_top).map(named).collect()
}

async fn seen(
    tx: &mut Tx,
    statement: &'static str,
    scope: &Scope,
    company: CompanyId,
    limit: i64,
) -> StoreResult<Vec<TimelineRow>> {
    let Bounds { all, user, team } = scope.into();
    Ok(on!(tx, c => sqlx::query_as(statement)
        .bind(company.get())
        .bind(limit)
        .bind(None::<DateTime<Utc>>)
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_all(c)
        .await)?)
}
