//! Contacts, each with who of us and whom of them.

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::{CompanyId, LeadId, UserId};
use domain::relations::Talk;
use sqlx::FromRow;

use crate::decode::Reading;
use crate::scope::Bounds;
use crate::{StoreError, StoreResult, Tx};

/// The begin of a text is enough to say what it is about.
macro_rules! contacts {
    ($of:expr) => {
        concat!(
            "
select i.id, i.kind, i.direction, i.at, substr(i.subject || ' ' || i.notes, 1, 600) as said, u.id as user_id,
  u.name as who, l.id as lead_id, l.name as lead_name
from interaction i
join lead l on l.id = i.lead_id
left join app_user u on u.id = i.user_id
where ",
            $of,
            " = $1 and i.deleted_at is null and ",
            is_contact!(),
            "
order by i.at desc, i.id desc
limit $2"
        )
    };
}

const OF_LEAD: &str = contacts!("i.lead_id");

const OF_COMPANY: &str = contacts!(concat!(
    in_scope!("l.owner_id", "$3", "$4", "$5"),
    " and l.deleted_at is null and l.company_id"
));

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[OF_LEAD, OF_COMPANY];

#[derive(FromRow)]
struct Row {
    id: i64,
    kind: String,
    direction: String,
    at: DateTime<Utc>,
    said: String,
    user_id: Option<i64>,
    who: Option<String>,
    lead_id: i64,
    lead_name: String,
}

impl TryFrom<Row> for Talk {
    type Error = StoreError;

    fn try_from(row: Row) -> StoreResult<Self> {
        let reading = Reading { table: "interaction", id: row.id };
        Ok(Self {
            us: row.user_id.map(UserId).zip(row.who),
            them: (LeadId(row.lead_id), row.lead_name),
            kind: reading.word("kind", &row.kind)?,
            direction: reading.word("direction", &row.direction)?,
            at: row.at,
            said: row.said,
        })
    }
}

/// The last contacts with a lead, newest first. The lead must have been read within a scope before.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn with_lead(tx: &mut Tx, lead: LeadId, limit: i64) -> StoreResult<Vec<Talk>> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(OF_LEAD)
        .bind(lead.get())
        .bind(limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Talk::try_from).collect()
}

/// The last contacts with the people of a company within the scope, newest first.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn with_company(
    tx: &mut Tx,
    scope: &Scope,
    company: CompanyId,
    limit: i64,
) -> StoreResult<Vec<Talk>> {
    let Bounds { all, user, team } = scope.into();
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(OF_COMPANY)
        .bind(company.get())
        .bind(limit)
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Talk::try_from).collect()
}
