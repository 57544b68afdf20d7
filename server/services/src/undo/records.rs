//! The records a unit changed, as they are now.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::access::Scope;
use domain::ids::InteractionId;
use domain::journal::Entity;
use domain::lead::Lead;
use domain::undo::{Past, Present};
use serde_json::{Map, Value};
use store::answers::Stored;
use store::bulk::Company;
use store::interactions::NewInteraction;
use store::merging::TouchOf;
use store::opportunities::Scored;
use store::suspects::Suspect;
use store::tasks::Task;
use store::trash::Kept;
use store::{Tx, answers, companies, interactions, leads, merging, opportunities, suspects, tasks};

use super::marks;
use super::shelf::{self, Item};
use crate::ServiceResult;

/// A record as it is now, in the trash or not.
#[derive(Clone, Debug)]
pub(crate) enum Record {
    Lead(Box<Kept<Lead>>),
    Deal(Box<Kept<Scored>>),
    Task(Kept<Task>),
    Interaction(InteractionId, Kept<NewInteraction>),
    Company(Kept<Company>),
    Suspect(Suspect),
    Touch(TouchOf),
    Answer(Stored),
    Item(Item),
}

impl Record {
    /// Since when it is in the trash.
    pub(crate) const fn deleted_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Lead(kept) => kept.deleted_at,
            Self::Deal(kept) => kept.deleted_at,
            Self::Task(kept) => kept.deleted_at,
            Self::Interaction(_, kept) => kept.deleted_at,
            Self::Company(kept) => kept.deleted_at,
            Self::Suspect(_) | Self::Touch(_) | Self::Answer(_) | Self::Item(_) => None,
        }
    }

    /// The record as the pure decision sees it.
    pub(crate) fn present(&self) -> Present {
        if let Self::Item(item) = self {
            return Present { fields: item.fields.clone(), is_deleted: item.is_away };
        }
        let fields = match self {
            Self::Lead(kept) => serde_json::to_value(&kept.record),
            Self::Deal(kept) => serde_json::to_value(&kept.record.deal),
            Self::Task(kept) => serde_json::to_value(&kept.record),
            Self::Interaction(_, kept) => serde_json::to_value(&kept.record),
            Self::Company(kept) => serde_json::to_value(&kept.record),
            Self::Suspect(suspect) => serde_json::to_value(suspect),
            Self::Touch(touch) => serde_json::to_value(touch),
            Self::Answer(stored) => serde_json::to_value(stored),
            Self::Item(item) => Ok(Value::Object(item.fields.clone())),
        };
        let fields = match fields {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        Present { fields, is_deleted: self.deleted_at().is_some() }
    }

    /// Its name for people.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Lead(kept) => kept.record.name.clone(),
            Self::Deal(kept) => kept.record.deal.name.clone(),
            Self::Task(kept) => kept.record.title.clone(),
            Self::Interaction(_, kept) => kept.record.kind.label().to_owned(),
            Self::Company(kept) => kept.record.name.clone(),
            Self::Suspect(_) => Entity::Suspect.label().to_owned(),
            Self::Touch(_) => Entity::Touch.label().to_owned(),
            Self::Answer(stored) => stored.answer.criterion.replace('_', " "),
            Self::Item(item) => item.name.clone(),
        }
    }

    /// Its page; none for what is in the trash.
    pub(crate) fn href(&self) -> Option<String> {
        match self {
            Self::Lead(kept) if kept.deleted_at.is_none() => {
                Some(format!("/leads/{}", kept.record.id))
            }
            Self::Deal(kept) if kept.deleted_at.is_none() => {
                Some(format!("/deals/{}", kept.record.deal.id))
            }
            Self::Interaction(_, kept) => Some(format!("/leads/{}", kept.record.lead_id)),
            Self::Company(kept) if kept.deleted_at.is_none() => {
                Some(format!("/companies/{}", kept.record.id))
            }
            Self::Touch(touch) => Some(format!("/leads/{}", touch.lead_id)),
            Self::Answer(stored) => Some(format!("/leads/{}", stored.lead_id)),
            Self::Item(item) => item.href.clone(),
            Self::Lead(_) | Self::Deal(_) | Self::Task(_) | Self::Company(_) | Self::Suspect(_) => {
                None
            }
        }
    }
}

/// Records by kind and key.
#[derive(Debug, Default)]
pub(crate) struct Records(BTreeMap<(Entity, i64), Record>);

impl Records {
    /// Those of `pasts` that are within the scope, a few statements for all of them.
    pub(crate) async fn load<'a>(
        tx: &mut Tx,
        scope: &Scope,
        pasts: impl Iterator<Item = &'a Past>,
    ) -> ServiceResult<Self> {
        let mut ids: BTreeMap<Entity, Vec<i64>> = BTreeMap::new();
        for past in pasts {
            ids.entry(past.entity).or_default().push(past.entity_id);
        }
        let of = |entity: Entity| ids.get(&entity).map(Vec::as_slice).unwrap_or_default();
        let mut all = BTreeMap::new();
        for kept in leads::many(tx, scope, of(Entity::Lead)).await? {
            all.insert((Entity::Lead, kept.record.id.get()), Record::Lead(Box::new(kept)));
        }
        for kept in opportunities::many(tx, scope, of(Entity::Opportunity)).await? {
            let key = (Entity::Opportunity, kept.record.deal.id.get());
            all.insert(key, Record::Deal(Box::new(kept)));
        }
        for kept in tasks::many(tx, scope, of(Entity::Task)).await? {
            all.insert((Entity::Task, kept.record.id.get()), Record::Task(kept));
        }
        for (id, kept) in interactions::many(tx, scope, of(Entity::Interaction)).await? {
            all.insert((Entity::Interaction, id.get()), Record::Interaction(id, kept));
        }
        for kept in companies::many(tx, of(Entity::Company)).await? {
            all.insert((Entity::Company, kept.record.id.get()), Record::Company(kept));
        }
        for suspect in suspects::many(tx, of(Entity::Suspect)).await? {
            all.insert((Entity::Suspect, suspect.id.get()), Record::Suspect(suspect));
        }
        for stored in answers::many(tx, of(Entity::Answer)).await? {
            all.insert((Entity::Answer, stored.id), Record::Answer(stored));
        }
        for touch in merging::touches_many(tx, of(Entity::Touch)).await? {
            all.insert((Entity::Touch, touch.id.get()), Record::Touch(touch));
        }
        for item in marks::load(tx, scope, of(Entity::Pin), of(Entity::Comment)).await? {
            all.insert((item.entity, item.id), Record::Item(item));
        }
        for entity in shelf::KINDS {
            for item in shelf::load(tx, scope, entity, of(entity)).await? {
                all.insert((entity, item.id), Record::Item(item));
            }
        }
        Ok(Self(all))
    }

    /// The record this is about.
    pub(crate) fn get(&self, past: &Past) -> Option<&Record> {
        self.0.get(&(past.entity, past.entity_id))
    }

    /// Adds those of the other.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}
