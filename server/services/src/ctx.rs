//! Who asks, by which clock, on which database.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::access::{Action, Role, Scope, allowed, refusal};
use domain::ids::{SessionId, TeamId, UserId};
use domain::journal::Actor;
use store::Db;

use crate::{Bus, Clock, Passwords, ServiceError, ServiceResult};

/// What the process has: made once at start.
#[derive(Debug)]
pub struct Host {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Live pages.
    pub bus: Bus,
    /// Hashing, a few at a time.
    pub passwords: Passwords,
    /// Whether the site is reached over TLS, which decides the session cookie's name and flags.
    pub https: bool,
    /// The code that allows the one-time setup of an installation without users.
    pub setup_code: String,
}

/// A signed-in person as the rules need them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The user.
    pub id: UserId,
    /// What they are here for.
    pub role: Role,
    /// Their team.
    pub team: Option<TeamId>,
    /// The session they use; `None` on the command line.
    pub session: Option<SessionId>,
}

/// One request's context. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ctx {
    host: Arc<Host>,
    user: Option<SignedIn>,
    actor: Actor,
}

impl Ctx {
    /// For a signed-in person.
    #[must_use]
    pub const fn of_user(host: Arc<Host>, user: SignedIn) -> Self {
        Self { host, actor: Actor::User(user.id), user: Some(user) }
    }

    /// For the installation itself: the command line and the background. May do and see everything.
    #[must_use]
    pub const fn of_system(host: Arc<Host>, actor: Actor) -> Self {
        Self { host, actor, user: None }
    }

    /// What the process has.
    #[must_use]
    pub fn host(&self) -> &Arc<Host> {
        &self.host
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.host.db
    }

    /// The present time, to the millisecond.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.host.clock.now()
    }

    /// Who acts, for the journal.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// When the installation itself asks for something that only a person has.
    pub fn user(&self) -> ServiceResult<SignedIn> {
        self.user.ok_or(ServiceError::SignedOut)
    }

    /// What may be seen.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        match self.user {
            Some(user) => Scope::of(user.role, user.id, user.team),
            None => Scope::Everything,
        }
    }

    /// Goes on only when this role may do it.
    ///
    /// # Errors
    /// Says who may.
    pub fn require(&self, action: Action) -> ServiceResult<()> {
        match self.user {
            Some(user) if !allowed(user.role, action) => {
                Err(ServiceError::Forbidden(refusal(user.role, action)))
            }
            _ => Ok(()),
        }
    }
}
