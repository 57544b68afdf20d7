//! Forms that stand on other web sites: what they say, what is sent with them, and what is spam.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{CampaignId, LeadId, ProductId, UserId, WebFormId};
use crate::text_enum::text_enum;

/// Nobody reads a form and fills it in faster.
pub const FASTEST: Duration = Duration::seconds(3);
/// A page that was drawn longer ago is drawn anew, with what was typed.
pub const LONGEST: Duration = Duration::hours(24);
/// The time over which what comes from one network is counted.
pub const WINDOW: Duration = Duration::minutes(10);
/// The most that one network sends within [`WINDOW`]: an office of colleagues, and no machine.
pub const MOST: i64 = 5;
/// A message with more links is an advertisement.
const LINKS: usize = 2;

/// A form as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebForm {
    /// The form.
    pub id: WebFormId,
    /// What we call it.
    pub name: String,
    /// What visitors read above it.
    pub title: String,
    /// Its public address.
    pub key: String,
    /// The source its leads have, unless a campaign says another.
    pub source: String,
    /// The campaign its leads met, unless the address of the page names another.
    pub campaign_id: Option<CampaignId>,
    /// What they ask for.
    pub product_id: Option<ProductId>,
    /// Who looks after them.
    pub owner_id: Option<UserId>,
    /// The sentence visitors agree to.
    pub consent: String,
    /// What they read afterwards.
    pub thanks: String,
    /// Whether it takes entries.
    pub is_open: bool,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

text_enum! {
    /// What became of an entry.
    EntryStatus {
        /// It is a lead, or part of one's past.
        Taken = "taken", "Taken";
        /// It was put aside.
        Spam = "spam", "Put aside";
    }
}

text_enum! {
    /// Why an entry was put aside.
    Suspicion {
        /// A field was filled in that people do not see.
        Trap = "trap", "Filled in a hidden field";
        /// Nobody types that fast.
        Haste = "haste", "Sent within three seconds";
        /// It advertises.
        Links = "links", "More than two links";
    }
}

/// What is known about how an entry was sent.
#[derive(Clone, Copy, Debug)]
pub struct Manner<'a> {
    /// What stands in the field that people do not see.
    pub trap: &'a str,
    /// How long the form was open.
    pub open_for: Duration,
    /// The message.
    pub message: &'a str,
}

impl Manner<'_> {
    /// Why this is no person's request, if it is none. Such an entry is put aside, never thrown away: a person decides.
    #[must_use]
    pub fn suspicion(&self) -> Option<Suspicion> {
        let links = ["http://", "https://", "www."];
        let text = self.message.to_lowercase();
        // "https://www." is one link.
        let count = links.iter().map(|link| text.matches(link).count()).sum::<usize>()
            - text.matches("://www.").count();
        if !self.trap.is_empty() {
            Some(Suspicion::Trap)
        } else if self.open_for < FASTEST {
            Some(Suspicion::Haste)
        } else if count > LINKS {
            Some(Suspicion::Links)
        } else {
            None
        }
    }
}

/// A form in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebFormRow {
    /// The form.
    pub form: WebForm,
    /// Its version.
    pub version: i64,
    /// The campaign's name.
    pub campaign: Option<String>,
    /// Who looks after its leads.
    pub owner: Option<String>,
    /// Entries that are leads.
    pub taken: i64,
    /// Entries that were put aside.
    pub spam: i64,
    /// When the last entry came.
    pub last_at: Option<DateTime<Utc>>,
}

/// Something to choose from, by its name.
pub type Named<T> = (T, String);

/// What a form is made of: for the form that makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Campaigns, the latest first.
    pub campaigns: Vec<Named<CampaignId>>,
    /// Products that are sold.
    pub products: Vec<Named<ProductId>>,
    /// Who sells.
    pub owners: Vec<Named<UserId>>,
}

/// All forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebForms {
    /// By name.
    pub rows: Vec<WebFormRow>,
    /// What a new one is made of.
    pub parts: Parts,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// A form's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebFormPage {
    /// The form.
    pub row: WebFormRow,
    /// What it can be made of.
    pub parts: Parts,
    /// Which entries are shown.
    pub shown: EntryStatus,
    /// Entries, the newest first.
    pub entries: Vec<Entry>,
    /// The entry below which older ones stand, if there are any.
    pub older: Option<i64>,
    /// Where this installation is reached, as `https://crm.example`.
    pub site: String,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The entry.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What became of it.
    pub status: EntryStatus,
    /// Why it was put aside.
    pub suspicion: Option<Suspicion>,
    /// Full name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Phone number.
    pub phone: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// What they wrote.
    pub message: String,
    /// The sentence they agreed to.
    pub consent: String,
    /// The page the form stood on.
    pub page: Option<String>,
    /// What its address said about where they came from.
    pub utm: Utm,
    /// The lead it became, or belongs to.
    pub lead: Option<LeadId>,
}

/// What the address of a page says about where its visitor came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Utm {
    /// `utm_source`: who sent them.
    pub source: Option<String>,
    /// `utm_medium`: by what means.
    pub medium: Option<String>,
    /// `utm_campaign`: as part of what.
    pub campaign: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(trap: &str, seconds: i64, message: &str) -> Option<Suspicion> {
        Manner { trap, open_for: Duration::seconds(seconds), message }.suspicion()
    }

    #[test]
    fn what_people_send_is_taken_and_what_machines_send_is_put_aside() {
        assert_eq!(sent("", 3, "Do you teach Rust on weekends?"), None);
        assert_eq!(sent("", 9, "We are https://www.here.example and http://there.example."), None);
        assert_eq!(sent("x", 9, ""), Some(Suspicion::Trap));
        assert_eq!(sent("", 2, ""), Some(Suspicion::Haste));
        assert_eq!(sent("", -1, ""), Some(Suspicion::Haste), "a moment that has not come yet");
        let three = "http://a.example HTTPS://B.example www.c.example";
        assert_eq!(sent("", 60, three), Some(Suspicion::Links));
    }
}
