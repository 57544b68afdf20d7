//! The people and records that stories are about.

use chrono::{DateTime, Utc};
use domain::access::Role;
use domain::ids::{LeadId, TeamId, UserId};
use domain::lead::{Authority, Lead, LeadStatus, Qualification};
use store::leads::NewFields;
use store::users::NewUser;
use store::{StoreResult, Tx, leads, users};

/// The moment at which stories begin.
pub fn monday() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_420_800, 0).unwrap_or_default()
}

/// A person of this name.
pub async fn somebody(
    tx: &mut Tx,
    name: &str,
    role: Role,
    team: Option<TeamId>,
) -> StoreResult<UserId> {
    let email = format!("{}@example.com", name.to_lowercase());
    let user = NewUser {
        email: &email,
        name,
        role,
        team,
        password_hash: None,
        time_zone: "UTC",
        region: None,
        external_key: None,
    };
    users::insert(tx, &user, monday()).await
}

/// A lead of this name, as it is before it is written.
pub fn lead(name: &str, owner: Option<UserId>) -> Lead {
    Lead {
        id: LeadId(0),
        name: name.to_owned(),
        email: None,
        phone: None,
        job_title: None,
        company_id: None,
        owner_id: owner,
        status: LeadStatus::New,
        furthest_status: LeadStatus::New,
        status_entered_at: monday(),
        disqualified_reason: None,
        source: "web".to_owned(),
        country: None,
        city: None,
        qualification_status: Qualification::InProgress,
        preferred_contact_method: None,
        preferred_contact_time: None,
        pain_points: vec!["Reports take days".to_owned()],
        interests: Vec::new(),
        decision_makers: Vec::new(),
        budget_range: None,
        budget: None,
        decision_timeline: None,
        authority: Authority::Unknown,
        do_not_contact: false,
        total_interactions: 0,
        last_contacted_at: None,
        last_contacted_by: None,
        last_inbound_at: None,
        next_follow_up_at: None,
        snoozed_until: None,
        created_at: monday(),
        version: 1,
    }
}

/// A lead of this name that has been written.
pub async fn written_lead(tx: &mut Tx, name: &str, owner: Option<UserId>) -> StoreResult<LeadId> {
    leads::insert(tx, &lead(name, owner), &NewFields::default(), monday()).await
}
