//! The journal as a list of units, and taking a unit back.
//!
//! A unit is taken back from its entries alone: `domain::undo` adds them up and says what putting them back would write
//! to each record as it is now; the one function that writes a kind of record writes it. Where somebody has written the
//! same field since, nothing is written until the person has chosen. Taking back is a unit itself, and can be taken back.

mod apply;
mod judge;
mod marks;
mod records;
mod shelf;

use domain::access::Action;
use domain::forms::FieldErrors;
use domain::ids::UnitId;
use domain::journal::{Change, Entity};
use domain::list::PAGE_ROWS;
use domain::undo::{
    self, JournalFilter, JournalPage, Past, UndoUnit, Undone, UnitPage, UnitRecord,
};
use store::units::{self, Unit, UnitQuery};
use store::{StoreError, Tx};

use crate::timeline::Names;
use crate::{Ctx, ServiceError, ServiceResult};
pub(crate) use apply::apply;
use judge::{Refusal, judge};
pub(crate) use records::{Record, Records};

/// How many records of a unit its page shows.
const SHOWN: usize = 200;

/// The units of the people one sees, newest first.
///
/// # Errors
/// When the database is away.
pub async fn journal(ctx: &Ctx, filter: &JournalFilter) -> ServiceResult<JournalPage> {
    ctx.require(Action::ReadRecords)?;
    let query = UnitQuery {
        user: filter.person.parse().ok(),
        by_itself: filter.person == "system",
        entity: Entity::try_from(filter.kind.as_str()).ok(),
        before: filter.after.parse().ok(),
        limit: i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX - 1) + 1,
    };
    let mut tx = ctx.db().read().await?;
    let mut units = units::list(&mut tx, &ctx.scope(), &query).await?;
    let more = units.len() > PAGE_ROWS;
    units.truncate(PAGE_ROWS);
    let next = units.last().filter(|_| more).map(|last| last.id.to_string());
    let people = store::forecast_reads::sellers(&mut tx, &ctx.scope()).await?;
    Ok(JournalPage { now: ctx.now(), units, next, people })
}

/// A unit with everything it did, and what taking it back would do.
///
/// # Errors
/// `NotFound` when it is somebody's out of scope.
pub async fn page(ctx: &Ctx, id: UnitId) -> ServiceResult<UnitPage> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let unit = units::get(&mut tx, &ctx.scope(), id).await?;
    let plan = judge(ctx, &mut tx, &unit, &UndoUnit::plain(id), None).await?;
    let mut pasts = plan.pasts;
    let more = pasts.len().saturating_sub(SHOWN);
    pasts.truncate(SHOWN);
    let records = told(ctx, &mut tx, &pasts).await?;
    Ok(UnitPage { now: ctx.now(), unit: unit.row, records, more, preview: plan.preview })
}

/// What a unit did to each record, in words. Of a record out of scope nothing is told.
async fn told(ctx: &Ctx, tx: &mut Tx, pasts: &[Past]) -> ServiceResult<Vec<UnitRecord>> {
    let names = Names::of(ctx, tx, pasts.iter().map(|past| &past.fields)).await?;
    let records = Records::load(tx, &ctx.scope(), pasts.iter()).await?;
    let tell = |past: &Past| {
        let record = records.get(past);
        let is_hidden = record.is_none() && undo::is_reversible(past.entity);
        let details = match past.fate {
            _ if is_hidden => Vec::new(),
            Some(Change::Create) => names.beginning(&past.fields),
            _ => names.details(&past.fields),
        };
        UnitRecord {
            entity: past.entity,
            name: record.map_or_else(|| unseen(past, is_hidden), Record::name),
            href: record.and_then(Record::href),
            change: past.fate.unwrap_or(Change::Update),
            details,
        }
    };
    Ok(pasts.iter().map(tell).collect())
}

/// What stands for a record that was not read: its name where the entry tells it.
fn unseen(past: &Past, is_hidden: bool) -> String {
    let name = past.fields.get("name").and_then(|change| change.to.as_str());
    match name.filter(|_| !is_hidden) {
        Some(name) => name.to_owned(),
        None if is_hidden => format!("{}, not yours to see", past.entity.label()),
        None => past.entity.label().to_owned(),
    }
}

/// Takes a unit back in one transaction, or says what has to be chosen first; then nothing is written.
///
/// # Errors
/// `NotFound` for a unit out of scope, `Forbidden` by role, `Invalid` when it is too old, was taken back already or
/// cannot be.
pub async fn undo(ctx: &Ctx, form: UndoUnit) -> ServiceResult<Undone> {
    ctx.require(Action::ReadRecords)?;
    let mut tx = ctx.db().read().await?;
    let unit = units::get(&mut tx, &ctx.scope(), form.unit).await?;
    drop(tx);
    if unit.row.undone_by.is_some() {
        return Err(already());
    }
    let mut work = match ctx.begin_undo(label_of(&unit), form.unit).await {
        Err(ServiceError::Store(StoreError::Unique { .. })) => return Err(already()),
        other => other?,
    };
    let own = work.unit();
    let plan = judge(ctx, &mut work.tx, &unit, &form, Some(own)).await?;
    match plan.refusal {
        Some(Refusal::Role(why)) => return Err(ServiceError::Forbidden(why)),
        Some(Refusal::State(why)) => return Err(FieldErrors::one("form", why).into()),
        None if !plan.preview.clashes.is_empty() => return Ok(Undone::Choose(form.unit)),
        None => {}
    }
    apply(ctx, &mut work, plan.todo).await?;
    work.commit().await.map(Undone::Done)
}

fn already() -> ServiceError {
    FieldErrors::one("form", judge::ALREADY).into()
}

/// "Undo: Moved Acme to Proposal", and "Redo: Moved Acme to Proposal" for taking that back.
fn label_of(unit: &Unit) -> String {
    let label = unit.row.label.as_str();
    match (label.strip_prefix("Undo: "), label.strip_prefix("Redo: ")) {
        (Some(what), _) => format!("Redo: {what}"),
        (None, Some(what)) => format!("Undo: {what}"),
        (None, None) => format!("Undo: {label}"),
    }
}
