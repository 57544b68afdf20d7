//! What the journal says: who changed what, when, why, and as part of which intention.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{JournalId, UnitId, UserId};
use crate::text_enum::text_enum;

text_enum! {
    /// What kind of record an entry is about.
    Entity {
        /// A user.
        User = "user", "User";
        /// A team.
        Team = "team", "Team";
        /// A company.
        Company = "company", "Company";
        /// A lead.
        Lead = "lead", "Lead";
        /// An interaction with a lead.
        Interaction = "interaction", "Interaction";
        /// That an entry stands on top of its timeline.
        Pin = "pin", "Pin";
        /// What a colleague said about an entry of a timeline.
        Comment = "comment", "Comment";
        /// A deal.
        Opportunity = "opportunity", "Deal";
        /// A pipeline and its stages.
        Pipeline = "pipeline", "Pipeline";
        /// The products of a deal, by the deal.
        Terms = "terms", "Products of a deal";
        /// A request for more discount than somebody may give.
        Approval = "approval", "Discount request";
        /// A task.
        Task = "task", "Task";
        /// A product.
        Product = "product", "Product";
        /// A person who gives courses.
        Trainer = "trainer", "Trainer";
        /// A scheduled run of a course.
        Batch = "batch", "Batch";
        /// A customer's person who takes courses.
        Learner = "learner", "Learner";
        /// A learner's seat in a batch.
        Enrolment = "enrolment", "Enrolment";
        /// A campaign.
        Campaign = "campaign", "Campaign";
        /// A form that stands on another web site.
        WebForm = "web_form", "Web form";
        /// What somebody says a period will bring.
        Forecast = "forecast", "Forecast";
        /// A what-if of the forecast that somebody kept.
        Scenario = "scenario", "Scenario";
        /// A target.
        Quota = "quota", "Quota";
        /// A setting.
        Setting = "setting", "Setting";
        /// A run of an import.
        Import = "import", "Import";
        /// Two records that may be one.
        Suspect = "suspect", "Possible duplicate";
        /// What was found out about a lead.
        Answer = "answer", "Answer";
        /// The link between a lead and a campaign.
        Touch = "touch", "Campaign touch";
    }
}

text_enum! {
    /// What was done to a record.
    Change {
        /// It came to be.
        Create = "create", "Created";
        /// Some of its fields changed.
        Update = "update", "Changed";
        /// It went to the trash.
        Delete = "delete", "Deleted";
        /// It came back from there.
        Restore = "restore", "Restored";
    }
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Actor {
    /// A signed-in person.
    User(UserId),
    /// A rule, on behalf of nobody.
    Rule,
    /// An import that a person (or the command line) started.
    Import(Option<UserId>),
    /// An agent, with the rights of a person.
    Agent(UserId),
    /// The installation itself.
    System,
}

impl Actor {
    /// The word in the journal.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Rule => "rule",
            Self::Import(_) => "import",
            Self::Agent(_) => "agent",
            Self::System => "system",
        }
    }

    /// The person behind it.
    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(user) | Self::Agent(user) => Some(user),
            Self::Import(user) => user,
            Self::Rule | Self::System => None,
        }
    }
}

/// One field's old and new value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The old value; null when there was none.
    pub from: Value,
    /// The new value; null when there is none.
    pub to: Value,
}

/// The changed fields of one record by name, in the order of their names.
pub type Changes = BTreeMap<String, FieldChange>;

/// What a write answers: the unit it made, in words for the toast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The unit, for undo.
    pub unit: UnitId,
    /// What was done.
    pub label: String,
    /// Nothing changed, so that there is nothing to undo.
    #[serde(default)]
    pub is_empty: bool,
}

/// A row to append.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// What kind of record.
    pub entity: Entity,
    /// Which.
    pub entity_id: i64,
    /// What was done to it.
    pub change: Change,
    /// Field by field.
    pub changes: Changes,
    /// Why, where somebody said so.
    pub reason: Option<String>,
    /// The entry that set this one off.
    pub cause: Option<JournalId>,
}

/// A row as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The row.
    pub id: JournalId,
    /// The intention it belongs to.
    pub unit_id: UnitId,
    /// That intention in words.
    pub label: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: a person's name, or what acted.
    pub who: String,
    /// The person behind it.
    pub user: Option<UserId>,
    /// What kind of record.
    pub entity: Entity,
    /// Which.
    pub entity_id: i64,
    /// What was done to it.
    pub change: Change,
    /// Field by field.
    pub changes: Changes,
    /// Why.
    pub reason: Option<String>,
}

/// What acted where no person did, in words.
#[must_use]
pub fn acted(kind: &str) -> &'static str {
    match kind {
        "rule" => "A rule",
        "import" => "An import",
        "agent" => "The assistant",
        _ => "The installation",
    }
}

/// The fields in which `after` differs from `before`, both seen as JSON objects.
///
/// A created record has every field changed from null, so that its entry tells it whole.
#[must_use]
pub fn diff<T: Serialize>(before: Option<&T>, after: &T) -> Changes {
    let fields = |record: &T| match serde_json::to_value(record) {
        Ok(Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let old = before.map(fields).unwrap_or_default();
    fields(after)
        .into_iter()
        .filter_map(|(name, to)| {
            let from = old.get(&name).cloned().unwrap_or(Value::Null);
            let unseen = name == "id" || name == "version" || from == to;
            (!unseen).then_some((name, FieldChange { from, to }))
        })
        .collect()
}

/// A record as it was before its later entries: `later` has them, newest first. `None` when it came to be by one of
/// them, or when they cannot be put back into it.
#[must_use]
pub fn rewind<T: Serialize + DeserializeOwned>(record: &T, later: &[Entry]) -> Option<T> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(record) else { return None };
    for entry in later {
        match entry.change {
            Change::Create => return None,
            Change::Update | Change::Delete | Change::Restore => {
                for (name, change) in &entry.changes {
                    // What the journal tells besides the record itself is nothing to put back.
                    if let Some(field) = fields.get_mut(name) {
                        *field = change.from.clone();
                    }
                }
            }
        }
    }
    serde_json::from_value(Value::Object(fields)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Deal {
        version: i64,
        amount: i64,
        stage: &'static str,
    }

    #[test]
    fn a_diff_has_the_changed_fields_only() {
        let before = Deal { version: 1, amount: 100, stage: "Discovery" };
        let after = Deal { version: 2, amount: 100, stage: "Proposal" };
        let changes = diff(Some(&before), &after);
        assert_eq!(changes.keys().collect::<Vec<_>>(), ["stage"]);
        assert_eq!(changes["stage"].from, "Discovery");
        assert_eq!(diff(None, &after).len(), 2);
        assert!(diff(Some(&after), &after).is_empty());
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Named {
        version: i64,
        name: Option<String>,
        amount: i64,
    }

    fn entry(change: Change, changes: Changes) -> Entry {
        Entry {
            id: JournalId(1),
            unit_id: UnitId(1),
            label: String::new(),
            at: DateTime::UNIX_EPOCH,
            who: String::new(),
            user: None,
            entity: Entity::Lead,
            entity_id: 1,
            change,
            changes,
            reason: None,
        }
    }

    #[test]
    fn taking_back_every_later_entry_leads_to_the_record_as_it_was() {
        let state = |amount: i64| Named {
            version: 1,
            name: (amount % 3 > 0).then(|| format!("Name {}", amount / 2)),
            amount,
        };
        let states: Vec<Named> = (0..9).map(state).collect();
        let mut entries: Vec<Entry> = vec![entry(Change::Create, diff(None, &states[0]))];
        entries.extend(
            states.windows(2).map(|pair| entry(Change::Update, diff(Some(&pair[0]), &pair[1]))),
        );
        entries.reverse();
        for (later, was) in states.iter().rev().enumerate() {
            assert_eq!(rewind(&states[8], &entries[..later]).as_ref(), Some(was));
        }
        assert_eq!(rewind(&states[8], &entries), None, "it was not there yet");
    }
}
