//! The merge as its page shows it, the queue of suspects, and what people send from there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::duplicates::{Band, Evidence};
use crate::ids::SuspectId;
use crate::journal::Entity;
use crate::list::Listing;
use crate::ratio::Ratio;
use crate::text_enum::text_enum;

text_enum! {
    /// What became of a pair that may be one.
    SuspectStatus {
        /// Nobody has said yet.
        Open = "open", "Open";
        /// They are two.
        Different = "different", "Not the same";
        /// They were merged.
        Merged = "merged", "Merged";
    }
}

/// Whose value the kept record has afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// Its own.
    Kept,
    /// That of the record that goes.
    Other,
    /// Both, of a list.
    Both,
}

impl Pick {
    /// The word in a form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Other => "other",
            Self::Both => "both",
        }
    }
}

/// What is posted to merge two records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeRecords {
    /// `lead` or `company`.
    pub entity: String,
    /// The record that stays.
    pub kept: i64,
    /// The record that goes into it.
    pub other: i64,
    /// When the page was made that the choice was made on, as RFC 3339: what was written since is asked about.
    #[serde(default)]
    pub seen: String,
    /// `kept`, `other` or `both` by the field's name; a field that is not named takes the suggested value.
    #[serde(default)]
    pub picks: BTreeMap<String, String>,
}

impl MergeRecords {
    /// What was chosen for a field.
    #[must_use]
    pub fn pick(&self, key: &str) -> Option<Pick> {
        match self.picks.get(key)?.as_str() {
            "kept" => Some(Pick::Kept),
            "other" => Some(Pick::Other),
            "both" => Some(Pick::Both),
            _ => None,
        }
    }
}

/// One of the two records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeSide {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// First seen.
    pub created_at: DateTime<Utc>,
    /// What belongs to it: "12 interactions".
    pub has: Vec<String>,
}

/// A field in which the two differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChoice {
    /// The choice's name in [`MergeRecords::picks`].
    pub key: String,
    /// The field in words.
    pub label: String,
    /// What the kept record says, in words.
    pub kept: String,
    /// What the other says.
    pub other: String,
    /// Whether both can be kept.
    pub is_list: bool,
    /// What is suggested.
    pub pick: Pick,
}

/// The page on which two records become one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePage {
    /// When it was made.
    pub now: DateTime<Utc>,
    /// What kind of records.
    pub entity: Entity,
    /// The record that stays.
    pub kept: MergeSide,
    /// The record that goes into it.
    pub other: MergeSide,
    /// The fields in which they differ.
    pub fields: Vec<FieldChoice>,
    /// The fields in which both say the same, by name.
    pub same: Vec<String>,
    /// Why this person may not merge them.
    pub refusal: Option<String>,
}

/// One record of a suspected pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspectSide {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What else it is known by: label and value, in the same order on both sides; empty where it is not known.
    pub facts: Vec<(String, String)>,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// Two records that may be one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuspectRow {
    /// The pair.
    pub id: SuspectId,
    /// How likely they are one.
    pub probability: Ratio,
    /// In words.
    pub band: Band,
    /// What each field says, in bits.
    pub reasons: Vec<Evidence>,
    /// The older record.
    pub first: SuspectSide,
    /// The younger.
    pub second: SuspectSide,
}

/// What the queue of suspects shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SuspectFilter {
    /// `lead` (default) or `company`.
    pub kind: String,
    /// Where the page begins.
    pub after: String,
}

/// The queue of suspects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuspectPage {
    /// What kind of records.
    pub entity: Entity,
    /// The pairs, most certain first.
    pub listing: Listing<SuspectRow>,
    /// When they were last looked for; `None` before the first time.
    pub searched_at: Option<DateTime<Utc>>,
}

/// A pair that a person says is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepApart {
    /// Which.
    pub id: SuspectId,
}
