//! Two records that are one: the page on which people choose, and the write that makes them one.
//!
//! The record that goes lies in the trash afterwards, and its key leads to the one that was kept. Everything that
//! belonged to it moves, each with its own entry in the journal, so that undo can take all of it apart again.

mod companies;
mod leads;
mod page;

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::forms::{ConflictField, FieldErrors};
use domain::journal::{Change, Changes, Entity, FieldChange};
use domain::merge::{self, Field, MergeRecords, Pick, SuspectStatus};
use serde::Serialize;
use serde_json::{Map, Value, json};
use store::{aliases, journal, suspects};

pub(crate) use companies::rescore_people;
pub use page::page;

use crate::timeline::{Names, label};
use crate::{Ctx, Done, ServiceError, ServiceResult, Work};

/// The field by which the journal tells that a record went into another.
pub(crate) const INTO: &str = "merged_into";

/// What can be merged.
fn entity(word: &str) -> Result<Entity, FieldErrors> {
    match Entity::try_from(word) {
        Ok(entity @ (Entity::Lead | Entity::Company)) => Ok(entity),
        _ => Err(FieldErrors::one("form", "Leads and companies can be merged.")),
    }
}

/// Makes two records one, in one unit that can be taken back.
///
/// # Errors
/// `Forbidden` by role or across owners, `NotFound` out of scope, `Invalid` when they are one already, `Conflict` with
/// both values when somebody wrote one of them since the choice was made.
pub async fn merge(ctx: &Ctx, form: MergeRecords) -> ServiceResult<Done> {
    ctx.require(Action::Merge)?;
    match entity(&form.entity)? {
        Entity::Company => companies::merge(ctx, &form).await,
        _ => leads::merge(ctx, &form).await,
    }
}

fn one_already() -> ServiceError {
    FieldErrors::one("form", "These two are one record already.").into()
}

/// A record's fields by name.
fn map<T: Serialize>(record: &T) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// The two records of a merge as the pure decision sees them.
struct Pair {
    kept: Map<String, Value>,
    other: Map<String, Value>,
    other_is_newer: bool,
}

impl Pair {
    fn of<T: Serialize>(kept: &T, other: &T, created: [DateTime<Utc>; 2]) -> Self {
        let [kept_at, other_at] = created;
        Self { kept: map(kept), other: map(other), other_is_newer: other_at > kept_at }
    }

    fn suggested(&self, field: &Field) -> Pick {
        let none = Value::Null;
        let (kept, other) = (self.kept.get(field.key), self.other.get(field.key));
        field.suggested(kept.unwrap_or(&none), other.unwrap_or(&none), self.other_is_newer)
    }

    /// The kept record's fields after the merge.
    fn merged(&self, entity: Entity, form: &MergeRecords) -> Map<String, Value> {
        merge::merged(entity, &self.kept, &self.other, |field| {
            form.pick(field.key).unwrap_or_else(|| self.suggested(field))
        })
    }
}

/// A record from its fields.
fn record<T: serde::de::DeserializeOwned>(fields: Map<String, Value>) -> ServiceResult<T> {
    serde_json::from_value(Value::Object(fields))
        .map_err(|error| ServiceError::Internal(format!("the records cannot be merged: {error}")))
}

/// Refuses when somebody wrote a field that was chosen about since the choice was made. A form that names no time was
/// made by nobody who looked, and takes things as they are.
async fn unseen_changes(
    ctx: &Ctx,
    work: &mut Work<'_>,
    entity: Entity,
    ids: [i64; 2],
    form: &MergeRecords,
) -> ServiceResult<()> {
    let Ok(seen) = form.seen.parse::<DateTime<Utc>>() else { return Ok(()) };
    let mut fields = Vec::new();
    for id in ids {
        let mut entries = journal::of_record_since(&mut work.tx, entity, id, seen).await?;
        entries.reverse();
        let names =
            Names::of(ctx, &mut work.tx, entries.iter().map(|entry| &entry.changes)).await?;
        for entry in entries {
            for field in merge::fields(entity) {
                let Some(change) = entry.changes.get(field.key) else { continue };
                fields.push(ConflictField {
                    field: label(field.key),
                    yours: names.value(field.key, &change.from),
                    theirs: names.value(field.key, &change.to),
                });
            }
        }
    }
    if fields.is_empty() { Ok(()) } else { Err(ServiceError::Conflict(fields)) }
}

/// One field of one record, as the journal tells that it changed.
pub(crate) fn moved(field: &str, from: i64, to: i64) -> Changes {
    Changes::from([(field.to_owned(), FieldChange { from: json!(from), to: json!(to) })])
}

/// Journals that a record went into another, lets its key lead there, and closes the suspicion that began it.
async fn gone(
    work: &mut Work<'_>,
    entity: Entity,
    other: i64,
    kept: i64,
    by: Option<domain::ids::UserId>,
) -> ServiceResult<()> {
    let now = work.now();
    aliases::insert(&mut work.tx, entity, other, kept, now).await?;
    let into = FieldChange { from: Value::Null, to: json!(kept) };
    let changes = Changes::from([(INTO.to_owned(), into)]);
    work.append(entity, other, Change::Delete, changes, None).await?;
    let Some(before) = suspects::of_pair(&mut work.tx, entity, kept, other).await? else {
        return Ok(());
    };
    let after = suspects::Suspect {
        status: SuspectStatus::Merged,
        decided_by: by,
        decided_at: Some(now),
        ..before.clone()
    };
    suspects::judge(&mut work.tx, &after).await?;
    work.changed(Entity::Suspect, before.id.get(), &before, &after).await?;
    Ok(())
}
