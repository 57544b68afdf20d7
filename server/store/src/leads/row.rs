//! A lead's row, and the lead it stands for.

use chrono::{DateTime, Utc};
use domain::ids::{CompanyId, LeadId, ProductId, UserId};
use domain::lead::{CompanyCard, Lead};
use domain::list::Person;
use domain::money::Cents;
use serde::Serialize;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::decode::Reading;
use crate::{StoreError, StoreResult};

/// What is set when a lead is written first, and is no part of [`Lead`].
#[derive(Clone, Copy, Debug, Default)]
pub struct NewFields<'a> {
    /// What they asked for.
    pub product: Option<ProductId>,
    /// An IANA name.
    pub time_zone: Option<&'a str>,
    /// What an import knows them by.
    pub external_key: Option<&'a str>,
}

/// A lead as the journal tells it when it came to be: every stored field that does not follow from others.
///
/// Later entries name the same fields, so that what the journal says can be put back into [`Lead`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Face<'a> {
    /// The record.
    #[serde(flatten)]
    pub lead: &'a Lead,
    /// What they asked for.
    pub product_id: Option<ProductId>,
    /// An IANA name.
    pub time_zone: Option<&'a str>,
    /// What an import knows them by.
    pub external_key: Option<&'a str>,
}

impl<'a> Face<'a> {
    /// The face of a new lead.
    #[must_use]
    pub const fn of(lead: &'a Lead, more: &NewFields<'a>) -> Self {
        Self {
            lead,
            product_id: more.product,
            time_zone: more.time_zone,
            external_key: more.external_key,
        }
    }
}

/// Who looks after a lead, and where the lead works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// The owner.
    pub owner: Option<Person>,
    /// The company.
    pub company: Option<CompanyCard>,
}

#[derive(FromRow)]
pub(crate) struct Row {
    id: i64,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    job_title: Option<String>,
    company_id: Option<i64>,
    owner_id: Option<i64>,
    status: String,
    furthest_status: String,
    status_entered_at: DateTime<Utc>,
    disqualified_reason: Option<String>,
    source: String,
    country: Option<String>,
    city: Option<String>,
    qualification_status: String,
    preferred_contact_method: Option<String>,
    preferred_contact_time: Option<String>,
    pain_points: Json<Vec<String>>,
    interests: Json<Vec<String>>,
    decision_makers: Json<Vec<String>>,
    budget_range: Option<String>,
    budget_cents: Option<i64>,
    decision_timeline: Option<String>,
    authority: String,
    do_not_contact: bool,
    total_interactions: i64,
    last_contacted_at: Option<DateTime<Utc>>,
    last_contacted_by: Option<i64>,
    last_inbound_at: Option<DateTime<Utc>>,
    next_follow_up_at: Option<DateTime<Utc>>,
    snoozed_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl TryFrom<Row> for Lead {
    type Error = StoreError;

    fn try_from(row: Row) -> StoreResult<Self> {
        let reading = Reading { table: "lead", id: row.id };
        Ok(Self {
            id: LeadId(row.id),
            status: reading.word("status", &row.status)?,
            furthest_status: reading.word("furthest_status", &row.furthest_status)?,
            qualification_status: reading
                .word("qualification_status", &row.qualification_status)?,
            preferred_contact_method: reading
                .maybe_word("preferred_contact_method", row.preferred_contact_method.as_deref())?,
            authority: reading.word("authority", &row.authority)?,
            name: row.name,
            email: row.email,
            phone: row.phone,
            job_title: row.job_title,
            company_id: row.company_id.map(CompanyId),
            owner_id: row.owner_id.map(UserId),
            status_entered_at: row.status_entered_at,
            disqualified_reason: row.disqualified_reason,
            source: row.source,
            country: row.country,
            city: row.city,
            preferred_contact_time: row.preferred_contact_time,
            pain_points: row.pain_points.0,
            interests: row.interests.0,
            decision_makers: row.decision_makers.0,
            budget_range: row.budget_range,
            budget: row.budget_cents.map(Cents),
            decision_timeline: row.decision_timeline,
            do_not_contact: row.do_not_contact,
            total_interactions: row.total_interactions,
            last_contacted_at: row.last_contacted_at,
            last_contacted_by: row.last_contacted_by.map(UserId),
            last_inbound_at: row.last_inbound_at,
            next_follow_up_at: row.next_follow_up_at,
            snoozed_until: row.snoozed_until,
            created_at: row.created_at,
            version: row.version,
        })
    }
}
