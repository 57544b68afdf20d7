//! A write in progress: one transaction, one unit of the journal.

use chrono::{DateTime, Utc};
use domain::ids::{JournalId, UnitId};
pub use domain::journal::Done;
use domain::journal::{Change, Changes, Entity, NewEntry, diff};
use serde::Serialize;
use store::Tx;

use crate::{Ctx, ServiceResult, bus};

/// Said of a write after which everything is as it was.
const NOTHING: &str = "Nothing to save: it is all as it was";

/// An open write. Dropping it takes everything back; only [`Work::commit`] makes it last and tells live pages.
#[derive(Debug)]
pub struct Work<'a> {
    ctx: &'a Ctx,
    /// The transaction, for store functions.
    pub tx: Tx,
    now: DateTime<Utc>,
    unit: UnitId,
    label: String,
    reason: Option<String>,
    touched: Vec<(Entity, i64)>,
}

impl Ctx {
    /// Opens a write whose journal entries belong to one unit of this label.
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub async fn begin(&self, label: impl Into<String>) -> ServiceResult<Work<'_>> {
        self.begin_for(label.into(), None).await
    }

    /// Opens a write that takes another unit back.
    ///
    /// # Errors
    /// `Store` with `Unique` when somebody has taken that unit back meanwhile.
    pub(crate) async fn begin_undo(
        &self,
        label: String,
        undoes: UnitId,
    ) -> ServiceResult<Work<'_>> {
        self.begin_for(label, Some(undoes)).await
    }

    async fn begin_for(&self, label: String, undoes: Option<UnitId>) -> ServiceResult<Work<'_>> {
        let now = self.now();
        let mut tx = self.db().write().await?;
        let unit = store::journal::begin_unit(&mut tx, &label, self.actor(), now, undoes).await?;
        Ok(Work { ctx: self, tx, now, unit, label, reason: None, touched: Vec::new() })
    }
}

impl Work<'_> {
    /// The moment of this write: the same for everything in it.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The unit everything in this write belongs to.
    #[must_use]
    pub const fn unit(&self) -> UnitId {
        self.unit
    }

    /// Why all that follows is done, for entries that give no reason of their own.
    pub fn because(&mut self, reason: Option<String>) {
        self.reason = reason;
    }

    /// Why it is done, where that was said.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Journals a record that came to be.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn created<T: Serialize>(
        &mut self,
        entity: Entity,
        id: i64,
        after: &T,
    ) -> ServiceResult<JournalId> {
        self.append(entity, id, Change::Create, diff(None, after), None).await
    }

    /// Journals a record that changed; `None` when nothing in it did.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn changed<T: Serialize>(
        &mut self,
        entity: Entity,
        id: i64,
        before: &T,
        after: &T,
    ) -> ServiceResult<Option<JournalId>> {
        let changes = diff(Some(before), after);
        if changes.is_empty() {
            return Ok(None);
        }
        self.append(entity, id, Change::Update, changes, None).await.map(Some)
    }

    /// Journals one entry as given.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn append(
        &mut self,
        entity: Entity,
        entity_id: i64,
        change: Change,
        changes: Changes,
        reason: Option<String>,
    ) -> ServiceResult<JournalId> {
        let reason = reason.or_else(|| self.reason.clone());
        let entry = NewEntry { entity, entity_id, change, changes, reason, cause: None };
        let id = store::journal::append(&mut self.tx, self.unit, &entry, self.now).await?;
        self.touched.push((entity, entity_id));
        Ok(id)
    }

    /// Makes it last, and then tells live pages; those of other processes hear of it with the commit.
    ///
    /// # Errors
    /// When the database refuses; then nothing of it lasts.
    pub async fn commit(mut self) -> ServiceResult<Done> {
        let bus = &self.ctx.host().bus;
        let events = bus::gathered(&self.touched, self.ctx.actor().user());
        if let Some(message) = bus.message(&events) {
            store::live::send(&mut self.tx, &message).await?;
        }
        self.tx.commit().await?;
        for event in events {
            bus.publish(event);
        }
        if self.touched.is_empty() {
            return Ok(Done { unit: self.unit, label: NOTHING.to_owned(), is_empty: true });
        }
        Ok(Done { unit: self.unit, label: self.label, is_empty: false })
    }
}
