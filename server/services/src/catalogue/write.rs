//! Changing what is sold.

use chrono::Days;
use domain::access::Action;
use domain::catalogue::{BatchStatus, ProductKind};
use domain::format;
use domain::forms::{
    CheckedBatch, ConflictField, EditBatch, EditProduct, EditTrainer, FieldErrors,
};
use domain::ids::{BatchId, ProductId, TrainerId};
use domain::journal::{Change, Changes, Entity, diff};
use serde::Serialize;
use serde_json::Value;
use store::bulk::{Batch, Product, Trainer};
use store::{StoreError, catalogue};

use super::settle;
use crate::timeline::label;
use crate::{Ctx, Done, ServiceError, ServiceResult, Work, installation};

/// The fields in which the form says something else than a record that somebody else has changed meanwhile.
pub(crate) fn not_stale<T: Serialize>(
    known: i64,
    version: i64,
    theirs: &T,
    yours: &T,
) -> ServiceResult<()> {
    let said = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fields: Vec<ConflictField> = diff(Some(theirs), yours)
        .iter()
        .map(|(field, change)| ConflictField {
            field: label(field),
            yours: said(&change.to),
            theirs: said(&change.from),
        })
        .collect();
    if known == version || fields.is_empty() { Ok(()) } else { Err(ServiceError::Conflict(fields)) }
}

fn name_is_taken(error: StoreError) -> ServiceError {
    match error {
        StoreError::Unique { .. } => {
            FieldErrors::one("name", "Another product has this name: choose a name of its own.")
                .into()
        }
        other => other.into(),
    }
}

/// Adds a product or changes one.
///
/// # Errors
/// `Forbidden` by role, `Invalid` when a field is wrong or the name is taken, `Conflict` with both values of each field
/// when somebody else changed it meanwhile.
pub async fn save_product(ctx: &Ctx, form: EditProduct) -> ServiceResult<Done> {
    ctx.require(Action::ManageCatalogue)?;
    let checked = form.check()?;
    let verb = if form.id == 0 { "Added" } else { "Edited" };
    let mut work = ctx.begin(format!("{verb} {}", checked.name)).await?;
    let now = work.now();
    let known = match form.id {
        0 => None,
        id => Some(catalogue::product(&mut work.tx, ProductId(id)).await?),
    };
    let currency = installation::get(&mut work.tx).await?.currency;
    let before = known.as_ref().map(|known| &known.record);
    let mut after = Product {
        id: ProductId(form.id),
        name: checked.name,
        kind: checked.kind,
        series: checked.series,
        price: checked.price,
        currency: before.map_or(currency, |before| before.currency),
        duration_days: checked.duration_days.filter(|_| checked.kind == ProductKind::Course),
        external_key: before.and_then(|before| before.external_key.clone()),
        created_at: before.map_or(now, |before| before.created_at),
    };
    if let Some(known) = &known {
        not_stale(known.version, form.version, &known.record, &after)?;
        if after != known.record {
            catalogue::update_product(&mut work.tx, &after, now).await.map_err(name_is_taken)?;
            work.changed(Entity::Product, form.id, &known.record, &after).await?;
        }
    } else {
        after.id =
            catalogue::insert_product(&mut work.tx, &after, now).await.map_err(name_is_taken)?;
        work.created(Entity::Product, after.id.get(), &after).await?;
    }
    work.commit().await
}

/// Takes a product out of what is sold, or back into it. What was sold of it stays.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when there is none.
pub async fn set_product_sold(ctx: &Ctx, id: ProductId, sold: bool) -> ServiceResult<Done> {
    ctx.require(Action::ManageCatalogue)?;
    let mut tx = ctx.db().read().await?;
    let known = catalogue::product(&mut tx, id).await?;
    drop(tx);
    let name = known.record.name;
    let label = if sold { format!("Sell {name} again") } else { format!("Retired {name}") };
    let mut work = ctx.begin(label).await?;
    let now = work.now();
    if known.is_away == sold {
        catalogue::set_product_active(&mut work.tx, id, sold, now).await?;
        fate(&mut work, Entity::Product, id.get(), sold).await?;
    }
    work.commit().await
}

async fn fate(work: &mut Work<'_>, entity: Entity, id: i64, comes_back: bool) -> ServiceResult<()> {
    let change = if comes_back { Change::Restore } else { Change::Delete };
    work.append(entity, id, change, Changes::new(), None).await.map(drop)
}

/// Adds a trainer or changes one.
///
/// # Errors
/// `Forbidden` by role, `Invalid` when a field is wrong, `Conflict` with both values of each field when somebody else
/// changed it meanwhile.
pub async fn save_trainer(ctx: &Ctx, form: EditTrainer) -> ServiceResult<Done> {
    ctx.require(Action::ManageCatalogue)?;
    let checked = form.check()?;
    let verb = if form.id == 0 { "Added" } else { "Edited" };
    let mut work = ctx.begin(format!("{verb} {}", checked.name)).await?;
    let now = work.now();
    let known = match form.id {
        0 => None,
        id => Some(catalogue::trainer(&mut work.tx, TrainerId(id)).await?),
    };
    let mut after = Trainer {
        id: TrainerId(form.id),
        name: checked.name,
        email: checked.email,
        topics: checked.topics,
        day_rate: checked.day_rate,
        created_at: known.as_ref().map_or(now, |known| known.record.created_at),
    };
    if let Some(known) = &known {
        not_stale(known.version, form.version, &known.record, &after)?;
        if after != known.record {
            catalogue::update_trainer(&mut work.tx, &after, now).await?;
            work.changed(Entity::Trainer, form.id, &known.record, &after).await?;
        }
    } else {
        after.id = catalogue::insert_trainer(&mut work.tx, &after, now).await?;
        work.created(Entity::Trainer, after.id.get(), &after).await?;
    }
    work.commit().await
}

/// Says whether a trainer gives courses. Their batches stay.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when there is none.
pub async fn set_trainer_gives(ctx: &Ctx, id: TrainerId, gives: bool) -> ServiceResult<Done> {
    ctx.require(Action::ManageCatalogue)?;
    let mut tx = ctx.db().read().await?;
    let known = catalogue::trainer(&mut tx, id).await?;
    drop(tx);
    let name = known.record.name;
    let label =
        if gives { format!("{name} gives courses again") } else { format!("Retired {name}") };
    let mut work = ctx.begin(label).await?;
    let now = work.now();
    if known.is_away == gives {
        catalogue::set_trainer_active(&mut work.tx, id, gives, now).await?;
        fate(&mut work, Entity::Trainer, id.get(), gives).await?;
    }
    work.commit().await
}

/// Adds a batch or changes one. More seats go to who waits longest.
///
/// # Errors
/// `Forbidden` by role; `Invalid` when a field is wrong, the trainer gives another batch on one of the days, or more
/// seats are taken than there would be; `Conflict` with both values of each field when somebody else changed it.
pub async fn save_batch(ctx: &Ctx, form: EditBatch) -> ServiceResult<Done> {
    ctx.require(Action::ManageCatalogue)?;
    let checked = form.check()?;
    let verb = if form.id == 0 { "Scheduled" } else { "Edited" };
    let mut work =
        ctx.begin(format!("{verb} a batch of {}", name_of(ctx, checked.product).await?)).await?;
    let now = work.now();
    if form.id != 0 {
        catalogue::lock_batch(&mut work.tx, BatchId(form.id)).await?;
    }
    let known = match form.id {
        0 => None,
        id => Some(catalogue::batch(&mut work.tx, BatchId(id)).await?),
    };
    let mut after =
        batch_of(&mut work, &form, checked, known.as_ref().map(|known| &known.record)).await?;
    after.created_at = known.as_ref().map_or(now, |known| known.record.created_at);
    is_free(&mut work, &after).await?;
    if let Some(known) = &known {
        not_stale(known.version, form.version, &known.record, &after)?;
        fits(&mut work, &after).await?;
        if after != known.record {
            catalogue::update_batch(&mut work.tx, &after, now).await?;
            work.changed(Entity::Batch, form.id, &known.record, &after).await?;
        }
        settle(&mut work, after.id).await?;
    } else {
        after.id = catalogue::insert_batch(&mut work.tx, &after, now).await?;
        work.created(Entity::Batch, after.id.get(), &after).await?;
    }
    work.commit().await
}

async fn name_of(ctx: &Ctx, product: ProductId) -> ServiceResult<String> {
    let mut tx = ctx.db().read().await?;
    let name = store::products::name(&mut tx, product).await?;
    name.ok_or_else(|| FieldErrors::one("product", "Choose a course of the list.").into())
}

/// The batch as it should be: its length and its code follow from the course where nothing else is said.
async fn batch_of(
    work: &mut Work<'_>,
    form: &EditBatch,
    checked: CheckedBatch,
    known: Option<&Batch>,
) -> ServiceResult<Batch> {
    let product = catalogue::product(&mut work.tx, checked.product).await?.record;
    if product.kind != ProductKind::Course {
        let message = format!("{} is no course: only courses have batches.", product.name);
        return Err(FieldErrors::one("product", message).into());
    }
    let more = u64::try_from(product.duration_days.unwrap_or(1) - 1).unwrap_or(0);
    let usual = checked.starts_on.checked_add_days(Days::new(more)).unwrap_or(checked.starts_on);
    let id = BatchId(form.id);
    let code = match (checked.code, known) {
        (Some(code), _) => code,
        (None, Some(known)) => known.code.clone(),
        (None, None) => {
            let initials = product.name.split_whitespace().filter_map(|word| word.chars().next());
            let initials: String = initials.flat_map(char::to_uppercase).take(6).collect();
            let plain = format!("{initials}-{}", checked.starts_on.format("%y%m%d"));
            let mut code = plain.clone();
            for number in 2..100 {
                if !catalogue::taken_code(&mut work.tx, &code, id).await? {
                    break;
                }
                code = format!("{plain}-{number}");
            }
            code
        }
    };
    if catalogue::taken_code(&mut work.tx, &code, id).await? {
        let message = format!("Another batch has the code {code}: choose one of its own.");
        return Err(FieldErrors::one("code", message).into());
    }
    Ok(Batch {
        id,
        product_id: product.id,
        trainer_id: checked.trainer,
        code,
        starts_on: checked.starts_on,
        ends_on: checked.ends_on.unwrap_or(usual),
        place: checked.place,
        seats: checked.seats,
        price: checked.price,
        status: checked.status,
        created_at: work.now(),
    })
}

/// Nobody gives two batches on one day.
async fn is_free(work: &mut Work<'_>, batch: &Batch) -> ServiceResult<()> {
    let Some(trainer) = batch.trainer_id.filter(|_| batch.status != BatchStatus::Cancelled) else {
        return Ok(());
    };
    let wrong = |message: String| Err(FieldErrors::one("trainer", message).into());
    match catalogue::lock_trainer(&mut work.tx, trainer).await {
        Err(StoreError::NotFound) => {
            return wrong("Choose somebody of the list who gives courses.".to_owned());
        }
        other => other?,
    }
    match catalogue::collides(&mut work.tx, trainer, batch).await? {
        None => Ok(()),
        Some((code, from, to)) => {
            let name = catalogue::trainer(&mut work.tx, trainer).await?.record.name;
            let days = if from == to {
                format!("on {}", format::date_long(from))
            } else {
                format!("from {} to {}", format::date_short(from), format::date_long(to))
            };
            wrong(format!("{name} gives {code} {days}: choose somebody else, or other days."))
        }
    }
}

/// A batch does not get smaller than those who sit in it.
async fn fits(work: &mut Work<'_>, batch: &Batch) -> ServiceResult<()> {
    let taken = catalogue::seats_taken(&mut work.tx, batch.id).await?;
    if batch.seats >= taken {
        return Ok(());
    }
    let message =
        format!("{taken} seats are taken: keep at least {taken}, or take seats back first.");
    Err(FieldErrors::one("seats", message).into())
}
