//! The list of leads, by key.

use chrono::{DateTime, NaiveTime, Utc};
use domain::access::Scope;
use domain::calendar::month_of;
use domain::ids::{LeadId, UserId};
use domain::lead::{LeadRow, LeadStatus};
use domain::list::{Cursor, Person};
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};

use crate::decode::Reading;
use crate::rollups::Range;
use crate::scope::push_scope;
use crate::{StoreError, StoreResult, Tx, search};

const COLUMNS: &str = "
select l.id, l.name, c.name as company, l.owner_id, u.name as owner_name, l.status, l.lead_score, l.lead_grade,
  l.source, l.last_contacted_at, l.created_at";

const LEADS: &str = "
from lead l
left join company c on c.id = l.company_id
left join app_user u on u.id = l.owner_id
where l.deleted_at is null";

const FIRST_LEADS: &str = "
from (
  select l.id, l.name, l.email, l.company_id, l.owner_id, l.status, l.lead_score, l.lead_grade, l.source,
    l.last_contacted_at, l.created_at
  from lead l
  where l.deleted_at is null";

const OF_FIRST_LEADS: &str = "
) l
left join company c on c.id = l.company_id
left join app_user u on u.id = l.owner_id
where 1 = 1";

const COUNT: &str = "select cast(coalesce(sum(leads), 0) as bigint) from lead_rollup where 1 = 1";

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[COUNT];

/// How many leads are looked through before every name is: enough to fill a page with a word that one in a hundred has.
const FIRST: i64 = 5_000;

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeadSort {
    /// The highest score first.
    #[default]
    Score,
    /// The newest first.
    Created,
    /// By name.
    Name,
}

/// What a page of the list of leads shows.
#[derive(Clone, Debug, Default)]
pub struct LeadQuery {
    /// Part of a name, a company's name or a mail address.
    pub text: Option<String>,
    /// Only these.
    pub status: Option<LeadStatus>,
    /// Only scores from here up to, and with, there.
    pub scores: Option<(i64, i64)>,
    /// Only this person's.
    pub owner: Option<UserId>,
    /// Only from there.
    pub source: Option<String>,
    /// Only what came at least so far.
    pub reached: Option<LeadStatus>,
    /// Only what came to be on these days, by UTC as the rollup counts.
    pub created: Option<Range>,
    /// The order.
    pub sort: LeadSort,
    /// After this row; its value is that of the column sorted by.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: i64,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    company: Option<String>,
    owner_id: Option<i64>,
    owner_name: Option<String>,
    status: String,
    lead_score: i64,
    lead_grade: String,
    source: String,
    last_contacted_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for LeadRow {
    type Error = StoreError;

    fn try_from(row: Row) -> StoreResult<Self> {
        let reading = Reading { table: "lead", id: row.id };
        let owner = row.owner_id.map(UserId).zip(row.owner_name);
        Ok(Self {
            id: LeadId(row.id),
            status: reading.word("status", &row.status)?,
            grade: reading.word("lead_grade", &row.lead_grade)?,
            name: row.name,
            company: row.company,
            owner: owner.map(|(id, name)| Person { id, name }),
            score: row.lead_score,
            source: row.source,
            last_contacted_at: row.last_contacted_at,
            created_at: row.created_at,
        })
    }
}

/// How a searched text is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Search {
    /// Along the list, until the page is full.
    Along,
    /// Along the first leads of the list only.
    AmongFirst,
    /// Through every name, and then in the order of the list.
    Everywhere,
}

/// A page of the list of leads.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn list(tx: &mut Tx, scope: &Scope, query: &LeadQuery) -> StoreResult<Vec<LeadRow>> {
    let one_owner = matches!(scope, Scope::Mine(_)) || query.owner.is_some();
    if query.text.is_none() || one_owner {
        return read(tx, scope, query, Search::Along).await;
    }
    // A common word fills its page soon. Walking on for a rare one would fetch every lead there is.
    let found = read(tx, scope, query, Search::AmongFirst).await?;
    if i64::try_from(found.len()).is_ok_and(|found| found >= query.limit) {
        return Ok(found);
    }
    read(tx, scope, query, Search::Everywhere).await
}

async fn read(
    tx: &mut Tx,
    scope: &Scope,
    query: &LeadQuery,
    search: Search,
) -> StoreResult<Vec<LeadRow>> {
    let order = match query.sort {
        LeadSort::Score => " order by l.lead_score desc, l.id desc limit ",
        LeadSort::Created => " order by l.created_at desc, l.id desc limit ",
        LeadSort::Name => " order by lower(l.name), l.id limit ",
    };
    let rows: Vec<Row> = on!(tx, c => {
        let mut statement = QueryBuilder::new(COLUMNS);
        if search == Search::AmongFirst {
            statement.push(FIRST_LEADS);
            narrow(&mut statement, scope, query);
            after(&mut statement, query);
            statement.push(order).push_bind(FIRST).push(OF_FIRST_LEADS);
        } else {
            statement.push(LEADS);
            narrow(&mut statement, scope, query);
            after(&mut statement, query);
        }
        if let Some(text) = &query.text {
            find(&mut statement, text, search);
        }
        statement.push(order).push_bind(query.limit);
        statement.build_query_as().fetch_all(c).await
    })?;
    rows.into_iter().map(LeadRow::try_from).collect()
}

/// How many leads there are, where that is kept: `None` when a text, scores or parts of a month are asked for.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, scope: &Scope, query: &LeadQuery) -> StoreResult<Option<i64>> {
    let whole_months =
        |range: Range| range.from == month_of(range.from) && range.until == month_of(range.until);
    if query.text.is_some() || query.scores.is_some() || !query.created.is_none_or(whole_months) {
        return Ok(None);
    }
    let count: i64 = on!(tx, c => {
        let mut statement = QueryBuilder::new(COUNT);
        push_scope(&mut statement, "owner_id", scope);
        if let Some(owner) = query.owner {
            statement.push(" and owner_id = ").push_bind(owner.get());
        }
        if let Some(status) = query.status {
            statement.push(" and status = ").push_bind(status.as_str());
        }
        if let Some(source) = &query.source {
            statement.push(" and source = ").push_bind(source.as_str());
        }
        came_to(&mut statement, "furthest_status", query);
        if let Some(Range { from, until }) = query.created {
            statement.push(" and month_on >= ").push_bind(from);
            statement.push(" and month_on < ").push_bind(until);
        }
        statement.build_query_scalar().fetch_one(c).await
    })?;
    Ok(Some(count))
}

fn narrow<DB: Database>(statement: &mut QueryBuilder<DB>, scope: &Scope, query: &LeadQuery)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
{
    // A team owns so many leads that walking them in the order of the list beats sorting them: the plus keeps the
    // owner's index out of it. A single owner's are few, and have an index in the list's usual order.
    let owner = if matches!(scope, Scope::Team(..)) { "+l.owner_id" } else { "l.owner_id" };
    push_scope(statement, owner, scope);
    if let Some(owner) = query.owner {
        statement.push(" and l.owner_id = ").push_bind(owner.get());
    }
    if let Some(status) = query.status {
        statement.push(" and l.status = ").push_bind(status.as_str().to_owned());
    }
    if let Some((from, to)) = query.scores {
        statement.push(" and l.lead_score >= ").push_bind(from);
        statement.push(" and l.lead_score <= ").push_bind(to);
    }
    if let Some(source) = &query.source {
        statement.push(" and l.source = ").push_bind(source.clone());
    }
    came_to(statement, "l.furthest_status", query);
    if let Some(Range { from, until }) = query.created {
        statement.push(" and l.created_at >= ").push_bind(from.and_time(NaiveTime::MIN).and_utc());
        statement.push(" and l.created_at < ").push_bind(until.and_time(NaiveTime::MIN).and_utc());
    }
}

/// Adds that a lead came at least so far.
fn came_to<DB: Database>(statement: &mut QueryBuilder<DB>, column: &str, query: &LeadQuery) {
    let Some(reached) = query.reached else { return };
    statement.push(" and ").push(column).push(" in (");
    let mut words = statement.separated(", ");
    for status in LeadStatus::LIFECYCLE.iter().filter(|status| **status >= reached) {
        words.push("'").push_unseparated(status.as_str()).push_unseparated("'");
    }
    statement.push(")");
}

/// Where a text may stand, in an index of three letters each.
const INDEXED: [&str; 3] = [
    " and l.id in (select rowid from lead_words where name like ",
    " union select rowid from lead_words where email like ",
    " union select id from lead where company_id in (select rowid from company_words where name like ",
];

/// Where a shorter text may stand: every name is read.
const READ: [&str; 3] = [
    " and l.id in (select id from lead where deleted_at is null and lower(name) like ",
    // Without `deleted_at` an index alone answers; the outer condition has it.
    " union select id from lead where email is not null and lower(email) like ",
    " union select id from lead where company_id in (select id from company where lower(name) like ",
];

fn find<DB: Database>(statement: &mut QueryBuilder<DB>, text: &str, search: Search)
where
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    let pattern = search::containing(text);
    if search == Search::Everywhere {
        let (places, pattern, escape) = match search::roughly(text) {
            Some(rough) => (INDEXED, rough, ""),
            None => (READ, pattern.clone(), " escape '!'"),
        };
        for place in places {
            statement.push(place).push_bind(pattern.clone()).push(escape);
        }
        statement.push("))");
    }
    for piece in
        [" and (lower(l.name) like ", " or lower(l.email) like ", " or lower(c.name) like "]
    {
        statement.push(piece).push_bind(pattern.clone()).push(" escape '!'");
    }
    statement.push(")");
}

/// Goes on where the page before ended. A damaged cursor is no cursor.
fn after<DB: Database>(statement: &mut QueryBuilder<DB>, query: &LeadQuery)
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> DateTime<Utc>: Encode<'q, DB> + Type<DB>,
{
    let Some(cursor) = &query.after else { return };
    match query.sort {
        LeadSort::Score => {
            let Ok(score) = cursor.value.parse::<i64>() else { return };
            statement.push(" and (l.lead_score, l.id) < (").push_bind(score);
        }
        LeadSort::Created => {
            let Ok(at) = cursor.value.parse::<DateTime<Utc>>() else { return };
            statement.push(" and (l.created_at, l.id) < (").push_bind(at);
        }
        LeadSort::Name => {
            // Folded by the engine, which knows fewer letters than we do.
            statement.push(" and (lower(l.name), l.id) > (lower(");
            statement.push_bind(cursor.value.clone()).push(")");
        }
    }
    statement.push(", ").push_bind(cursor.id).push(")");
}
