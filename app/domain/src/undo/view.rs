//! The journal and the trash as pages show them, and what people send from there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Choice;
use crate::ids::UnitId;
use crate::journal::{Change, Done, Entity};
use crate::list::Person;

/// A unit in the list of units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    /// The unit.
    pub id: UnitId,
    /// What was done.
    pub label: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: a person's name, or what acted.
    pub who: String,
    /// How many entries it has; [`MOST_COUNTED`] stands for that many or more.
    pub entries: i64,
    /// The unit that took it back.
    pub undone_by: Option<UnitId>,
    /// The unit it takes back.
    pub undoes: Option<UnitId>,
}

/// Entries are counted up to here.
pub const MOST_COUNTED: i64 = 1_000;

/// What the list of units shows. Every field stands in the URL; empty means no filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JournalFilter {
    /// A user's id, or `system` for what was done by the installation itself.
    pub person: String,
    /// An [`Entity`] word: units that touched such a record.
    pub kind: String,
    /// Where the page begins.
    pub after: String,
}

/// The list of units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalPage {
    /// When it was made.
    pub now: DateTime<Utc>,
    /// The units, newest first.
    pub units: Vec<UnitRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whom the list can be narrowed to.
    pub people: Vec<Person>,
}

/// One record of a unit, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRecord {
    /// What kind of record.
    pub entity: Entity,
    /// Its name as it is now.
    pub name: String,
    /// Its page, where it has one.
    pub href: Option<String>,
    /// What was done to it.
    pub change: Change,
    /// Field by field.
    pub details: Vec<String>,
}

/// A unit with everything it did, and whether it can be taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitPage {
    /// When it was made.
    pub now: DateTime<Utc>,
    /// The unit.
    pub unit: UnitRow,
    /// What it did, at most the first so many records.
    pub records: Vec<UnitRecord>,
    /// How many records are not shown.
    pub more: usize,
    /// What taking it back would do.
    pub preview: Preview,
}

/// What taking a unit back would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Why it cannot be taken back.
    pub refusal: Option<String>,
    /// What somebody wrote since: to be chosen, field by field.
    pub clashes: Vec<ClashRow>,
    /// What will not be taken back, each in a sentence.
    pub stays: Vec<String>,
}

/// Fields that somebody wrote since, of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClashRow {
    /// The choice's name in [`UndoUnit::choices`].
    pub key: String,
    /// The record's name.
    pub record: String,
    /// Its page, where it has one.
    pub href: Option<String>,
    /// Whether the choice is about the record as a whole, which the unit made.
    pub is_whole: bool,
    /// Field by field: its name, what it was, what the unit wrote, what it is now.
    pub lines: Vec<[String; 4]>,
}

/// A unit to take back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoUnit {
    /// Which.
    pub unit: UnitId,
    /// `keep` or `back` by the key of what somebody wrote since.
    #[serde(default)]
    pub choices: BTreeMap<String, String>,
}

impl UndoUnit {
    /// A unit to take back where nothing has to be chosen.
    #[must_use]
    pub const fn plain(unit: UnitId) -> Self {
        Self { unit, choices: BTreeMap::new() }
    }

    /// What was chosen for this key.
    #[must_use]
    pub fn choice(&self, key: &str) -> Option<Choice> {
        match self.choices.get(key)?.as_str() {
            "keep" => Some(Choice::Keep),
            "back" => Some(Choice::PutBack),
            _ => None,
        }
    }
}

/// The name of a choice.
#[must_use]
pub fn choice_key(entity: Entity, id: i64, key: &str) -> String {
    format!("{}-{id}-{key}", entity.as_str())
}

/// What came of taking a unit back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undone {
    /// It is taken back; this is the unit that did so.
    Done(Done),
    /// Nothing was changed: somebody wrote the same fields since, and the unit's page asks what to do.
    Choose(UnitId),
}

/// A record to delete or to restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneRecord {
    /// An [`Entity`] word: `lead`, `opportunity`, `task` or `company`.
    pub entity: String,
    /// Which.
    pub id: i64,
}

/// A record in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashRow {
    /// What kind of record.
    pub entity: Entity,
    /// Which.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Who deleted it.
    pub who: String,
    /// When.
    pub deleted_at: DateTime<Utc>,
    /// For how many more days it can be restored.
    pub days_left: i64,
}
