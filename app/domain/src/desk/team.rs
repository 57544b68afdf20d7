//! The page about people: what each did, and a comparison that is fair.

use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::fair::Fair;
use crate::list::Person;
use crate::money::Cents;
use crate::ratio::Ratio;

/// Everybody who sells within the reader's scope, in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamPage {
    /// The period.
    pub period: Period,
    /// The day of the reader's clock.
    pub today: chrono::NaiveDate,
    /// A line each, the most won first.
    pub people: Vec<TeamLine>,
    /// How many ended deals the chances were learned from.
    pub learned_from: usize,
    /// More deals ended in the period than are read: what is told deal by deal is left out.
    pub is_cut: bool,
}

/// One person's figures in the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamLine {
    /// Who.
    pub rep: Person,
    /// Won.
    pub won: Cents,
    /// How many deals were won.
    pub deals_won: i64,
    /// How many ended, won or lost.
    pub ended: i64,
    /// Their target; `None` where none is set.
    pub target: Option<Cents>,
    /// What is open today.
    pub open: Cents,
    /// How many deals are open today.
    pub open_deals: i64,
    /// Median days from creation to won; `None` where nothing was won.
    pub cycle_days: Option<i64>,
    /// Contacts and notes logged, up to last night.
    pub contacts: i64,
    /// Leads that came to them, up to last night.
    pub leads: i64,
    /// Wins against expected wins; `None` where too few deals ended.
    pub fair: Option<Fair>,
    /// Won in each of the last six months, oldest first.
    pub trend: Vec<Cents>,
    /// What to talk about.
    pub notes: Vec<String>,
}

impl TeamLine {
    /// The share of the target that is won.
    #[must_use]
    pub fn reached(&self) -> Option<Ratio> {
        self.target.and_then(|target| Ratio::of(self.won.get(), target.get()))
    }

    /// The share of ended deals that were won.
    #[must_use]
    pub fn win_rate(&self) -> Option<Ratio> {
        Ratio::of(self.deals_won, self.ended)
    }

    /// What a won deal brought on average.
    #[must_use]
    pub fn average(&self) -> Option<Cents> {
        (self.deals_won > 0).then(|| Cents(self.won.get() / self.deals_won))
    }
}
