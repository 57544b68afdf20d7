//! What a list's file says beyond what its page shows, for the rows of one of its pages.

use chrono::NaiveDate;
use domain::access::Scope;
use sqlx::{FromRow, QueryBuilder};

use crate::scope::push_scope;
use crate::{StoreResult, Tx};

const LEADS: &str = "
select l.id, l.email, l.phone, l.job_title, l.country, l.city, l.do_not_contact, u.email as owner_email
from lead l
left join app_user u on u.id = l.owner_id
where l.deleted_at is null";

const DEALS: &str = "
select o.id, o.currency, p.name as product, o.source, o.expected_close_on, o.closed_on, o.lost_reason,
  l.email as lead_email, u.email as owner_email
from opportunity o
left join product p on p.id = o.product_id
left join lead l on l.id = o.lead_id
left join app_user u on u.id = o.owner_id
where o.deleted_at is null";

const TASKS: &str = "
select t.id, t.notes, l.email as lead_email, u.email as owner_email
from task t
join app_user u on u.id = t.owner_id
left join lead l on l.id = t.lead_id
where t.deleted_at is null";

/// Every constant statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[LEADS, DEALS, TASKS];

/// A lead's further fields.
#[derive(Clone, Debug, FromRow)]
pub struct LeadMore {
    /// The lead.
    pub id: i64,
    /// Mail address.
    pub email: Option<String>,
    /// As entered.
    pub phone: Option<String>,
    /// As entered.
    pub job_title: Option<String>,
    /// As entered.
    pub country: Option<String>,
    /// As entered.
    pub city: Option<String>,
    /// Asked not to be contacted.
    pub do_not_contact: bool,
    /// The owner's address.
    pub owner_email: Option<String>,
}

/// A deal's further fields.
#[derive(Clone, Debug, FromRow)]
pub struct DealMore {
    /// The deal.
    pub id: i64,
    /// In what it is paid.
    pub currency: String,
    /// What is sold.
    pub product: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// When it should close.
    pub expected_close_on: Option<NaiveDate>,
    /// When it closed.
    pub closed_on: Option<NaiveDate>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// The lead's address.
    pub lead_email: Option<String>,
    /// The owner's address.
    pub owner_email: Option<String>,
}

/// A task's further fields.
#[derive(Clone, Debug, FromRow)]
pub struct TaskMore {
    /// The task.
    pub id: i64,
    /// What else there is to say.
    pub notes: String,
    /// The address of the lead it is about.
    pub lead_email: Option<String>,
    /// The owner's address.
    pub owner_email: String,
}

/// Reads the rows of these keys within the scope.
macro_rules! of {
    ($tx:expr, $scope:expr, $ids:expr, $sql:expr, $owner:literal, $id:literal) => {{
        if $ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(on!($tx, c => {
            let mut statement = QueryBuilder::new($sql);
            push_scope(&mut statement, $owner, $scope);
            statement.push(concat!(" and ", $id, " in ("));
            let mut keys = statement.separated(", ");
            for id in $ids {
                keys.push_bind(*id);
            }
            statement.push(")");
            statement.build_query_as().fetch_all(c).await
        })?)
    }};
}

/// The further fields of these leads, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn leads(tx: &mut Tx, scope: &Scope, ids: &[i64]) -> StoreResult<Vec<LeadMore>> {
    of!(tx, scope, ids, LEADS, "l.owner_id", "l.id")
}

/// The further fields of these deals, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn deals(tx: &mut Tx, scope: &Scope, ids: &[i64]) -> StoreResult<Vec<DealMore>> {
    of!(tx, scope, ids, DEALS, "o.owner_id", "o.id")
}

/// The further fields of these tasks, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn tasks(tx: &mut Tx, scope: &Scope, ids: &[i64]) -> StoreResult<Vec<TaskMore>> {
    of!(tx, scope, ids, TASKS, "t.owner_id", "t.id")
}
