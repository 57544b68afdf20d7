//! What was found out about a lead, question by question.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{CompanyId, InteractionId, LeadId, UserId};
use domain::qualification::Answer;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};

use crate::decode::Reading;
use crate::scope::Bounds;
use crate::trash::{AT_ONCE, push_keys};
use crate::{StoreResult, Tx};

const OF_LEAD: &str = "
select a.id, a.lead_id, a.criterion, a.verdict, a.value, a.interaction_id, a.user_id, a.answered_at, u.name as who
from lead_answer a
left join app_user u on u.id = a.user_id
where a.lead_id = $1
order by a.id";

const OF_COMPANY: &str = concat!(
    "
select a.id, a.lead_id, a.criterion, a.verdict, a.value, a.interaction_id, a.user_id, a.answered_at, l.name as who
from lead_answer a
join lead l on l.id = a.lead_id
where l.company_id = $1 and l.deleted_at is null and a.verdict <> 'open' and ",
    in_scope!("l.owner_id", "$2", "$3", "$4"),
    "
order by a.answered_at desc, a.id desc
limit $5"
);

/// An answer has its row from the first time on; the key is what the journal names it by.
const CLAIM: &str = "
insert into lead_answer (lead_id, criterion) values ($1, $2)
on conflict (lead_id, criterion) do update set criterion = excluded.criterion
returning id";

const PUT: &str = "
update lead_answer
set verdict = $1, value = $2, interaction_id = $3, user_id = $4, answered_at = $5
where id = $6";

const MANY: &str = "
select id, lead_id, criterion, verdict, value, interaction_id, user_id, answered_at, cast(null as text) as who
from lead_answer
where id in ";

/// Every whole statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[OF_LEAD, OF_COMPANY, CLAIM, PUT];

/// An answer as the journal and undo know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Its key.
    pub id: i64,
    /// Whose.
    pub lead_id: LeadId,
    /// What was found out.
    #[serde(flatten)]
    pub answer: Answer,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    lead_id: i64,
    criterion: String,
    verdict: String,
    value: String,
    interaction_id: Option<i64>,
    user_id: Option<i64>,
    answered_at: Option<DateTime<Utc>>,
    who: Option<String>,
}

impl Row {
    fn read(self) -> StoreResult<(Stored, Option<String>)> {
        let reading = Reading { table: "lead_answer", id: self.id };
        let answer = Answer {
            verdict: reading.word("verdict", &self.verdict)?,
            criterion: self.criterion,
            value: self.value,
            interaction_id: self.interaction_id.map(InteractionId),
            user_id: self.user_id.map(UserId),
            answered_at: self.answered_at,
        };
        Ok((Stored { id: self.id, lead_id: LeadId(self.lead_id), answer }, self.who))
    }
}

/// A lead's answers, each with the name of who wrote it down. The lead must have been read within a scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_lead(tx: &mut Tx, lead: LeadId) -> StoreResult<Vec<(Stored, Option<String>)>> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(OF_LEAD).bind(lead.get()).fetch_all(c).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The last answers of those who work at a company and are within the scope, each with the name of whose it is.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn of_company(
    tx: &mut Tx,
    scope: &Scope,
    company: CompanyId,
    limit: i64,
) -> StoreResult<Vec<(Stored, String)>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(OF_COMPANY)
        .bind(company.get())
        .bind(all)
        .bind(user)
        .bind(team)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    let named = |row: Row| row.read().map(|(stored, name)| (stored, name.unwrap_or_default()));
    rows.into_iter().map(named).collect()
}

/// The row of an answer, made when it was never given.
///
/// # Errors
/// When the database refuses.
pub async fn claim(tx: &mut Tx, lead: LeadId, criterion: &str) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(CLAIM)
        .bind(lead.get())
        .bind(criterion)
        .fetch_one(c)
        .await)?)
}

/// Writes an answer.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, id: i64, answer: &Answer) -> StoreResult<()> {
    on!(tx, c => sqlx::query(PUT)
        .bind(answer.verdict.as_str())
        .bind(&answer.value)
        .bind(answer.interaction_id.map(InteractionId::get))
        .bind(answer.user_id.map(UserId::get))
        .bind(answer.answered_at)
        .bind(id)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The answers with these keys.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn many(tx: &mut Tx, ids: &[i64]) -> StoreResult<Vec<Stored>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<Row> = on!(&mut *tx, c => {
            let mut query = QueryBuilder::new(MANY);
            push_keys!(query, chunk);
            query.push(" order by id");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            found.push(row.read()?.0);
        }
    }
    Ok(found)
}
