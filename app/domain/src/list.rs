//! Lists: pages by key, filters and people.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::UserId;
use crate::text_enum::text_enum;

/// A user by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// The user.
    pub id: UserId,
    /// Full name.
    pub name: String,
}

/// How many rows a page of a list has.
pub const PAGE_ROWS: usize = 50;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing<T> {
    /// When the list was made.
    pub now: DateTime<Utc>,
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
    /// How many rows match in all, where that is cheap to know.
    pub total: Option<i64>,
}

/// Where a keyset page begins: after the row with this sort value and id. Written `value~id` in URLs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort column's value in that row, as text.
    pub value: String,
    /// That row's id.
    pub id: i64,
}

impl Cursor {
    /// As it stands in a URL.
    #[must_use]
    pub fn encode(&self) -> String {
        format!("{}~{}", self.value, self.id)
    }

    /// From a URL; `None` when it is damaged, and the list then starts at its beginning.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let (value, id) = text.rsplit_once('~')?;
        Some(Self { value: value.to_owned(), id: id.parse().ok()? })
    }
}

text_enum! {
    /// A column of the list of leads beside the name.
    LeadColumn {
        /// The score with its grade.
        Score = "score", "Score";
        /// From new to customer.
        Status = "status", "Status";
        /// Who looks after them.
        Owner = "owner", "Owner";
        /// Where they come from.
        Source = "source", "Source";
        /// The last contact.
        Contact = "contact", "Last contact";
        /// First seen.
        Created = "created", "Created";
    }
}

text_enum! {
    /// A column of the list of deals beside the name.
    DealColumn {
        /// Its stage.
        Stage = "stage", "Stage";
        /// What it is worth.
        Amount = "amount", "Amount";
        /// P(won).
        Win = "win", "P(won)";
        /// When it should close, or did.
        Close = "close", "Close";
        /// What is to be done next.
        NextStep = "next_step", "Next step";
        /// Whose it is.
        Owner = "owner", "Owner";
        /// Days in its stage.
        Dwell = "dwell", "In stage";
        /// First seen.
        Created = "created", "Created";
    }
}

impl DealColumn {
    /// The columns of who has chosen none.
    pub const USUAL: [Self; 6] =
        [Self::Stage, Self::Amount, Self::Win, Self::Close, Self::NextStep, Self::Owner];
}

/// What the list of leads shows. Every field stands in the URL; empty means no filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeadFilter {
    /// Part of a name, a company's name or a mail address.
    pub q: String,
    /// A status word.
    pub status: String,
    /// A grade letter.
    pub grade: String,
    /// An owner's id.
    pub owner: String,
    /// A source.
    pub source: String,
    /// A status word: came at least so far, whatever became of it since.
    pub reached: String,
    /// Came to be in this period, by UTC as funnels count.
    pub created: String,
    /// `score` (default), `created` or `name`.
    pub sort: String,
    /// Where the page begins.
    pub after: String,
}

/// What the list of deals shows. Every field stands in the URL; empty means no filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DealFilter {
    /// Part of a deal's, a lead's or a company's name.
    pub q: String,
    /// `open` (default), `won`, `lost` or `all`.
    pub status: String,
    /// A stage's id.
    pub stage: String,
    /// An owner's id.
    pub owner: String,
    /// A product's id.
    pub product: String,
    /// Closed (or, for open deals, expected to close) in this period.
    pub period: String,
    /// `amount` (default), `created`, `close` or `win`.
    pub sort: String,
    /// Where the page begins.
    pub after: String,
}

/// What the list of tasks shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskFilter {
    /// `open` (default) or `done`.
    pub status: String,
    /// An owner's id, or `all`; empty means one's own.
    pub owner: String,
    /// Where the page begins.
    pub after: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_url() {
        let cursor = Cursor { value: "a~b".to_owned(), id: 7 };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        assert_eq!(Cursor::decode("nonsense"), None);
    }
}
