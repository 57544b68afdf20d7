//! Taking back what colleagues added to an entry of a timeline. It is seen by whoever sees the entry.

use std::collections::BTreeMap;

use domain::access::Scope;
use domain::ids::{CommentId, InteractionId, LeadId, PinId};
use domain::journal::{Change, Changes, Entity};
use domain::undo::{Place, Reversal};
use serde::Serialize;
use serde_json::{Map, Value};
use store::remarks::{self, Said};
use store::trash::Kept;
use store::{Tx, interactions};

use super::apply::record;
use super::shelf::Item;
use crate::{ServiceResult, Work};

/// The kinds this module takes back.
pub(super) const KINDS: [Entity; 2] = [Entity::Pin, Entity::Comment];

/// The records of these kinds that are within the scope.
pub(super) async fn load(
    tx: &mut Tx,
    scope: &Scope,
    pins: &[i64],
    comments: &[i64],
) -> ServiceResult<Vec<Item>> {
    if pins.is_empty() && comments.is_empty() {
        return Ok(Vec::new());
    }
    let pins = remarks::pins(tx, pins).await?;
    let comments = remarks::comments(tx, comments).await?;
    let of = pins.iter().map(|(_, kept)| kept.record.interaction_id);
    let of = of.chain(comments.iter().map(|(_, kept)| kept.record.interaction_id));
    let of: Vec<i64> = of.map(InteractionId::get).collect();
    let entries = interactions::many(tx, scope, &of).await?;
    let leads: BTreeMap<_, _> =
        entries.into_iter().map(|(id, kept)| (id, kept.record.lead_id)).collect();
    let mut all = Vec::new();
    for (id, kept) in &pins {
        let lead = leads.get(&kept.record.interaction_id);
        all.extend(lead.map(|lead| item(Entity::Pin, id.get(), kept, *lead)));
    }
    for (id, kept) in &comments {
        let lead = leads.get(&kept.record.interaction_id);
        all.extend(lead.map(|lead| item(Entity::Comment, id.get(), kept, *lead)));
    }
    Ok(all)
}

fn item<T: Serialize>(entity: Entity, id: i64, kept: &Kept<T>, lead: LeadId) -> Item {
    let fields = match serde_json::to_value(&kept.record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    Item {
        entity,
        id,
        name: entity.label().to_owned(),
        href: Some(format!("/leads/{lead}")),
        fields,
        is_away: kept.deleted_at.is_some(),
    }
}

/// Writes what taking a unit back comes to for one record.
pub(super) async fn write(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    let now = work.now();
    if let Some(place) = to.place {
        let (change, away) = match place {
            Place::Trash => (Change::Delete, Some(now)),
            Place::Living => (Change::Restore, None),
        };
        if item.entity == Entity::Pin {
            remarks::set_pin_deleted(&mut work.tx, PinId(item.id), away).await?;
        } else {
            remarks::set_deleted(&mut work.tx, CommentId(item.id), away).await?;
        }
        return work.append(item.entity, item.id, change, Changes::new(), None).await.map(drop);
    }
    let (Some(fields), Entity::Comment) = (to.fields, item.entity) else { return Ok(()) };
    let (before, after): (Said, Said) = (record(item.fields)?, record(fields)?);
    remarks::put(&mut work.tx, CommentId(item.id), &after).await?;
    work.changed(Entity::Comment, item.id, &before, &after).await.map(drop)
}
