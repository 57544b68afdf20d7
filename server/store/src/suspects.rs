//! Pairs of records that may be one: what is compared, what was found, and what people said of it.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::duplicates::{Band, Evidence};
use domain::ids::{SuspectId, UserId};
use domain::journal::Entity;
use domain::list::Cursor;
use domain::merge::{SuspectRow, SuspectSide, SuspectStatus};
use domain::ratio::Ratio;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder};

use crate::decode::Reading;
use crate::scope::Bounds;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreResult, Tx};

/// In the order of names, so that what reads alike stands in one part however many there are.
const LEADS: &str = "
select l.id, l.name, l.email, l.phone, l.city, c.name as company
from lead l
left join company c on c.id = l.company_id
where l.deleted_at is null and (lower(l.name) > $1 or (lower(l.name) = $1 and l.id > $2))
order by lower(l.name), l.id
limit $3";

const COMPANIES: &str = "
select id, name, cast(null as text) as email, cast(null as text) as phone, city, domain as company
from company
where deleted_at is null and (lower(name) > $1 or (lower(name) = $1 and id > $2))
order by lower(name), id
limit $3";

/// What a person has said stays said.
const FOUND: &str = "
insert into suspect (entity, first_id, second_id, probability_bp, reasons, found_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (entity, first_id, second_id) do update
set probability_bp = excluded.probability_bp, reasons = excluded.reasons, found_at = excluded.found_at
where suspect.status = 'open'";

const FORGET: &str = "delete from suspect where entity = $1 and status = 'open' and found_at < $2";

const OPEN_LEADS: &str = concat!(
    "
select s.id, s.probability_bp, s.reasons, s.first_id, s.second_id,
  a.name as a_name, a.email as a_email, a.phone as a_phone, ac.name as a_company, a.job_title as a_more,
  au.name as a_owner, a.created_at as a_created_at,
  b.name as b_name, b.email as b_email, b.phone as b_phone, bc.name as b_company, b.job_title as b_more,
  bu.name as b_owner, b.created_at as b_created_at
from suspect s
join lead a on a.id = s.first_id
join lead b on b.id = s.second_id
left join company ac on ac.id = a.company_id
left join company bc on bc.id = b.company_id
left join app_user au on au.id = a.owner_id
left join app_user bu on bu.id = b.owner_id
where s.entity = 'lead' and s.status = 'open' and a.deleted_at is null and b.deleted_at is null
  and (s.probability_bp < $4 or (s.probability_bp = $4 and s.id > $5)) and ",
    in_scope!("a.owner_id", "$1", "$2", "$3"),
    " and ",
    in_scope!("b.owner_id", "$1", "$2", "$3"),
    "
order by s.probability_bp desc, s.id
limit $6"
);

/// Companies are everybody's.
const OPEN_COMPANIES: &str = "
select s.id, s.probability_bp, s.reasons, s.first_id, s.second_id,
  a.name as a_name, a.domain as a_email, a.industry as a_phone, a.city as a_company, a.country as a_more,
  au.name as a_owner, a.created_at as a_created_at,
  b.name as b_name, b.domain as b_email, b.industry as b_phone, b.city as b_company, b.country as b_more,
  bu.name as b_owner, b.created_at as b_created_at
from suspect s
join company a on a.id = s.first_id
join company b on b.id = s.second_id
left join app_user au on au.id = a.owner_id
left join app_user bu on bu.id = b.owner_id
where s.entity = 'company' and s.status = 'open' and a.deleted_at is null and b.deleted_at is null
  and (s.probability_bp < $1 or (s.probability_bp = $1 and s.id > $2))
order by s.probability_bp desc, s.id
limit $3";

const OF_PAIR: &str = "
select id, entity, first_id, second_id, status, decided_by, decided_at
from suspect
where entity = $1 and first_id = $2 and second_id = $3";

const GET: &str = "
select id, entity, first_id, second_id, status, decided_by, decided_at from suspect where id = $1";

const JUDGE: &str = "
update suspect set status = $1, decided_by = $2, decided_at = $3 where id = $4";

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] =
    &[LEADS, COMPANIES, FOUND, FORGET, OPEN_LEADS, OPEN_COMPANIES, OF_PAIR, GET, JUDGE];

/// A record as it is compared. Of a company, `company` is its domain.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Compared {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Where they work.
    pub company: Option<String>,
}

/// The next records after this name and key, in the order of names. For the installation itself: of everybody's.
///
/// # Errors
/// When the database refuses.
pub async fn next_compared(
    tx: &mut Tx,
    entity: Entity,
    after: &Cursor,
    limit: i64,
) -> StoreResult<Vec<Compared>> {
    let sql = if entity == Entity::Company { COMPANIES } else { LEADS };
    Ok(on!(tx, c => sqlx::query_as(sql)
        .bind(&after.value)
        .bind(after.id)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// A pair as it was found; the smaller key first.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// A record.
    pub first: i64,
    /// The other.
    pub second: i64,
    /// How likely they are one.
    pub probability: Ratio,
    /// What each field says.
    pub reasons: Vec<Evidence>,
}

/// Keeps a pair, or brings one up to date that nobody has judged yet.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    tx: &mut Tx,
    entity: Entity,
    found: &Found,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(FOUND)
        .bind(entity.as_str())
        .bind(found.first)
        .bind(found.second)
        .bind(i64::from(found.probability.bp()))
        .bind(Json(&found.reasons))
        .bind(now)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Forgets pairs that nobody has judged and that were not found again since.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, entity: Entity, since: DateTime<Utc>) -> StoreResult<()> {
    on!(tx, c => sqlx::query(FORGET).bind(entity.as_str()).bind(since).execute(c).await.map(|_| ()))?;
    Ok(())
}

#[derive(FromRow)]
struct Row {
    id: i64,
    probability_bp: i64,
    reasons: Json<Vec<Evidence>>,
    first_id: i64,
    second_id: i64,
    a_name: String,
    a_email: Option<String>,
    a_phone: Option<String>,
    a_company: Option<String>,
    a_more: Option<String>,
    a_owner: Option<String>,
    a_created_at: DateTime<Utc>,
    b_name: String,
    b_email: Option<String>,
    b_phone: Option<String>,
    b_company: Option<String>,
    b_more: Option<String>,
    b_owner: Option<String>,
    b_created_at: DateTime<Utc>,
}

/// What the two records are known by, besides their names.
const fn labels(entity: Entity) -> [&'static str; 5] {
    match entity {
        Entity::Company => ["Domain", "Industry", "City", "Country", "Owner"],
        _ => ["Email", "Phone", "Company", "Job title", "Owner"],
    }
}

fn side(
    entity: Entity,
    id: i64,
    name: String,
    values: [Option<String>; 5],
    created_at: DateTime<Utc>,
) -> SuspectSide {
    let facts = labels(entity).into_iter().zip(values);
    let facts = facts.map(|(label, value)| (label.to_owned(), value.unwrap_or_default()));
    SuspectSide { id, name, facts: facts.collect(), created_at }
}

fn row(entity: Entity, row: Row) -> StoreResult<SuspectRow> {
    let reading = Reading { table: "suspect", id: row.id };
    let probability = reading.ratio("probability_bp", row.probability_bp)?;
    let first = [row.a_email, row.a_phone, row.a_company, row.a_more, row.a_owner];
    let second = [row.b_email, row.b_phone, row.b_company, row.b_more, row.b_owner];
    Ok(SuspectRow {
        id: SuspectId(row.id),
        probability,
        band: Band::of(probability.to_model()),
        reasons: row.reasons.0,
        first: side(entity, row.first_id, row.a_name, first, row.a_created_at),
        second: side(entity, row.second_id, row.b_name, second, row.b_created_at),
    })
}

/// Pairs that wait for a judgement, most certain first: of leads those of which both are within the scope.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn open(
    tx: &mut Tx,
    scope: &Scope,
    entity: Entity,
    after: Option<(i64, i64)>,
    limit: i64,
) -> StoreResult<Vec<SuspectRow>> {
    let (bp, id) = after.unwrap_or((i64::MAX, 0));
    let rows: Vec<Row> = if entity == Entity::Company {
        on!(tx, c => sqlx::query_as(OPEN_COMPANIES)
            .bind(bp)
            .bind(id)
            .bind(limit)
            .fetch_all(c)
            .await)?
    } else {
        let Bounds { all, user, team } = scope.into();
        on!(tx, c => sqlx::query_as(OPEN_LEADS)
            .bind(all)
            .bind(user)
            .bind(team)
            .bind(bp)
            .bind(id)
            .bind(limit)
            .fetch_all(c)
            .await)?
    };
    rows.into_iter().map(|found| row(entity, found)).collect()
}

/// A pair with what was said of it, as the journal and undo know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    /// The pair.
    pub id: SuspectId,
    /// What kind of records.
    pub entity: Entity,
    /// The older record.
    pub first_id: i64,
    /// The younger.
    pub second_id: i64,
    /// What was said.
    pub status: SuspectStatus,
    /// By whom.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct JudgedRow {
    id: i64,
    entity: String,
    first_id: i64,
    second_id: i64,
    status: String,
    decided_by: Option<i64>,
    decided_at: Option<DateTime<Utc>>,
}

impl TryFrom<JudgedRow> for Suspect {
    type Error = crate::StoreError;

    fn try_from(row: JudgedRow) -> StoreResult<Self> {
        let reading = Reading { table: "suspect", id: row.id };
        Ok(Self {
            id: SuspectId(row.id),
            entity: reading.word("entity", &row.entity)?,
            first_id: row.first_id,
            second_id: row.second_id,
            status: reading.word("status", &row.status)?,
            decided_by: row.decided_by.map(UserId),
            decided_at: row.decided_at,
        })
    }
}

/// A pair. Its records must be read within a scope.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn get(tx: &mut Tx, id: SuspectId) -> StoreResult<Suspect> {
    let row: JudgedRow = on!(tx, c => sqlx::query_as(GET).bind(id.get()).fetch_one(c).await)?;
    row.try_into()
}

/// The pair of these two records, where they were found to be one.
///
/// # Errors
/// When the database refuses.
pub async fn of_pair(tx: &mut Tx, entity: Entity, a: i64, b: i64) -> StoreResult<Option<Suspect>> {
    let row: Option<JudgedRow> = on!(tx, c => sqlx::query_as(OF_PAIR)
        .bind(entity.as_str())
        .bind(a.min(b))
        .bind(a.max(b))
        .fetch_optional(c)
        .await)?;
    row.map(Suspect::try_from).transpose()
}

/// The pairs with these keys.
///
/// # Errors
/// When the database refuses.
pub async fn many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Suspect>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<JudgedRow> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(
                "select id, entity, first_id, second_id, status, decided_by, decided_at from suspect where id in ");
            push_keys!(query, chunk);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// Writes what was said of a pair.
///
/// # Errors
/// When the database refuses.
pub async fn judge(tx: &mut Tx, suspect: &Suspect) -> StoreResult<()> {
    on!(tx, c => sqlx::query(JUDGE)
        .bind(suspect.status.as_str())
        .bind(suspect.decided_by.map(UserId::get))
        .bind(suspect.decided_at)
        .bind(suspect.id.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
