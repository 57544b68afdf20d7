//! When those a person calls answer: learned from the person's own last calls, each on the clock of who was called.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, TimeZone, Utc};
use domain::ids::{LeadId, UserId};
use domain::rhythm::{Calls, Rhythm};
use store::{Tx, queue, users};

use crate::{ServiceResult, zone};

/// How far back calls tell of present habits.
const DAYS: Days = Days::new(365);
/// As many as tell hours apart, and few enough to be read with every desk.
const CALLS: i64 = 400;

/// What became of a person's calls: of all, by line of business, and of each lead.
#[derive(Default)]
pub(crate) struct Rhythms {
    all: Calls,
    like: BTreeMap<String, Calls>,
    own: BTreeMap<LeadId, Calls>,
}

impl Rhythms {
    /// From the last calls of `caller`. Leads without a time zone are taken to be on the caller's clock.
    pub(crate) async fn learn(
        tx: &mut Tx,
        caller: UserId,
        now: DateTime<Utc>,
    ) -> ServiceResult<Self> {
        let person = users::get(tx, caller).await?;
        let clock = zone::tz(&zone::name_of(tx, &person).await?);
        let since = now.checked_sub_days(DAYS).unwrap_or(now);
        let mut rhythms = Self::default();
        for call in queue::calls(tx, caller, since, CALLS).await? {
            let own = call.time_zone.as_deref().and_then(|name| name.parse().ok());
            let local = own.unwrap_or(clock).from_utc_datetime(&call.at.naive_utc()).naive_local();
            rhythms.all.add(local, call.answered);
            rhythms.own.entry(call.lead).or_default().add(local, call.answered);
            if let Some(industry) = call.industry {
                rhythms.like.entry(industry).or_default().add(local, call.answered);
            }
        }
        Ok(rhythms)
    }

    /// When somebody answers; nothing where too few calls were made at all.
    pub(crate) fn of(&self, lead: Option<LeadId>, industry: Option<&str>) -> Option<Rhythm> {
        let none = Calls::default();
        let own = lead.and_then(|lead| self.own.get(&lead)).unwrap_or(&none);
        let like = industry.and_then(|industry| self.like.get(industry)).unwrap_or(&none);
        Rhythm::new(&self.all, like, own)
    }
}
