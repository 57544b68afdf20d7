//! A small company to tell stories in: a manager with two reps in one team, a CEO, an administrator, and a rep
//! elsewhere.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use domain::access::Role;
use domain::forms::{LogInteraction, NewLead};
use domain::ids::{LeadId, TeamId};
use domain::journal::Actor;
use services::users::AddUser;
use services::{Bus, Clock, Ctx, Host, Passwords, SignedIn, users};
use store::{Db, teams};

use crate::engine;

/// The password of everybody who has one.
pub const PASSWORD: &str = "copper lantern walks east";

/// The company, on a database of its own.
pub struct House {
    /// What its process has.
    pub host: Arc<Host>,
    /// A rep of the team.
    pub ana: Ctx,
    /// Another rep of the team.
    pub ben: Ctx,
    /// The team's manager.
    pub marta: Ctx,
    /// The CEO.
    pub carla: Ctx,
    /// The administrator.
    pub admin: Ctx,
    /// A rep of no team.
    pub zack: Ctx,
}

/// The moment at which stories begin: a Monday morning.
pub fn monday() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_424_400, 0).unwrap_or_default()
}

impl House {
    /// Tells a story in the company, on each engine there is.
    pub async fn on_each_engine(
        story: impl AsyncFn(Self) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        engine::on_each_engine(async |db| story(Self::new(db).await?).await).await
    }

    /// The company at the moment stories begin. Only Ana has a password.
    async fn new(db: Db) -> anyhow::Result<Self> {
        let host = host(db, Passwords::default(), monday());
        let mut tx = host.db.write().await?;
        let team = teams::insert(&mut tx, "West", None, None, monday()).await?;
        tx.commit().await?;
        let join = async |name: &str, role, team| somebody(&host, name, role, team).await;
        Ok(Self {
            ana: join("Ana", Role::Rep, Some(team)).await?,
            ben: join("Ben", Role::Rep, Some(team)).await?,
            marta: join("Marta", Role::Manager, Some(team)).await?,
            carla: join("Carla", Role::Ceo, None).await?,
            admin: join("Ada", Role::Admin, None).await?,
            zack: join("Zack", Role::Rep, None).await?,
            host: host.clone(),
        })
    }

    /// The process at another time of the same story.
    pub fn host_after(&self, passed: Duration) -> Arc<Host> {
        host(self.host.db.clone(), self.host.passwords.clone(), monday() + passed)
    }

    /// The same person at another time of the same story.
    pub fn after(&self, passed: Duration, who: &Ctx) -> anyhow::Result<Ctx> {
        Ok(Ctx::of_user(self.host_after(passed), who.user()?))
    }

    /// Everybody by role, one each.
    pub fn roles(&self) -> [(Role, &Ctx); 4] {
        [
            (Role::Rep, &self.ana),
            (Role::Manager, &self.marta),
            (Role::Ceo, &self.carla),
            (Role::Admin, &self.admin),
        ]
    }
}

/// What the process of an installation has in which nobody is yet.
pub fn empty_host(db: Db) -> Arc<Host> {
    host(db, Passwords::default(), monday())
}

fn host(db: Db, passwords: Passwords, now: DateTime<Utc>) -> Arc<Host> {
    Arc::new(Host {
        db,
        clock: Clock::Fixed(now),
        bus: Bus::default(),
        passwords,
        https: false,
        setup_code: "open sesame".to_owned(),
    })
}

async fn somebody(
    host: &Arc<Host>,
    name: &str,
    role: Role,
    team: Option<TeamId>,
) -> anyhow::Result<Ctx> {
    let form = AddUser {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        role,
        team,
        password: (name == "Ana").then(|| PASSWORD.to_owned()),
        time_zone: "Europe/Madrid".to_owned(),
    };
    let system = Ctx::of_system(host.clone(), Actor::System);
    let id = users::add(&system, form).await?;
    Ok(Ctx::of_user(host.clone(), SignedIn { id, role, team, session: None }))
}

/// The form for a lead of this name at Acme.
pub fn new_lead(name: &str) -> NewLead {
    NewLead {
        name: name.to_owned(),
        email: format!("{}@acme.example", name.to_lowercase()),
        job_title: "Head of Learning".to_owned(),
        company: "Acme".to_owned(),
        ..NewLead::default()
    }
}

/// The form for a call with this outcome.
pub fn call(lead: LeadId, outcome: &str) -> LogInteraction {
    LogInteraction {
        lead,
        opportunity: String::new(),
        kind: "call".to_owned(),
        direction: String::new(),
        outcome: outcome.to_owned(),
        minutes: "7".to_owned(),
        subject: String::new(),
        notes: String::new(),
    }
}
