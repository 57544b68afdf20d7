//! Who a deal is made with, and how they and we have been talking.

use chrono::{DateTime, Utc};
use domain::ids::{LeadId, OpportunityId};
use domain::lead::ContactMethod;
use sqlx::FromRow;

use crate::decode::Reading;
use crate::{StoreResult, Tx};

/// Linked to the deal, and contact with its person that was linked to no deal.
const TALK: &str = concat!(
    "
select max(case when ",
    is_contact!(),
    " then at end) as last_contact_at,
  max(case when direction = 'inbound' and kind not in ('web_visit', 'note') then at end) as last_inbound_at,
  count(case when direction = 'inbound' and at >= $3 and kind not in ('web_visit', 'form', 'note')
    then 1 end) as inbound,
  count(case when direction = 'outbound' and at >= $3 and kind <> 'note' then 1 end) as outbound,
  count(distinct case when direction = 'inbound' then lead_id end) as people
from (
  select lead_id, kind, direction, outcome, at from interaction where opportunity_id = $1 and deleted_at is null
  union all
  select lead_id, kind, direction, outcome, at
  from interaction
  where lead_id = $2 and opportunity_id is null and deleted_at is null
) as talk"
);

const PERSON: &str = "
select name, preferred_contact_method, do_not_contact, time_zone from lead where id = $1";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[TALK, PERSON];

/// How a deal's people and we have been talking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The person's name.
    pub name: Option<String>,
    /// How they want to be reached.
    pub preferred: Option<ContactMethod>,
    /// Asked not to be contacted.
    pub do_not_contact: bool,
    /// The IANA name of their zone.
    pub time_zone: Option<String>,
    /// Last contact in either direction.
    pub last_contact_at: Option<DateTime<Utc>>,
    /// Last word from them.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// Messages, calls and meetings from them, since the moment asked for.
    pub inbound: i64,
    /// And from us.
    pub outbound: i64,
    /// How many of their people talked to us.
    pub people: i64,
}

#[derive(FromRow)]
struct TalkRow {
    last_contact_at: Option<DateTime<Utc>>,
    last_inbound_at: Option<DateTime<Utc>>,
    inbound: i64,
    outbound: i64,
    people: i64,
}

#[derive(FromRow)]
struct PersonRow {
    name: String,
    preferred_contact_method: Option<String>,
    do_not_contact: bool,
    time_zone: Option<String>,
}

/// The person a deal is made with, and the talk about it; messages are counted from `since` on. The caller has read
/// the deal within its scope.
///
/// # Errors
/// When a stored value is unknown to this version.
pub async fn contact(
    tx: &mut Tx,
    deal: OpportunityId,
    lead: Option<LeadId>,
    since: DateTime<Utc>,
) -> StoreResult<Contact> {
    let talk: TalkRow = on!(&mut *tx, c => sqlx::query_as(TALK)
        .bind(deal.get())
        .bind(lead.map(LeadId::get))
        .bind(since)
        .fetch_one(c)
        .await)?;
    let mut contact = Contact {
        last_contact_at: talk.last_contact_at,
        last_inbound_at: talk.last_inbound_at,
        inbound: talk.inbound,
        outbound: talk.outbound,
        people: talk.people,
        ..Contact::default()
    };
    if let Some(lead) = lead {
        let person: Option<PersonRow> =
            on!(tx, c => sqlx::query_as(PERSON).bind(lead.get()).fetch_optional(c).await)?;
        if let Some(person) = person {
            let reading = Reading { table: "lead", id: lead.get() };
            let method = person.preferred_contact_method.as_deref();
            contact.preferred = reading.maybe_word("preferred_contact_method", method)?;
            contact.name = Some(person.name);
            contact.do_not_contact = person.do_not_contact;
            contact.time_zone = person.time_zone;
        }
    }
    Ok(contact)
}
