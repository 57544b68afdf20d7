//! The people and records that stories are about.

use chrono::{DateTime, Utc};
use domain::access::Role;
use domain::ids::{LeadId, TeamId, UserId};
use domain::lead::Lead;
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
        owner_id: owner,
        pain_points: vec!["Reports take days".to_owned()],
        ..Lead::new(LeadId(0), name, "web", monday())
    }
}

/// A lead of this name that has been written.
pub async fn written_lead(tx: &mut Tx, name: &str, owner: Option<UserId>) -> StoreResult<LeadId> {
    leads::insert(tx, &lead(name, owner), &NewFields::default(), monday()).await
}
