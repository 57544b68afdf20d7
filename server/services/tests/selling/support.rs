//! An installation of one test.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::access::Role;
use domain::ids::TeamId;
use domain::journal::Actor;
use services::{Bus, Clock, Ctx, Host, Passwords, SignedIn};
use store::users::NewUser;
use store::{Db, DbSettings, teams, users};

/// Friday, 20 November 2026, in the morning.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_168_800, 0).unwrap_or_default()
}

/// A database in a folder that goes with the test.
pub struct House {
    db: Db,
    _folder: tempfile::TempDir,
}

impl House {
    pub async fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let db = Db::open(&DbSettings::Sqlite(folder.path().join("house.db"))).await?;
        Ok(Self { db, _folder: folder })
    }

    fn host(&self, now: DateTime<Utc>) -> Arc<Host> {
        Arc::new(Host {
            db: self.db.clone(),
            clock: Clock::Fixed(now),
            bus: Bus::default(),
            passwords: Passwords::default(),
            https: false,
            setup_code: String::new(),
        })
    }

    /// The installation itself.
    pub fn system(&self) -> Ctx {
        Ctx::of_system(self.host(now()), Actor::System)
    }

    /// A person at the usual moment.
    pub fn of(&self, user: SignedIn) -> Ctx {
        self.at(user, now())
    }

    /// A person at another moment.
    pub fn at(&self, user: SignedIn, now: DateTime<Utc>) -> Ctx {
        Ctx::of_user(self.host(now), user)
    }

    /// A new person.
    pub async fn person(
        &self,
        name: &str,
        role: Role,
        team: Option<TeamId>,
    ) -> anyhow::Result<SignedIn> {
        let mut tx = self.db.write().await?;
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
        let id = users::insert(&mut tx, &user, now()).await?;
        tx.commit().await?;
        Ok(SignedIn { id, role, team, session: None })
    }

    /// A new team at the top.
    pub async fn team(&self, name: &str) -> anyhow::Result<TeamId> {
        let mut tx = self.db.write().await?;
        let id = teams::insert(&mut tx, name, None, None, now()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// For what no use case does yet.
    pub async fn write(&self) -> anyhow::Result<store::Tx> {
        Ok(self.db.write().await?)
    }

    /// A picture of the database.
    pub async fn read(&self) -> anyhow::Result<store::Tx> {
        Ok(self.db.read().await?)
    }
}
