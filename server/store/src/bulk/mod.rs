//! Bringing in many records at once: imports and the demo company.
//!
//! A [`Load`] is one transaction and one unit of the journal, as any other write. It differs in speed only: keys are
//! counted up from the highest there is while every other writer waits, and rows go in many to a statement, each with
//! its entry in the journal. What is absent: rollups, which are rebuilt once at the end by
//! [`crate::rollups`], and rules of selling.

mod activity;
mod catalogue;
mod deals;
mod entry;
mod fresh;
mod insert;
mod keys;
mod leads;
mod people;
mod rows;
mod targets;

use chrono::{DateTime, Utc};
use domain::ids::{JournalId, UnitId};
use domain::journal::{Actor, Change, Changes, Entity, diff};
use serde::Serialize;

pub(crate) use deals::STATEMENTS as DEAL_STATEMENTS;
pub(crate) use fresh::refuse_half_filled;
pub(crate) use insert::{AT_ONCE, Field, SENT, Statements, insert_rows};
pub(crate) use keys::STATEMENTS;
pub use keys::{Keys, Table};
pub use rows::{
    Batch, Campaign, CampaignCost, Company, Enrolment, Interaction, Learner, NewDeal, NewLead,
    Product, Quota, ScorePoint, StageChange, Task, Touch, Trainer,
};

use crate::{Db, Engine, StoreResult, Tx, dialect, journal};

/// An open load. Dropping it takes everything back.
#[derive(Debug)]
pub struct Load {
    /// The transaction, for store functions that a load also needs.
    pub tx: Tx,
    unit: UnitId,
    at: DateTime<Utc>,
    keys: Keys,
    /// What was set aside while an empty database is filled.
    aside: Option<fresh::Aside>,
}

/// One record's entry in the journal.
struct Entry<C> {
    id: i64,
    entity_id: i64,
    /// What its changes are told from.
    changes: C,
}

impl Load {
    /// Opens a load of this label; other writers wait until it ends.
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub async fn begin(db: &Db, label: &str, actor: Actor, at: DateTime<Utc>) -> StoreResult<Self> {
        let (mut tx, keys) = open(db).await?;
        let unit = journal::begin_unit(&mut tx, label, actor, at, None).await?;
        Ok(Self { tx, unit, at, keys, aside: None })
    }

    /// Opens a load that fills an empty database; see [`Load::bring_back`].
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub async fn fill(db: &Db, label: &str, actor: Actor, at: DateTime<Utc>) -> StoreResult<Self> {
        let mut load = Self::begin(db, label, actor, at).await?;
        load.aside = Some(fresh::set_aside(&mut load.tx).await?);
        Ok(load)
    }

    /// Goes on with a unit that an earlier load began, at that unit's moment.
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub async fn go_on(db: &Db, unit: UnitId, at: DateTime<Utc>) -> StoreResult<Self> {
        let (tx, keys) = open(db).await?;
        Ok(Self { tx, unit, at, keys, aside: None })
    }

    /// The unit everything in this load belongs to.
    #[must_use]
    pub const fn unit(&self) -> UnitId {
        self.unit
    }

    /// The moment of this load: the same for everything in it.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The next free key of a table.
    pub fn next<I: From<i64>>(&mut self, table: Table) -> I {
        self.keys.next(table)
    }

    /// The keys given so far, for whoever gives some out itself.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Counts keys as given that somebody else gave out; see [`Load::keys`].
    pub fn catch_up(&mut self, keys: &Keys) {
        self.keys.catch_up(keys);
    }

    /// Journals records that came to be; answers the first entry, after which the others follow in order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn created<T: Serialize>(
        &mut self,
        entity: Entity,
        records: &[(i64, &T)],
    ) -> StoreResult<JournalId> {
        let mut entries = Vec::with_capacity(records.len());
        for (entity_id, record) in records {
            entries.push(Entry {
                id: self.next(Table::Journal),
                entity_id: *entity_id,
                changes: *record,
            });
        }
        self.append(entity, Change::Create, &entries, |record| entry::told(*record)).await?;
        Ok(JournalId(entries.first().map_or(0, |entry| entry.id)))
    }

    /// Journals the change of one record; `None` when nothing in it changed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn changed<T: Serialize>(
        &mut self,
        entity: Entity,
        entity_id: i64,
        before: &T,
        after: &T,
    ) -> StoreResult<Option<JournalId>> {
        self.changed_by(entity, entity_id, diff(Some(before), after)).await
    }

    /// Journals these changes of one record; `None` when there are none.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn changed_by(
        &mut self,
        entity: Entity,
        entity_id: i64,
        changes: Changes,
    ) -> StoreResult<Option<JournalId>> {
        if changes.is_empty() {
            return Ok(None);
        }
        let id = self.next(Table::Journal);
        let told = |changes: &Changes| serde_json::to_string(changes).unwrap_or_default();
        self.append(entity, Change::Update, &[Entry { id, entity_id, changes }], told).await?;
        Ok(Some(JournalId(id)))
    }

    /// Journals the creation of a record that another store function inserted.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record<T: Serialize>(
        &mut self,
        entity: Entity,
        id: i64,
        after: &T,
    ) -> StoreResult<JournalId> {
        self.created(entity, &[(id, after)]).await
    }

    /// The changes are put into words when their row is on its way.
    async fn append<C>(
        &mut self,
        entity: Entity,
        change: Change,
        entries: &[Entry<C>],
        told: impl Fn(&C) -> String,
    ) -> StoreResult<()> {
        let (unit, at) = (self.unit.get(), self.at);
        insert_rows!(self.tx, entries, entry => "journal" {
            id: entry.id,
            unit_id: unit,
            at: at,
            entity: entity.as_str(),
            entity_id: entry.entity_id,
            action: change.as_str(),
            changes: told(&entry.changes).as_str(),
        });
        Ok(())
    }

    /// Makes what was written so far last, and goes on in the same unit. A transaction of many gigabytes makes
    /// `SQLite` slower and slower, since each page it reads is looked for in the whole log. `PostgreSQL` fills an empty
    /// database in one transaction: without its references nothing may last.
    ///
    /// # Errors
    /// When the database refuses; then only the parts before last.
    pub async fn commit_part(mut self, db: &Db) -> StoreResult<Self> {
        if self.aside.is_some() && db.engine() == Engine::Postgres {
            return Ok(self);
        }
        self.catch_up_keys().await?;
        let Self { tx, unit, at, aside, .. } = self;
        tx.commit().await?;
        let (tx, keys) = open(db).await?;
        Ok(Self { tx, unit, at, keys, aside })
    }

    /// Makes it last.
    ///
    /// # Errors
    /// When the database refuses; then nothing of it lasts.
    pub async fn commit(mut self) -> StoreResult<UnitId> {
        self.bring_back(|_, _| ()).await?;
        self.catch_up_keys().await?;
        self.tx.commit().await?;
        Ok(self.unit)
    }

    async fn catch_up_keys(&mut self) -> StoreResult<()> {
        for (table, last) in self.keys.given() {
            dialect::catch_up_keys(&mut self.tx, table.name(), last).await?;
        }
        Ok(())
    }
}

/// A transaction that is the only one to write, and the highest keys it begins from.
async fn open(db: &Db) -> StoreResult<(Tx, Keys)> {
    let mut tx = db.write().await?;
    dialect::lock_out_writers(&mut tx).await?;
    let keys = keys::last(&mut tx).await?;
    Ok((tx, keys))
}
