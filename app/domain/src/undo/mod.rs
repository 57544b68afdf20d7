//! Taking a unit back: what it did to each record on the whole, and what putting that back would write.
//!
//! [`fold`] adds a unit's entries up, record by record; [`decide`] compares the sum with the record as it is now. What
//! is absent: reading and writing, and who may take back what.

mod fields;
mod view;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value};

pub use fields::is_reversible;
use fields::{Kind, kind, leader, shows};
pub use view::*;

use crate::journal::{Change, Changes, Entity};

/// How long a unit can be taken back, and how long the trash is kept in sight, in days.
pub const DAYS: i64 = 30;

/// The most entries that are taken back at once: beyond it one transaction would keep everybody else waiting.
pub const MOST_ENTRIES: usize = 60_000;

/// Whether something of `at` can still be taken back.
#[must_use]
pub fn is_in_time(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - at <= Duration::days(DAYS)
}

/// One entry of the journal, as far as undo needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What kind of record.
    pub entity: Entity,
    /// Which.
    pub entity_id: i64,
    /// What was done to it.
    pub change: Change,
    /// Field by field.
    pub changes: Changes,
}

/// What a unit did to one record, all its entries together.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// What kind of record.
    pub entity: Entity,
    /// Which.
    pub entity_id: i64,
    /// Whether it made, deleted or restored it; `None` when it changed fields only.
    pub fate: Option<Change>,
    /// The fields it changed, from what they were before it to what it left.
    pub fields: Changes,
}

impl Past {
    /// A record of which nothing is said yet.
    #[must_use]
    pub const fn about(entity: Entity, entity_id: i64) -> Self {
        Self { entity, entity_id, fate: None, fields: Changes::new() }
    }

    /// Whether the unit moved this field.
    #[must_use]
    pub fn touches(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// The field that decides over this one.
    fn leader<'a>(&self, field: &'a str) -> &'a str {
        leader(self.entity, field, |other| self.touches(other))
    }

    /// Whether it only kept a record up with what the unit did to another: such a record need not be one's own.
    #[must_use]
    pub fn is_side_effect(&self) -> bool {
        let follows = |field: &str| {
            kind(self.entity, field) != Kind::Plain
                || (self.entity == Entity::Lead && self.leader(field) == "status")
        };
        self.fate.is_none() && self.fields.keys().all(|field| follows(field))
    }

    /// Whether putting it back writes anything at all.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.fate.is_some()
            || self.fields.keys().any(|field| kind(self.entity, field) != Kind::Follows)
    }
}

/// What a unit did on the whole, in the order in which it came to each record.
#[must_use]
pub fn fold(steps: impl IntoIterator<Item = Step>) -> Vec<Past> {
    let mut places: BTreeMap<(Entity, i64), usize> = BTreeMap::new();
    let mut all: Vec<Past> = Vec::new();
    for step in steps {
        let Step { entity, entity_id, change, changes } = step;
        let place = *places.entry((entity, entity_id)).or_insert_with(|| {
            all.push(Past::about(entity, entity_id));
            all.len() - 1
        });
        let Some(past) = all.get_mut(place) else { continue };
        past.fate = match (past.fate, change) {
            (fate, Change::Update) => fate,
            (Some(Change::Create), _) => Some(Change::Create),
            (Some(Change::Delete), Change::Restore) | (Some(Change::Restore), Change::Delete) => {
                None
            }
            (_, fate) => Some(fate),
        };
        for (field, change) in changes {
            past.fields
                .entry(field)
                .and_modify(|known| known.to = change.to.clone())
                .or_insert(change);
        }
    }
    for past in &mut all {
        past.fields.retain(|_, change| change.from != change.to);
    }
    all
}

/// A record as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Present {
    /// Its fields by name, as the journal names them.
    pub fields: Map<String, Value>,
    /// Whether it is in the trash.
    pub is_deleted: bool,
}

/// What a person chose for a field that a later write touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// What is there now stays.
    Keep,
    /// What was there before the unit comes back.
    PutBack,
}

/// The way into the trash or out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into it.
    Trash,
    /// Out of it.
    Living,
}

/// What taking a unit back writes to one record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reversal {
    /// Where the record goes.
    pub place: Option<Place>,
    /// All its fields afterwards; `None` when none of them changes.
    pub fields: Option<Map<String, Value>>,
    /// It is in the trash, where fields are not changed.
    pub is_out_of_reach: bool,
}

/// One field that a later write touched.
#[derive(Clone, Debug, PartialEq)]
pub struct ClashLine {
    /// The field.
    pub field: String,
    /// What it was before the unit.
    pub was: Value,
    /// What the unit wrote.
    pub wrote: Value,
    /// What is there now.
    pub now: Value,
}

/// Fields that can only be kept or put back together.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// The field that leads them, or [`WHOLE`].
    pub key: String,
    /// Field by field.
    pub lines: Vec<ClashLine>,
}

/// The key of a choice about a record as a whole: what the unit made, and somebody has worked on since.
pub const WHOLE: &str = "record";

/// What taking `past` back writes to the record that is now `present`, and what has to be chosen first.
#[must_use]
pub fn decide(
    past: &Past,
    present: &Present,
    choose: impl Fn(&str) -> Option<Choice>,
) -> (Reversal, Vec<Clash>) {
    let only = |place| Reversal { place: Some(place), ..Reversal::default() };
    match (past.fate, present.is_deleted) {
        (Some(Change::Create | Change::Restore), true) | (Some(Change::Delete), false) => {
            (Reversal::default(), Vec::new())
        }
        (Some(Change::Create), false) => unmake(past, present, choose),
        (Some(Change::Restore), false) => (only(Place::Trash), Vec::new()),
        (Some(Change::Delete), true) => (only(Place::Living), Vec::new()),
        (None | Some(Change::Update), true) => {
            (Reversal { is_out_of_reach: true, ..Reversal::default() }, Vec::new())
        }
        (None | Some(Change::Update), false) => put_back(past, present, choose),
    }
}

/// What the unit made goes to the trash, unless somebody has worked on it since.
fn unmake(
    past: &Past,
    present: &Present,
    choose: impl Fn(&str) -> Option<Choice>,
) -> (Reversal, Vec<Clash>) {
    let is_counted = |field: &str| kind(past.entity, field) == Kind::Counts;
    let lines: Vec<ClashLine> = differing(past, present)
        .filter(|line| shows(past.entity, &line.field) || is_counted(&line.field))
        .collect();
    let trash = Reversal { place: Some(Place::Trash), ..Reversal::default() };
    if lines.is_empty() {
        return (trash, Vec::new());
    }
    match choose(WHOLE) {
        Some(Choice::PutBack) => (trash, Vec::new()),
        Some(Choice::Keep) => (Reversal::default(), Vec::new()),
        None => (Reversal::default(), vec![Clash { key: WHOLE.to_owned(), lines }]),
    }
}

/// The fields that say something else than the unit left, among those the record still has.
fn differing<'a>(past: &'a Past, present: &'a Present) -> impl Iterator<Item = ClashLine> + 'a {
    past.fields.iter().filter_map(|(field, change)| {
        let now = present.fields.get(field)?;
        (*now != change.to).then(|| ClashLine {
            field: field.clone(),
            was: change.from.clone(),
            wrote: change.to.clone(),
            now: now.clone(),
        })
    })
}

fn put_back(
    past: &Past,
    present: &Present,
    choose: impl Fn(&str) -> Option<Choice>,
) -> (Reversal, Vec<Clash>) {
    let mut groups: BTreeMap<String, Vec<ClashLine>> = BTreeMap::new();
    for line in differing(past, present).filter(|line| shows(past.entity, &line.field)) {
        groups.entry(past.leader(&line.field).to_owned()).or_default().push(line);
    }
    let mut fields = present.fields.clone();
    for (field, change) in &past.fields {
        let Some(now) = fields.get_mut(field) else { continue };
        let lead = past.leader(field);
        let is_kept = groups.contains_key(lead) && choose(lead) != Some(Choice::PutBack);
        match kind(past.entity, field) {
            Kind::Counts => *now = less(now, &change.from, &change.to),
            Kind::Quiet if *now == change.to => *now = change.from.clone(),
            Kind::Plain if !is_kept => *now = change.from.clone(),
            Kind::Quiet | Kind::Plain | Kind::Follows => {}
        }
    }
    let open = groups
        .into_iter()
        .filter(|(key, _)| choose(key).is_none())
        .map(|(key, lines)| Clash { key, lines })
        .collect();
    let fields = (fields != present.fields).then_some(fields);
    (Reversal { fields, ..Reversal::default() }, open)
}

/// A count without what the unit added to it.
fn less(now: &Value, from: &Value, to: &Value) -> Value {
    let added = to.as_i64().unwrap_or_default() - from.as_i64().unwrap_or_default();
    Value::from((now.as_i64().unwrap_or_default() - added).max(0))
}

#[cfg(test)]
mod tests;
