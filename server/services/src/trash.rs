//! The trash: deleting records, what lies there, and taking it out again.
//!
//! A deleted record leaves every list, board, queue and sum, and stays in its table. For 30 days it can be restored
//! exactly as it was; after that it is out of sight for good.

use chrono::{DateTime, Duration, Utc};
use domain::access::{Action, Scope};
use domain::forms::FieldErrors;
use domain::journal::Entity;
use domain::list::{Cursor, Listing, PAGE_ROWS};
use domain::undo::{DAYS, OneRecord, Past, Place, Reversal, TrashRow, is_in_time};
use store::trash::{self, TrashQuery};
use store::{aliases, opportunities, tasks};

use crate::undo::{Record, Records, apply};
use crate::{Ctx, Done, ServiceError, ServiceResult, Work};

/// A kind of record that people delete by hand.
fn entity(form: &OneRecord) -> Result<Entity, FieldErrors> {
    match Entity::try_from(form.entity.as_str()) {
        Ok(entity @ (Entity::Lead | Entity::Opportunity | Entity::Task | Entity::Company)) => {
            Ok(entity)
        }
        _ => Err(FieldErrors::one("form", "Leads, deals, tasks and companies go to the trash.")),
    }
}

/// What deleting such a record asks for. A company goes with what is taken back, never by hand.
const fn deleting(entity: Entity) -> Option<Action> {
    match entity {
        Entity::Lead => Some(Action::DeleteLead),
        Entity::Opportunity => Some(Action::DeleteDeal),
        Entity::Task => Some(Action::EditTask),
        _ => None,
    }
}

/// What restoring such a record asks for.
const fn restoring(entity: Entity) -> Action {
    match entity {
        Entity::Opportunity => Action::EditDeal,
        Entity::Task => Action::EditTask,
        _ => Action::EditLead,
    }
}

/// Puts a record into the trash: a lead with its deals and tasks, a deal with its tasks.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when it is out of scope or there already.
pub async fn delete(ctx: &Ctx, form: OneRecord) -> ServiceResult<Done> {
    let entity = entity(&form)?;
    let Some(action) = deleting(entity) else {
        let why = "A company leaves with the last lead and deal that belong to it.";
        return Err(FieldErrors::one("form", why).into());
    };
    ctx.require(action)?;
    let name = living(ctx, entity, form.id).await?.name();
    let mut work = ctx.begin(format!("Deleted {name}")).await?;
    delete_all(ctx, &mut work, entity, &[form.id]).await?;
    work.commit().await
}

/// The record within scope, when it is not in the trash.
async fn living(ctx: &Ctx, entity: Entity, id: i64) -> ServiceResult<Record> {
    let mut tx = ctx.db().read().await?;
    let past = Past::about(entity, id);
    let records = Records::load(&mut tx, &ctx.scope(), std::iter::once(&past)).await?;
    match records.get(&past) {
        Some(record) if record.deleted_at().is_none() => Ok(record.clone()),
        _ => Err(ServiceError::NotFound),
    }
}

/// Deletes records of one kind that are within scope, with what belongs to them.
pub(crate) async fn delete_all(
    ctx: &Ctx,
    work: &mut Work<'_>,
    entity: Entity,
    ids: &[i64],
) -> ServiceResult<()> {
    let mut pasts: Vec<Past> = ids.iter().map(|id| Past::about(entity, *id)).collect();
    let own = Records::load(&mut work.tx, &ctx.scope(), pasts.iter()).await?;
    if pasts.iter().any(|past| own.get(past).is_none_or(|kept| kept.deleted_at().is_some())) {
        return Err(ServiceError::NotFound);
    }
    for id in ids {
        pasts.extend(belonging(work, entity, *id, None).await?);
    }
    move_all(ctx, work, pasts, Place::Trash).await
}

/// What goes to the trash, or comes out of it, with a record: what is alive, or what went there at the same moment.
async fn belonging(
    work: &mut Work<'_>,
    entity: Entity,
    id: i64,
    deleted_at: Option<DateTime<Utc>>,
) -> ServiceResult<Vec<Past>> {
    let tx = &mut work.tx;
    let deals = match entity {
        Entity::Lead => opportunities::of_lead(tx, id, deleted_at).await?,
        _ => Vec::new(),
    };
    let lead = (entity == Entity::Lead).then_some(id);
    let own_deal = (entity == Entity::Opportunity).then_some(id);
    let mut all = Vec::new();
    for (lead, deal) in
        std::iter::once((lead, own_deal)).chain(deals.iter().map(|deal| (None, Some(*deal))))
    {
        all.extend(match deleted_at {
            Some(at) => tasks::deleted_with(tx, lead, deal, at).await?,
            None => tasks::about(tx, lead, deal).await?,
        });
    }
    all.sort_unstable();
    all.dedup();
    let deals = deals.into_iter().map(|id| Past::about(Entity::Opportunity, id));
    Ok(deals.chain(all.into_iter().map(|id| Past::about(Entity::Task, id))).collect())
}

/// Moves records, each once, whoever owns them: the caller has read what they belong to within scope.
async fn move_all(
    ctx: &Ctx,
    work: &mut Work<'_>,
    mut pasts: Vec<Past>,
    place: Place,
) -> ServiceResult<()> {
    pasts.sort_by_key(|past| (past.entity, past.entity_id));
    pasts.dedup();
    let records = Records::load(&mut work.tx, &Scope::Everything, pasts.iter()).await?;
    let todo = pasts
        .into_iter()
        .filter_map(|past| {
            let record = records.get(&past)?.clone();
            Some((past, record, Reversal { place: Some(place), ..Reversal::default() }))
        })
        .collect();
    apply(ctx, work, todo).await
}

/// Takes a record out of the trash, with what went there with it.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when it is out of scope or not in the trash, `Invalid` after 30 days.
pub async fn restore(ctx: &Ctx, form: OneRecord) -> ServiceResult<Done> {
    let entity = entity(&form)?;
    ctx.require(restoring(entity))?;
    let past = Past::about(entity, form.id);
    let mut tx = ctx.db().read().await?;
    let records = Records::load(&mut tx, &ctx.scope(), std::iter::once(&past)).await?;
    drop(tx);
    let record = records.get(&past).ok_or(ServiceError::NotFound)?;
    let at = record.deleted_at().ok_or(ServiceError::NotFound)?;
    if !is_in_time(at, ctx.now()) {
        let why =
            format!("This was deleted more than {DAYS} days ago. After that nothing is restored.");
        return Err(FieldErrors::one("form", why).into());
    }
    refuse_merged(ctx, entity, form.id).await?;
    let mut work = ctx.begin(format!("Restored {}", record.name())).await?;
    let mut pasts = vec![past];
    pasts.extend(belonging(&mut work, entity, form.id, Some(at)).await?);
    move_all(ctx, &mut work, pasts, Place::Living).await?;
    work.commit().await
}

/// A record that went into another comes back by taking the merge back, with all that moved.
async fn refuse_merged(ctx: &Ctx, entity: Entity, id: i64) -> ServiceResult<()> {
    let mut tx = ctx.db().read().await?;
    match aliases::resolve(&mut tx, entity, id).await? {
        Some(_) => Err(FieldErrors::one(
            "form",
            "This was merged into another record. Undo the merge in the journal to have both again.",
        )
        .into()),
        None => Ok(()),
    }
}

/// What lies in the trash within scope, the last deleted first.
///
/// # Errors
/// When the database is away.
pub async fn list(ctx: &Ctx, after: &str) -> ServiceResult<Listing<TrashRow>> {
    ctx.require(Action::ReadRecords)?;
    let now = ctx.now();
    let query = TrashQuery {
        since: now - Duration::days(DAYS),
        after: Cursor::decode(after).and_then(|cursor| {
            let (at, entity) = cursor.value.split_once('~')?;
            Some((at.parse().ok()?, entity.to_owned(), cursor.id))
        }),
        limit: i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX - 1) + 1,
        now,
    };
    let mut tx = ctx.db().read().await?;
    let mut rows = trash::list(&mut tx, &ctx.scope(), &query).await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    for row in &mut rows {
        row.days_left = DAYS - (now - row.deleted_at).num_days();
    }
    let next = rows.last().filter(|_| more).map(|last| {
        let value = format!("{}~{}", last.deleted_at.to_rfc3339(), last.entity.as_str());
        Cursor { value, id: last.id }.encode()
    });
    Ok(Listing { now, rows, next, total: None })
}
