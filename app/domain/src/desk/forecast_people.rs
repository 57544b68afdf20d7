//! What people say a period will bring, beside the model.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::forecast::people::Calibration;
use crate::ids::UserId;
use crate::list::Person;
use crate::money::Cents;

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// The moment it was made.
    pub now: DateTime<Utc>,
    /// The day it was made.
    pub today: NaiveDate,
    /// The period.
    pub period: Period,
    /// Whether the reader may commit for themselves.
    pub may_commit: bool,
    /// Whether the reader may override.
    pub may_override: bool,
    /// The reader, when they are among those who sell.
    pub me: Option<UserId>,
    /// What is said of all together.
    pub all: PersonLine,
    /// Everybody who sells within the reader's scope.
    pub people: Vec<PersonLine>,
    /// Every word about this period, the newest first.
    pub history: Vec<Call>,
}

/// What the model, a person and their manager say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    /// Who; 0 for all together.
    pub person: Person,
    /// Won so far.
    pub won: Cents,
    /// What the model expects, and what eight of ten outcomes lie between.
    pub model: (Cents, Cents, Cents),
    /// What they commit to, and at best.
    pub commit: Option<(Cents, Cents)>,
    /// What a manager says instead, with who and why.
    pub instead: Option<Call>,
    /// What they closed of what they committed before.
    pub calibration: Option<Calibration>,
}

impl PersonLine {
    /// What people say: the manager's word before the person's own.
    #[must_use]
    pub fn said(&self) -> Option<Cents> {
        self.instead.as_ref().map(|call| call.amount).or(self.commit.map(|(commit, _)| commit))
    }

    /// How much more they say than the model expects.
    #[must_use]
    pub fn gap(&self) -> Option<Cents> {
        self.said().and_then(|said| said.checked_sub(self.model.0))
    }

    /// Whether what they say lies outside of what eight of ten outcomes lie between.
    #[must_use]
    pub fn is_apart(&self) -> bool {
        self.said().is_some_and(|said| said < self.model.1 || self.model.2 < said)
    }
}

/// A word about a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// When it was said.
    pub at: DateTime<Utc>,
    /// Who said it.
    pub author: String,
    /// About whose deals; `None` for all the author leads.
    pub owner: Option<Person>,
    /// Whether it is a manager's word instead of the person's own.
    pub is_override: bool,
    /// How much.
    pub amount: Cents,
    /// At best.
    pub best: Option<Cents>,
    /// Why.
    pub reason: String,
}
