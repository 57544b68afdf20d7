//! Who is there already and may be the person somebody is about to add.

use domain::access::Scope;
use domain::forms::{Alike, dialled};
use domain::ids::LeadId;
use sqlx::FromRow;

use crate::scope::Bounds;
use crate::{StoreResult, Tx};

/// By mail address, by the number as it is dialled, and by name at a company: each by its own index.
const ALIKE: &str = concat!(
    "
with found as (
  select id, 'same mail address' as reason, 1 as place from lead where email = $1
  union all
  select id, 'same phone number' as reason, 2 as place from lead
  where phone is not null and replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', '') in ($2, $3)
  union all
  select p.id, 'same name at the same company' as reason, 3 as place from lead p
  where p.company_id in (select id from company where lower(name) = lower($4) and deleted_at is null)
    and lower(p.name) = lower($5)
)
select l.id, l.name, c.name as company, u.name as owner, f.reason
from found f
join lead l on l.id = f.id
left join company c on c.id = l.company_id
left join app_user u on u.id = l.owner_id
where l.deleted_at is null and ",
    in_scope!("l.owner_id", "$6", "$7", "$8"),
    "
order by f.place, l.id
limit 10"
);

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[ALIKE];

/// What a new lead is compared by.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// Full name.
    pub name: &'a str,
    /// Mail address, in lower case.
    pub email: Option<&'a str>,
    /// Phone number, as written.
    pub phone: Option<&'a str>,
    /// The company's name.
    pub company: Option<&'a str>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    company: Option<String>,
    owner: Option<String>,
    reason: String,
}

/// Leads within the scope that share a mark with this one, the surest first; each with all that is the same.
///
/// # Errors
/// When the database refuses.
pub async fn alike(tx: &mut Tx, scope: &Scope, marks: Marks<'_>) -> StoreResult<Vec<Alike>> {
    let Bounds { all, user, team } = scope.into();
    let plus = marks.phone.map(dialled);
    let zeros =
        plus.as_deref().and_then(|plus| plus.strip_prefix('+')).map(|rest| format!("00{rest}"));
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(ALIKE)
        .bind(marks.email)
        .bind(&plus)
        .bind(zeros.as_ref().or(plus.as_ref()))
        .bind(marks.company)
        .bind(marks.name)
        .bind(all)
        .bind(user)
        .bind(team)
        .fetch_all(c)
        .await)?;
    let mut found: Vec<Alike> = Vec::new();
    for row in rows {
        match found.iter_mut().find(|known| known.id.get() == row.id) {
            Some(known) => known.reasons.push(row.reason),
            None => found.push(Alike {
                id: LeadId(row.id),
                name: row.name,
                company: row.company,
                owner: row.owner,
                reasons: vec![row.reason],
            }),
        }
    }
    Ok(found)
}
