//! Taking back what was done to the catalogue: one way for all its kinds, since each is a record with fields that is
//! there or put away.

use chrono::Datelike;
use domain::access::Scope;
use domain::forecast::Scenario;
use domain::ids::{
    BatchId, CampaignId, OpportunityId, PipelineId, ProductId, QuotaId, ScenarioId, TrainerId,
    WebFormId,
};
use domain::journal::{Change, Changes, Entity, diff};
use domain::pipeline::PipelineFace;
use domain::undo::{Place, Reversal};
use domain::web_form::WebForm;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use store::bulk::{Batch, Campaign, Enrolment, Product, Trainer};
use store::catalogue::{self, Shelved};
use store::pipelines::Head;
use store::quota_grid::{self, Target};
use store::terms::Agreed;
use store::{StoreError, Tx, campaigns, forecast_scenarios, pipelines, web_forms};

use crate::catalogue::settle;
use crate::deals::TermsFace;
use crate::pipelines::every_stage;
use crate::{ServiceError, ServiceResult, Work};
use domain::catalogue::EnrolmentStatus;
use domain::forms::FieldErrors;

/// A record of the catalogue as it is now.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub entity: Entity,
    pub id: i64,
    pub name: String,
    pub href: Option<String>,
    pub fields: Map<String, Value>,
    pub is_away: bool,
}

/// The kinds this module takes back.
pub(super) const KINDS: [Entity; 10] = [
    Entity::Terms,
    Entity::Pipeline,
    Entity::Product,
    Entity::Trainer,
    Entity::Batch,
    Entity::Enrolment,
    Entity::Campaign,
    Entity::WebForm,
    Entity::Quota,
    Entity::Scenario,
];

fn item<T: Serialize>(
    entity: Entity,
    id: i64,
    found: &Shelved<T>,
    name: String,
    href: String,
) -> Item {
    let fields = match serde_json::to_value(&found.record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    Item { entity, id, name, href: Some(href), fields, is_away: found.is_away }
}

/// The records of one kind with these ids.
pub(super) async fn load(
    tx: &mut Tx,
    scope: &Scope,
    entity: Entity,
    ids: &[i64],
) -> ServiceResult<Vec<Item>> {
    let mut all = Vec::with_capacity(ids.len());
    match entity {
        Entity::Product => {
            for found in catalogue::products_many(tx, ids).await? {
                let (id, name) = (found.record.id.get(), found.record.name.clone());
                all.push(item(entity, id, &found, name, format!("/products/{id}")));
            }
        }
        Entity::Trainer => {
            for found in catalogue::trainers_many(tx, ids).await? {
                let (id, name) = (found.record.id.get(), found.record.name.clone());
                all.push(item(entity, id, &found, name, format!("/trainers/{id}")));
            }
        }
        Entity::Batch => {
            for found in catalogue::batches_many(tx, ids).await? {
                let (id, name) = (found.record.id.get(), found.record.code.clone());
                all.push(item(entity, id, &found, name, format!("/batches/{id}")));
            }
        }
        Entity::Enrolment => {
            for found in catalogue::enrolments_many(tx, ids).await? {
                let place = &found.record;
                let name = catalogue::learner(tx, place.learner_id).await?.name;
                let href = format!("/batches/{}", place.batch_id);
                all.push(item(entity, place.id.get(), &found, name, href));
            }
        }
        Entity::Campaign => {
            for found in campaigns::many(tx, ids).await? {
                let (id, name) = (found.record.id.get(), found.record.name.clone());
                all.push(item(entity, id, &found, name, format!("/campaigns/{id}")));
            }
        }
        Entity::WebForm => {
            for found in web_forms::many(tx, ids).await? {
                let (id, name) = (found.record.id.get(), found.record.name.clone());
                all.push(item(entity, id, &found, name, format!("/web-forms/{id}")));
            }
        }
        Entity::Quota => {
            for found in quota_grid::many(tx, ids).await? {
                let target = &found.record;
                let name = format!("Target of {}", target.starts_on.format("%B %Y"));
                let href = format!("/quotas?year={}", target.starts_on.year());
                all.push(item(entity, target.id.get(), &found, name, href));
            }
        }
        Entity::Scenario => {
            for found in forecast_scenarios::many(tx, scope, ids).await? {
                let (id, name) = (found.record.id.get(), found.record.name.clone());
                let period = found.record.period().code();
                let href = format!("/forecast?view=scenarios&period={period}");
                all.push(item(entity, id, &found, name, href));
            }
        }
        Entity::Terms => {
            for id in ids {
                let record = TermsFace::from(store::terms::lines(tx, OpportunityId(*id)).await?);
                let found = Shelved { record, version: 0, is_away: false };
                all.push(item(
                    entity,
                    *id,
                    &found,
                    entity.label().to_owned(),
                    format!("/terms/{id}"),
                ));
            }
        }
        Entity::Pipeline if !ids.is_empty() => {
            for head in
                pipelines::heads(tx).await?.into_iter().filter(|head| ids.contains(&head.id.get()))
            {
                let stages = every_stage(tx, head.id).await?;
                let record = PipelineFace::of(&head.name, head.is_default, &stages);
                let found = Shelved { record, version: head.version, is_away: head.is_retired };
                let (id, name) = (head.id.get(), head.name);
                all.push(item(entity, id, &found, name, format!("/pipelines/{id}")));
            }
        }
        _ => {}
    }
    Ok(all)
}

fn record<T: DeserializeOwned>(fields: Map<String, Value>) -> ServiceResult<T> {
    serde_json::from_value(Value::Object(fields))
        .map_err(|error| ServiceError::Internal(format!("an entry cannot be put back: {error}")))
}

async fn fate(work: &mut Work<'_>, item: &Item, place: Place) -> ServiceResult<()> {
    let change = match place {
        Place::Trash => Change::Delete,
        Place::Living => Change::Restore,
    };
    work.append(item.entity, item.id, change, Changes::new(), None).await.map(drop)
}

/// Writes what taking a unit back comes to for one record.
pub(super) async fn write(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    match item.entity {
        Entity::Enrolment => return seat(work, item, to).await,
        Entity::Batch => return batch(work, item, to).await,
        Entity::Campaign => return campaign(work, item, to).await,
        Entity::WebForm => return web_form(work, item, to).await,
        Entity::Quota => return quota(work, item, to).await,
        Entity::Scenario => return scenario(work, item, to).await,
        Entity::Pipeline => return pipeline(work, item, to).await,
        Entity::Terms => return terms(work, item, to).await,
        _ => {}
    }
    let now = work.now();
    if let Some(place) = to.place {
        let active = place == Place::Living;
        if item.entity == Entity::Product {
            catalogue::set_product_active(&mut work.tx, ProductId(item.id), active, now).await?;
        } else {
            catalogue::set_trainer_active(&mut work.tx, TrainerId(item.id), active, now).await?;
        }
        return fate(work, &item, place).await;
    }
    let Some(fields) = to.fields else { return Ok(()) };
    if item.entity == Entity::Product {
        let (before, after): (Product, Product) = (record(item.fields)?, record(fields)?);
        catalogue::update_product(&mut work.tx, &after, now).await.map_err(taken)?;
        work.changed(item.entity, item.id, &before, &after).await?;
    } else {
        let (before, after): (Trainer, Trainer) = (record(item.fields)?, record(fields)?);
        catalogue::update_trainer(&mut work.tx, &after, now).await?;
        work.changed(item.entity, item.id, &before, &after).await?;
    }
    Ok(())
}

fn taken(error: StoreError) -> ServiceError {
    match error {
        StoreError::Unique { .. } => FieldErrors::one(
            "form",
            "Another record has taken the name it had before: rename that one first.",
        )
        .into(),
        other => other.into(),
    }
}

async fn campaign(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    let (id, now) = (CampaignId(item.id), work.now());
    if let Some(place) = to.place {
        campaigns::set_deleted(&mut work.tx, id, place == Place::Trash, now).await?;
        return fate(work, &item, place).await;
    }
    let Some(fields) = to.fields else { return Ok(()) };
    let (before, after): (Campaign, Campaign) = (record(item.fields)?, record(fields)?);
    campaigns::update(&mut work.tx, &before, &after, now).await.map_err(taken)?;
    work.changed(Entity::Campaign, item.id, &before, &after).await.map(drop)
}

async fn web_form(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    let (id, now) = (WebFormId(item.id), work.now());
    if let Some(place) = to.place {
        web_forms::set_deleted(&mut work.tx, id, place == Place::Trash, now).await?;
        return fate(work, &item, place).await;
    }
    let Some(fields) = to.fields else { return Ok(()) };
    let (before, after): (WebForm, WebForm) = (record(item.fields)?, record(fields)?);
    web_forms::update(&mut work.tx, &after, now).await.map_err(taken)?;
    work.changed(Entity::WebForm, item.id, &before, &after).await.map(drop)
}

/// A stage that comes back takes its deals after it; one that goes is seen until the last deal has left it.
async fn pipeline(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    let (id, now) = (PipelineId(item.id), work.now());
    let head = pipelines::head(&mut work.tx, id).await?;
    let stages = every_stage(&mut work.tx, id).await?;
    if let Some(place) = to.place {
        for stage in &stages {
            let deals = pipelines::open_deals(&mut work.tx, stage.id, 1).await?;
            if place == Place::Trash && !deals.is_empty() {
                let message = format!(
                    "Deals stand in {} of this pipeline by now: move them first.",
                    stage.name
                );
                return Err(FieldErrors::one("form", message).into());
            }
        }
        pipelines::set_retired(&mut work.tx, id, place == Place::Trash, now).await?;
        return fate(work, &item, place).await;
    }
    let Some(fields) = to.fields else { return Ok(()) };
    let (before, after): (PipelineFace, PipelineFace) = (record(item.fields)?, record(fields)?);
    let head = Head { name: after.name.clone(), is_default: after.is_default, ..head };
    let stages = after.stages_over(&stages);
    pipelines::save(&mut work.tx, &head, &stages, now).await.map_err(taken)?;
    work.changed(Entity::Pipeline, item.id, &before, &after).await.map(drop)
}

async fn terms(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    let (Some(fields), now) = (to.fields, work.now()) else { return Ok(()) };
    let (before, after): (TermsFace, TermsFace) = (record(item.fields)?, record(fields)?);
    let agreed = Agreed { lines: after.lines.clone(), is_agreed: after.is_agreed };
    store::terms::set_lines(&mut work.tx, OpportunityId(item.id), &agreed, now).await?;
    work.changed(Entity::Terms, item.id, &before, &after).await.map(drop)
}

async fn quota(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    let (id, now) = (QuotaId(item.id), work.now());
    if let Some(place) = to.place {
        quota_grid::set_deleted(&mut work.tx, id, place == Place::Trash, now).await?;
        return fate(work, &item, place).await;
    }
    let Some(fields) = to.fields else { return Ok(()) };
    let (before, after): (Target, Target) = (record(item.fields)?, record(fields)?);
    quota_grid::set_target(&mut work.tx, id, after.target, now).await?;
    work.changed(Entity::Quota, item.id, &before, &after).await.map(drop)
}

/// Only the name of a scenario ever changes.
async fn scenario(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    let (id, now) = (ScenarioId(item.id), work.now());
    if let Some(place) = to.place {
        let away = place == Place::Trash;
        forecast_scenarios::set_deleted(&mut work.tx, id, away, now).await.map_err(taken)?;
        return fate(work, &item, place).await;
    }
    let Some(fields) = to.fields else { return Ok(()) };
    let (before, after): (Scenario, Scenario) = (record(item.fields)?, record(fields)?);
    forecast_scenarios::rename(&mut work.tx, id, &after.name, now).await.map_err(taken)?;
    work.changed(Entity::Scenario, item.id, &before, &after).await.map(drop)
}

/// A batch that people sit in by now stays.
async fn batch(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    let (id, now) = (BatchId(item.id), work.now());
    match to.place {
        Some(Place::Trash) if catalogue::seats_taken(&mut work.tx, id).await? > 0 => return Ok(()),
        Some(place) => {
            let is_trash = place == Place::Trash;
            catalogue::set_batch_deleted(&mut work.tx, id, is_trash, now).await?;
            return fate(work, &item, place).await;
        }
        None => {}
    }
    let Some(fields) = to.fields else { return Ok(()) };
    catalogue::lock_batch(&mut work.tx, id).await?;
    let (before, after): (Batch, Batch) = (record(item.fields)?, record(fields)?);
    let seats = after.seats.max(catalogue::seats_taken(&mut work.tx, id).await?);
    let after = Batch { seats, ..after };
    catalogue::update_batch(&mut work.tx, &after, now).await.map_err(taken)?;
    work.changed(Entity::Batch, item.id, &before, &after).await?;
    settle(work, id).await
}

/// A place is given back, or given again when there is one: never more than there are seats.
async fn seat(work: &mut Work<'_>, item: Item, to: Reversal) -> ServiceResult<()> {
    let now = work.now();
    let planned: Enrolment = record(item.fields)?;
    catalogue::lock_batch(&mut work.tx, planned.batch_id).await?;
    let found = catalogue::enrolments_many(&mut work.tx, &[item.id]).await?;
    let Some(before) = found.into_iter().next().map(|found| found.record) else { return Ok(()) };
    let seats = catalogue::batch(&mut work.tx, before.batch_id).await?.record.seats;
    let taken = catalogue::seats_taken(&mut work.tx, before.batch_id).await?;
    let wanted = match (to.place, to.fields) {
        (Some(Place::Trash), _) => EnrolmentStatus::Cancelled,
        (Some(Place::Living), _) => EnrolmentStatus::of_next(taken, seats),
        (None, Some(fields)) => record::<Enrolment>(fields)?.status,
        (None, None) => return Ok(()),
    };
    let frees = matches!(wanted, EnrolmentStatus::Cancelled | EnrolmentStatus::Waiting);
    let has_seat = !matches!(before.status, EnrolmentStatus::Cancelled | EnrolmentStatus::Waiting);
    let status = if frees || has_seat { wanted } else { EnrolmentStatus::of_next(taken, seats) };
    let after = Enrolment { status, ..before.clone() };
    if after != before {
        catalogue::set_status(&mut work.tx, &after, now).await?;
        let change = match to.place {
            Some(Place::Trash) => Change::Delete,
            Some(Place::Living) => Change::Restore,
            None => Change::Update,
        };
        let changes = diff(Some(&before), &after);
        work.append(Entity::Enrolment, item.id, change, changes, None).await?;
    }
    settle(work, after.batch_id).await
}
