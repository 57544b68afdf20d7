//! What may deserve a place in a person's queue: own leads and open deals, each with what its order hangs on.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Scope;
use domain::ids::{LeadId, OpportunityId, StageId, TaskId, UserId};
use domain::interaction::Outcome;
use domain::lead::ContactMethod;
use domain::list::Person;
use domain::money::Cents;
use domain::ratio::Ratio;
use domain::scoring::Score;
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder};

use crate::decode::Reading;
use crate::scope::push_scope;
use crate::{StoreError, StoreResult, Tx};

macro_rules! leads {
    ($tail:literal) => {
        concat!(
            "
select l.id, l.name, c.name as company, c.industry, l.created_at, l.last_contacted_at, l.last_inbound_at,
  l.preferred_contact_method, l.time_zone, l.do_not_contact, l.lead_score, l.next_follow_up_at, l.budget_cents,
  l.version
from lead l
left join company c on c.id = l.company_id
where l.owner_id = $1 and l.deleted_at is null and l.status in ('new', 'contacted', 'qualified')
  and (l.snoozed_until is null or l.snoozed_until <= $2)",
            $tail
        )
    };
}

const BEST_LEADS: &str = leads!(" order by l.lead_score desc, l.id desc limit $3");

/// Somebody promised to come back to them: they count whatever their score is.
const PROMISED_LEADS: &str =
    leads!(" and l.next_follow_up_at <= $3 order by l.next_follow_up_at, l.id limit $4");

const DEALS: &str = "
select o.id, o.name, o.owner_id, u.name as owner_name, o.competitors, o.lead_id, l.name as lead_name, c.name as company, c.industry, o.created_at, o.last_contacted_at,
  o.last_inbound_at, l.preferred_contact_method, l.time_zone, l.do_not_contact, l.lead_score, o.amount_cents, o.win_bp,
  o.snoozed_until, o.stage_id, s.name as stage, o.stage_entered_at, s.normal_dwell_days, o.expected_close_on, o.close_pushes,
  o.contacts_engaged, o.next_step, o.next_step_on, o.version
from opportunity o
join stage s on s.id = o.stage_id
left join app_user u on u.id = o.owner_id
left join lead l on l.id = o.lead_id
left join company c on c.id = o.company_id
where o.status = 'open' and o.deleted_at is null";

const TASKS: &str = "
select t.id, t.lead_id, t.opportunity_id, l.name as lead_name, c.name as company, c.industry, t.created_at, l.last_contacted_at,
  l.last_inbound_at, l.preferred_contact_method, l.time_zone, l.do_not_contact, l.lead_score, o.amount_cents, o.win_bp
from task t
left join opportunity o on o.id = t.opportunity_id
left join lead l on l.id = coalesce(t.lead_id, o.lead_id)
left join company c on c.id = coalesce(l.company_id, o.company_id)
where t.owner_id = $1 and t.status = 'open' and t.deleted_at is null and t.due_at < $2
order by t.due_at, t.id
limit $3";

/// A person's last calls by the index of their interactions, the newest first.
const CALLS: &str = "
select i.lead_id, i.outcome, i.at, l.time_zone, c.industry
from interaction i
join lead l on l.id = i.lead_id
left join company c on c.id = l.company_id
where i.user_id = $1 and i.at >= $2 and i.kind = 'call' and i.direction = 'outbound' and i.outcome is not null
  and i.deleted_at is null
order by i.at desc
limit $3";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[BEST_LEADS, PROMISED_LEADS, TASKS, CALLS];

/// The person to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Their name, where a person is known.
    pub name: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// What that company does.
    pub industry: Option<String>,
    /// When the record they come with was made.
    pub created_at: DateTime<Utc>,
    /// Last contact in either direction.
    pub last_contact_at: Option<DateTime<Utc>>,
    /// Last word from them.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// How they want to be reached.
    pub preferred: Option<ContactMethod>,
    /// An IANA name.
    pub time_zone: Option<String>,
    /// Asked not to be contacted.
    pub do_not_contact: bool,
    /// Their score.
    pub score: Option<Score>,
}

/// A lead that may be the next one to talk to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueLead {
    /// The lead.
    pub id: LeadId,
    /// The person.
    pub contact: Contact,
    /// When somebody means to come back to them.
    pub follow_up_at: Option<DateTime<Utc>>,
    /// What they may spend, where they said so.
    pub budget: Option<Cents>,
    /// For the check against lost updates.
    pub version: i64,
}

/// An open deal that may need something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueDeal {
    /// The deal.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub owner: Option<Person>,
    /// Who else they talk to.
    pub competitors: Vec<String>,
    /// The person it is made with.
    pub lead: Option<LeadId>,
    /// The person.
    pub contact: Contact,
    /// What it is worth.
    pub amount: Cents,
    /// P(won).
    pub win: Ratio,
    /// Out of sight until then.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Its stage.
    pub stage_id: StageId,
    /// That stage's name.
    pub stage: String,
    /// Since when it is in that stage.
    pub stage_entered_at: DateTime<Utc>,
    /// Days that won deals usually spend there.
    pub normal_dwell_days: i64,
    /// The day it is meant to close.
    pub close_on: Option<NaiveDate>,
    /// How often that day was moved out.
    pub pushes: i64,
    /// How many of their people take part.
    pub contacts: i64,
    /// The next step; empty when none is agreed.
    pub next_step: String,
    /// The day of the next step.
    pub next_step_on: Option<NaiveDate>,
    /// For the check against lost updates.
    pub version: i64,
}

/// What a due task is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueTask {
    /// The task.
    pub id: TaskId,
    /// The lead it is about.
    pub lead: Option<LeadId>,
    /// The deal it is about.
    pub deal: Option<OpportunityId>,
    /// The person.
    pub contact: Contact,
    /// What the deal is worth.
    pub amount: Option<Cents>,
    /// P(won) of the deal.
    pub win: Option<Ratio>,
}

#[derive(FromRow)]
struct ContactRow {
    company: Option<String>,
    industry: Option<String>,
    created_at: DateTime<Utc>,
    last_contacted_at: Option<DateTime<Utc>>,
    last_inbound_at: Option<DateTime<Utc>>,
    preferred_contact_method: Option<String>,
    time_zone: Option<String>,
    do_not_contact: Option<bool>,
    lead_score: Option<i64>,
}

impl ContactRow {
    fn read(self, name: Option<String>, id: i64) -> StoreResult<Contact> {
        let reading = Reading { table: "lead", id };
        let score = self.lead_score.map(Score::try_from).transpose();
        let preferred = self.preferred_contact_method.as_deref();
        Ok(Contact {
            name,
            preferred: reading.maybe_word("preferred_contact_method", preferred)?,
            score: score.map_err(|error| reading.wrong("lead_score", &error))?,
            company: self.company,
            industry: self.industry,
            created_at: self.created_at,
            last_contact_at: self.last_contacted_at,
            last_inbound_at: self.last_inbound_at,
            time_zone: self.time_zone,
            do_not_contact: self.do_not_contact.unwrap_or(false),
        })
    }
}

#[derive(FromRow)]
struct LeadRow {
    id: i64,
    name: String,
    next_follow_up_at: Option<DateTime<Utc>>,
    budget_cents: Option<i64>,
    version: i64,
    #[sqlx(flatten)]
    contact: ContactRow,
}

impl TryFrom<LeadRow> for QueueLead {
    type Error = StoreError;

    fn try_from(row: LeadRow) -> StoreResult<Self> {
        Ok(Self {
            id: LeadId(row.id),
            contact: row.contact.read(Some(row.name), row.id)?,
            follow_up_at: row.next_follow_up_at,
            budget: row.budget_cents.map(Cents),
            version: row.version,
        })
    }
}

/// A person's leads that are worth a word and not put off: the `limit` with the highest scores.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn best_leads(
    tx: &mut Tx,
    owner: UserId,
    now: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<QueueLead>> {
    let rows: Vec<LeadRow> = on!(tx, c => sqlx::query_as(BEST_LEADS)
        .bind(owner.get())
        .bind(now)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(QueueLead::try_from).collect()
}

/// A person's leads that somebody means to come back to before a moment, the longest due first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn promised_leads(
    tx: &mut Tx,
    owner: UserId,
    now: DateTime<Utc>,
    before: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<QueueLead>> {
    let rows: Vec<LeadRow> = on!(tx, c => sqlx::query_as(PROMISED_LEADS)
        .bind(owner.get())
        .bind(now)
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(QueueLead::try_from).collect()
}

#[derive(FromRow)]
struct DealRow {
    id: i64,
    name: String,
    owner_id: Option<i64>,
    owner_name: Option<String>,
    competitors: Json<Vec<String>>,
    lead_id: Option<i64>,
    lead_name: Option<String>,
    amount_cents: i64,
    win_bp: i64,
    snoozed_until: Option<DateTime<Utc>>,
    stage_id: i64,
    stage: String,
    stage_entered_at: DateTime<Utc>,
    normal_dwell_days: i64,
    expected_close_on: Option<NaiveDate>,
    close_pushes: i64,
    contacts_engaged: i64,
    next_step: String,
    next_step_on: Option<NaiveDate>,
    version: i64,
    #[sqlx(flatten)]
    contact: ContactRow,
}

impl TryFrom<DealRow> for QueueDeal {
    type Error = StoreError;

    fn try_from(row: DealRow) -> StoreResult<Self> {
        let reading = Reading { table: "opportunity", id: row.id };
        Ok(Self {
            id: OpportunityId(row.id),
            contact: row.contact.read(row.lead_name, row.lead_id.unwrap_or_default())?,
            win: reading.ratio("win_bp", row.win_bp)?,
            name: row.name,
            owner: row
                .owner_id
                .zip(row.owner_name)
                .map(|(id, name)| Person { id: UserId(id), name }),
            competitors: row.competitors.0,
            lead: row.lead_id.map(LeadId),
            amount: Cents(row.amount_cents),
            snoozed_until: row.snoozed_until,
            stage_id: StageId(row.stage_id),
            stage: row.stage,
            stage_entered_at: row.stage_entered_at,
            normal_dwell_days: row.normal_dwell_days,
            close_on: row.expected_close_on,
            pushes: row.close_pushes,
            contacts: row.contacts_engaged,
            next_step: row.next_step,
            next_step_on: row.next_step_on,
            version: row.version,
        })
    }
}

/// The open deals within a scope, the largest first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn open_deals(tx: &mut Tx, scope: &Scope, limit: i64) -> StoreResult<Vec<QueueDeal>> {
    let rows: Vec<DealRow> = on!(tx, c => {
        let mut query = QueryBuilder::new(DEALS);
        push_scope(&mut query, "o.owner_id", scope);
        query.push(" order by o.amount_cents desc, o.id desc limit ").push_bind(limit);
        query.build_query_as().fetch_all(c).await
    })?;
    rows.into_iter().map(QueueDeal::try_from).collect()
}

#[derive(FromRow)]
struct TaskRow {
    id: i64,
    lead_id: Option<i64>,
    opportunity_id: Option<i64>,
    lead_name: Option<String>,
    amount_cents: Option<i64>,
    win_bp: Option<i64>,
    #[sqlx(flatten)]
    contact: ContactRow,
}

/// What a person's open tasks that are due before a moment are about, the longest due first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn due_tasks(
    tx: &mut Tx,
    owner: UserId,
    before: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<QueueTask>> {
    let rows: Vec<TaskRow> = on!(tx, c => sqlx::query_as(TASKS)
        .bind(owner.get())
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    let task = |row: TaskRow| {
        let deal = Reading { table: "opportunity", id: row.opportunity_id.unwrap_or_default() };
        Ok(QueueTask {
            id: TaskId(row.id),
            contact: row.contact.read(row.lead_name, row.lead_id.unwrap_or_default())?,
            lead: row.lead_id.map(LeadId),
            deal: row.opportunity_id.map(OpportunityId),
            amount: row.amount_cents.map(Cents),
            win: row.win_bp.map(|bp| deal.ratio("win_bp", bp)).transpose()?,
        })
    };
    rows.into_iter().map(task).collect()
}

/// A call that somebody made, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who was called.
    pub lead: LeadId,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether they were reached.
    pub answered: bool,
    /// The lead's time zone, an IANA name.
    pub time_zone: Option<String>,
    /// What their company does.
    pub industry: Option<String>,
}

#[derive(FromRow)]
struct CallRow {
    lead_id: i64,
    outcome: String,
    at: DateTime<Utc>,
    time_zone: Option<String>,
    industry: Option<String>,
}

/// The last calls that a person made since a moment, at most `limit`.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn calls(
    tx: &mut Tx,
    user: UserId,
    since: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<Call>> {
    let rows: Vec<CallRow> = on!(tx, c => sqlx::query_as(CALLS)
        .bind(user.get())
        .bind(since)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "interaction", id: row.lead_id };
            let outcome: Outcome = reading.word("outcome", &row.outcome)?;
            Ok(Call {
                lead: LeadId(row.lead_id),
                at: row.at,
                answered: outcome.reached(),
                time_zone: row.time_zone,
                industry: row.industry,
            })
        })
        .collect()
}
