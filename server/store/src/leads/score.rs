//! A lead's score: what it is made of, what it is, and what it was.

use chrono::{DateTime, Utc};
use domain::as_of::PastScore;
use domain::ids::{JournalId, LeadId, UnitId};
use domain::lead::Authority;
use domain::money::Cents;
use domain::scoring::{LeadScore, Moved, Part, ScoreStep, SubScore, moved};
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decode::Reading;
use crate::{StoreError, StoreResult, Tx};

/// What a score is made of besides interactions, of lead `l`.
macro_rules! facts_of_lead {
    () => {
        "l.job_title, l.pain_points, l.budget_cents, l.decision_timeline, l.authority,
  l.product_id is not null as asked, p.price_cents, c.employees, c.industry, coalesce(l.country, c.country) as country
from lead l
left join company c on c.id = l.company_id
left join product p on p.id = l.product_id"
    };
}
pub(super) use facts_of_lead;

const FACTS: &str = concat!("select ", facts_of_lead!(), " where l.id = $1");

const SCORE: &str = "select score_reasons, scored_at from lead where id = $1";

const SAVE: &str = "
update lead
set lead_score = $1, lead_grade = $2, behaviour_score = $3, demographic_score = $4, fit_score = $5,
  engagement_score = $6, score_reasons = $7, scored_at = $8
where id = $9 and scored_at is not distinct from $10";

/// Writes nothing new, but whoever scores the lead meanwhile waits, or has scored it already and is not disturbed.
const CLAIM: &str = "
update lead set scored_at = scored_at where id = $1 and scored_at < $2 and deleted_at is null";

const REMEMBER: &str = "
insert into lead_score_history (lead_score, lead_grade, behaviour_score, demographic_score, fit_score,
  engagement_score, lead_id, at, reason, journal_id, moved)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const HISTORY: &str = "
select at, lead_score from lead_score_history where lead_id = $1 order by at desc, id desc limit $2";

/// Those since a moment and the one before it, each with the write that set it off.
const STEPS: &str = "
select h.at, h.lead_score, h.reason, h.moved, j.unit_id, n.label
from lead_score_history h
left join journal j on j.id = h.journal_id
left join unit n on n.id = j.unit_id
where h.lead_id = $1 and h.at >= coalesce(
  (select max(b.at) from lead_score_history b where b.lead_id = $1 and b.at <= $2), $2)
order by h.at, h.id";

const HISTORY_UNTIL: &str = "
select id, at, lead_score, lead_grade, behaviour_score, demographic_score, fit_score, engagement_score, reason
from lead_score_history
where lead_id = $1 and at <= $2
order by at desc, id desc
limit $3";

const SCORED_BEFORE: &str = "
select id from lead where scored_at < $1 and deleted_at is null order by scored_at, id limit $2";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[FACTS, SCORE, SAVE, CLAIM, REMEMBER, HISTORY, STEPS, HISTORY_UNTIL, SCORED_BEFORE];

/// What is known of a lead, its company and its need, as the score wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// As entered.
    pub job_title: Option<String>,
    /// How many problems they told.
    pub pain_points: usize,
    /// What they may spend.
    pub budget: Option<Cents>,
    /// When they mean to decide, in words.
    pub decision_timeline: Option<String>,
    /// What say they have.
    pub authority: Authority,
    /// Whether they asked for a product that is sold here.
    pub asked_for_product: bool,
    /// That product's price.
    pub price: Option<Cents>,
    /// People in the company.
    pub employees: Option<i64>,
    /// What the company does.
    pub industry: Option<String>,
    /// Theirs, or else the company's.
    pub country: Option<String>,
}

#[derive(FromRow)]
pub(super) struct FactsRow {
    job_title: Option<String>,
    pain_points: Json<Vec<String>>,
    budget_cents: Option<i64>,
    decision_timeline: Option<String>,
    authority: String,
    asked: bool,
    price_cents: Option<i64>,
    employees: Option<i64>,
    industry: Option<String>,
    country: Option<String>,
}

/// What a lead is scored on, besides its interactions.
///
/// # Errors
/// `NotFound` when there is no such lead.
pub async fn facts(tx: &mut Tx, id: LeadId) -> StoreResult<Facts> {
    let row: FactsRow = on!(tx, c => sqlx::query_as(FACTS).bind(id.get()).fetch_one(c).await)?;
    row.read(id.get())
}

impl FactsRow {
    pub(super) fn read(self, id: i64) -> StoreResult<Facts> {
        Ok(Facts {
            authority: Reading { table: "lead", id }.word("authority", &self.authority)?,
            job_title: self.job_title,
            pain_points: self.pain_points.0.len(),
            budget: self.budget_cents.map(Cents),
            decision_timeline: self.decision_timeline,
            asked_for_product: self.asked,
            price: self.price_cents.map(Cents),
            employees: self.employees,
            industry: self.industry,
            country: self.country,
        })
    }
}

/// A score as it stands in every list, with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The score.
    pub score: LeadScore,
    /// When it was computed.
    pub at: DateTime<Utc>,
}

/// A lead's score; `None` when it was never computed. The lead must have been read within a scope before.
///
/// # Errors
/// `NotFound` when there is no such lead.
pub async fn score(tx: &mut Tx, id: LeadId) -> StoreResult<Option<Stored>> {
    let row: (Option<Json<LeadScore>>, Option<DateTime<Utc>>) =
        on!(tx, c => sqlx::query_as(SCORE).bind(id.get()).fetch_one(c).await)?;
    Ok(row.0.zip(row.1).map(|(Json(score), at)| Stored { score, at }))
}

/// Keeps a lead's score, and remembers it when its figures are others than before. `before` is the score that stood
/// when the facts behind this one were read.
///
/// # Errors
/// `Conflict` when the lead has been scored since: that score may know more.
pub async fn save_score(
    tx: &mut Tx,
    id: LeadId,
    before: Option<&Stored>,
    score: &LeadScore,
    reason: &str,
    journal: Option<JournalId>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let figures = figures(score);
    let saved = on!(tx, c => sqlx::query(SAVE)
        .bind(i64::from(score.score))
        .bind(score.grade.as_str())
        .bind(figures[0])
        .bind(figures[1])
        .bind(figures[2])
        .bind(figures[3])
        .bind(Json(score))
        .bind(now)
        .bind(id.get())
        .bind(before.map(|before| before.at))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if saved == 0 {
        return Err(StoreError::Conflict);
    }
    let same = before.is_some_and(|before| {
        (before.score.score, before.score.grade) == (score.score, score.grade)
            && self::figures(&before.score) == figures
    });
    if same {
        return Ok(());
    }
    on!(tx, c => sqlx::query(REMEMBER)
        .bind(i64::from(score.score))
        .bind(score.grade.as_str())
        .bind(figures[0])
        .bind(figures[1])
        .bind(figures[2])
        .bind(figures[3])
        .bind(id.get())
        .bind(now)
        .bind(reason)
        .bind(journal.map(JournalId::get))
        .bind(Json(moved(before.map(|before| &before.score), score)))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The four sub-scores in the order of their columns.
fn figures(score: &LeadScore) -> [i64; 4] {
    let of = |part: Part| {
        let sub = score.parts.iter().find(|sub: &&SubScore| sub.part == part);
        sub.map_or(0, |sub| i64::from(sub.score))
    };
    [of(Part::Behaviour), of(Part::Demographic), of(Part::Fit), of(Part::Engagement)]
}

/// A lead's score over time, oldest first: at most the last `limit` points.
///
/// # Errors
/// When the database refuses.
pub async fn score_history(
    tx: &mut Tx,
    id: LeadId,
    limit: i64,
) -> StoreResult<Vec<(DateTime<Utc>, i64)>> {
    let mut points: Vec<(DateTime<Utc>, i64)> =
        on!(tx, c => sqlx::query_as(HISTORY).bind(id.get()).bind(limit).fetch_all(c).await)?;
    points.reverse();
    Ok(points)
}

#[derive(FromRow)]
struct StepRow {
    at: DateTime<Utc>,
    lead_score: i64,
    reason: String,
    moved: Option<Json<Vec<Moved>>>,
    unit_id: Option<i64>,
    label: Option<String>,
}

/// How a lead's score moved since a moment, oldest first, from the last one before it. The lead must have been read
/// within a scope before.
///
/// # Errors
/// When the database refuses.
pub async fn score_steps(
    tx: &mut Tx,
    id: LeadId,
    since: DateTime<Utc>,
) -> StoreResult<Vec<ScoreStep>> {
    let rows: Vec<StepRow> =
        on!(tx, c => sqlx::query_as(STEPS).bind(id.get()).bind(since).fetch_all(c).await)?;
    let step = |row: StepRow| ScoreStep {
        at: row.at,
        score: row.lead_score,
        reason: row.reason,
        moved: row.moved.map(|Json(moved)| moved).unwrap_or_default(),
        unit: row.unit_id.map(UnitId).zip(row.label),
    };
    Ok(rows.into_iter().map(step).collect())
}

#[derive(FromRow)]
struct PointRow {
    id: i64,
    at: DateTime<Utc>,
    lead_score: i64,
    lead_grade: String,
    behaviour_score: i64,
    demographic_score: i64,
    fit_score: i64,
    engagement_score: i64,
    reason: String,
}

/// A lead's scores up to a moment, newest first: at most `limit`. The lead must have been read within a scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn scores_until(
    tx: &mut Tx,
    id: LeadId,
    until: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<PastScore>> {
    let rows: Vec<PointRow> = on!(tx, c => sqlx::query_as(HISTORY_UNTIL)
        .bind(id.get())
        .bind(until)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "lead_score_history", id: row.id };
            let parts = [
                (Part::Behaviour, row.behaviour_score),
                (Part::Demographic, row.demographic_score),
                (Part::Fit, row.fit_score),
                (Part::Engagement, row.engagement_score),
            ];
            Ok(PastScore {
                at: row.at,
                score: row.lead_score,
                grade: reading.word("lead_grade", &row.lead_grade)?,
                parts: parts.map(|(part, score)| (part.label().to_owned(), score)).to_vec(),
                reason: row.reason,
            })
        })
        .collect()
}

/// Takes a lead whose score is older than a moment, so that nobody else scores it until the transaction ends; `false`
/// when somebody has by now.
///
/// # Errors
/// When the database refuses.
pub async fn claim_scored_before(
    tx: &mut Tx,
    id: LeadId,
    moment: DateTime<Utc>,
) -> StoreResult<bool> {
    let rows = on!(tx, c => sqlx::query(CLAIM)
        .bind(id.get())
        .bind(moment)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Leads whose score is older than a moment, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn scored_before(
    tx: &mut Tx,
    moment: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<LeadId>> {
    let ids: Vec<i64> = on!(tx, c => sqlx::query_scalar(SCORED_BEFORE)
        .bind(moment)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    Ok(ids.into_iter().map(LeadId).collect())
}
