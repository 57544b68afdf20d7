//! Bringing in many records at once: imports and the demo company.
//!
//! A [`Load`] is one transaction and one unit of the journal, as any other write. It differs in speed only: keys are
//! counted up from the highest there is while every other writer waits, and rows go in many to a statement, each with
//! its entry in the journal. What is absent: rollups, which are rebuilt once at the end by
//! [`crate::rollups`], and rules of selling.

mod activity;
mod catalogue;
mod deals;
mod keys;
mod leads;
mod people;
mod rows;
mod targets;

use chrono::{DateTime, Utc};
use domain::ids::{JournalId, UnitId};
use domain::journal::{Actor, Change, Changes, Entity, diff};
use serde::Serialize;
use sqlx::types::Json;

pub(crate) use deals::STATEMENTS as DEAL_STATEMENTS;
pub(crate) use keys::STATEMENTS;
pub use keys::{Keys, Table};
pub use rows::{
    Batch, Campaign, CampaignCost, Company, Enrolment, Interaction, Learner, NewDeal, NewLead,
    Product, Quota, ScorePoint, StageChange, Task, Touch, Trainer,
};

use crate::{Db, StoreResult, Tx, dialect, journal};

/// Rows of one statement. Enough that the way to the database does not count, and few enough that the statement stays
/// far below the variables an engine takes (32,766 in `SQLite`) and is prepared once for all full chunks.
pub(crate) const AT_ONCE: usize = 200;

/// Inserts rows, many to a statement.
///
/// Each column stands beside its value, so that the two cannot fall apart:
///
/// ```ignore
/// insert_rows!(tx, rows, row => "team" { id: row.id.get(), name: row.name.as_str() })
/// ```
macro_rules! insert_rows {
    ($tx:expr, $rows:expr, $row:pat => $table:literal { $first:ident: $value:expr $(, $column:ident: $next:expr)* $(,)? }) => {{
        const INTO: &str =
            concat!("insert into ", $table, " (", stringify!($first) $(, ", ", stringify!($column))*, ") ");
        for chunk in $rows.chunks($crate::bulk::AT_ONCE) {
            on!(&mut $tx, c => {
                let mut query = sqlx::QueryBuilder::new(INTO);
                query.push_values(chunk, |mut values, $row| {
                    values.push_bind($value);
                    $(values.push_bind($next);)*
                });
                // A last chunk is unlike any other: keeping its statement would only fill the memory.
                query.build().persistent(chunk.len() == $crate::bulk::AT_ONCE).execute(c).await.map(|_| ())
            })?;
        }
    }};
}
pub(crate) use insert_rows;

/// An open load. Dropping it takes everything back.
#[derive(Debug)]
pub struct Load {
    /// The transaction, for store functions that a load also needs.
    pub tx: Tx,
    unit: UnitId,
    at: DateTime<Utc>,
    keys: Keys,
}

/// One record's entry in the journal.
struct Entry {
    id: i64,
    entity_id: i64,
    changes: Changes,
}

impl Load {
    /// Opens a load of this label; other writers wait until it ends.
    ///
    /// # Errors
    /// When the database cannot be written to.
    pub async fn begin(db: &Db, label: &str, actor: Actor, at: DateTime<Utc>) -> StoreResult<Self> {
        let (mut tx, keys) = open(db).await?;
        let unit = journal::begin_unit(&mut tx, label, actor, at, None).await?;
        Ok(Self { tx, unit, at, keys })
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
                changes: diff(None, *record),
            });
        }
        self.append(entity, Change::Create, &entries).await?;
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
        let changes = diff(Some(before), after);
        if changes.is_empty() {
            return Ok(None);
        }
        let id = self.next(Table::Journal);
        self.append(entity, Change::Update, &[Entry { id, entity_id, changes }]).await?;
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

    async fn append(
        &mut self,
        entity: Entity,
        change: Change,
        entries: &[Entry],
    ) -> StoreResult<()> {
        let (unit, at) = (self.unit.get(), self.at);
        insert_rows!(self.tx, entries, entry => "journal" {
            id: entry.id,
            unit_id: unit,
            at: at,
            entity: entity.as_str(),
            entity_id: entry.entity_id,
            action: change.as_str(),
            changes: Json(&entry.changes),
        });
        Ok(())
    }

    /// Makes what was written so far last, and goes on in the same unit. A transaction of many gigabytes makes
    /// `SQLite` slower and slower, since each page it reads is looked for in the whole log.
    ///
    /// # Errors
    /// When the database refuses; then only the parts before last.
    pub async fn commit_part(self, db: &Db) -> StoreResult<Self> {
        let (unit, at) = (self.unit, self.at);
        self.commit().await?;
        let (tx, keys) = open(db).await?;
        Ok(Self { tx, unit, at, keys })
    }

    /// Makes it last.
    ///
    /// # Errors
    /// When the database refuses; then nothing of it lasts.
    pub async fn commit(mut self) -> StoreResult<UnitId> {
        for (table, last) in self.keys.given() {
            dialect::catch_up_keys(&mut self.tx, table.name(), last).await?;
        }
        self.tx.commit().await?;
        Ok(self.unit)
    }
}

/// A transaction that is the only one to write, and the highest keys it begins from.
async fn open(db: &Db) -> StoreResult<(Tx, Keys)> {
    let mut tx = db.write().await?;
    dialect::lock_out_writers(&mut tx).await?;
    let keys = keys::last(&mut tx).await?;
    Ok((tx, keys))
}
