//! The person in front of the page.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::{Action, Role, allowed};
use crate::calendar::Zone;
use crate::ids::{SessionId, TeamId, UserId};
use crate::list::{DealColumn, LeadColumn};
use crate::money::Currency;
use crate::text_enum::text_enum;
use crate::views::{SavedView, ViewList};

text_enum! {
    /// Light or dark.
    Theme {
        /// As the device says.
        Auto = "auto", "As the device";
        /// Always light.
        Light = "light", "Light";
        /// Always dark.
        Dark = "dark", "Dark";
    }
}

/// What a person has chosen about their pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The sidebar shows icons alone.
    pub narrow_sidebar: bool,
    /// The columns of the list of leads; empty: as it comes.
    pub lead_columns: Vec<LeadColumn>,
    /// The columns of the list of deals; empty: as it comes.
    pub deal_columns: Vec<DealColumn>,
    /// Their saved views, in the order they were saved.
    pub views: Vec<SavedView>,
}

impl Preferences {
    /// The saved views of a list.
    #[must_use]
    pub fn views_of(&self, list: ViewList) -> Vec<SavedView> {
        self.views.iter().filter(|view| view.list == list).cloned().collect()
    }
}

/// Who is signed in, as every page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The user.
    pub id: UserId,
    /// Full name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// What they are here for.
    pub role: Role,
    /// Their team and its name.
    pub team: Option<(TeamId, String)>,
    /// Their time zone.
    pub zone: Zone,
    /// Light or dark.
    pub theme: Theme,
    /// The installation's currency.
    pub currency: Currency,
    /// What they have chosen about their pages.
    pub preferences: Preferences,
    /// What waits for them, for the counts in the navigation.
    pub waiting: Waiting,
}

impl Viewer {
    /// Whether this person may do `action` on records they see.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        allowed(self.role, action)
    }

    /// The page this person's day starts on.
    #[must_use]
    pub const fn desk(&self) -> &'static str {
        Self::desk_of(self.role)
    }

    /// The page the day of a person in this role starts on.
    #[must_use]
    pub const fn desk_of(role: Role) -> &'static str {
        match role {
            Role::Rep => "/today",
            Role::Manager => "/pipeline",
            Role::Ceo | Role::Admin => "/revenue",
        }
    }
}

/// The time zones to choose from, and those in force, all by their IANA names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockChoices {
    /// The person's own choice; empty: as the installation.
    pub own: String,
    /// The installation's.
    pub installation: String,
    /// What there is.
    pub zones: Vec<String>,
}

/// Counts of what waits for a person now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Open tasks that are due today or earlier.
    pub tasks_due: i64,
}

/// One of a person's signed-in browsers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// The session.
    pub id: SessionId,
    /// Whether it is the one asking.
    pub is_current: bool,
    /// Signed in at.
    pub created_at: DateTime<Utc>,
    /// Last used at.
    pub last_seen_at: DateTime<Utc>,
    /// The browser, as it calls itself.
    pub user_agent: String,
    /// The network address it signed in from.
    pub address: String,
}

/// The address at which one's calendar reads one's tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFeed {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// The path of the address; `None` when there is none.
    pub path: Option<String>,
    /// Since when it is good.
    pub created_at: Option<DateTime<Utc>>,
    /// When a calendar last read it.
    pub read_at: Option<DateTime<Utc>>,
}
