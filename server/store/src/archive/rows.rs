//! Rows of any table, in and out.

use sqlx::query_builder::Separated;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::cell::Bind;
use super::schema::Late;
use super::{Cell, Kind, Schema, Table};
use crate::bulk::AT_ONCE;
use crate::{Engine, StoreError, StoreResult, Tx, dialect};

/// The values of a row, in the order of the table's columns.
pub type Row = Vec<Cell>;

const DEFER: &str = "pragma defer_foreign_keys = on";
const CHECK_NOW: &str = "set constraints all immediate";

impl<'q, DB: Database> Bind<'q, DB> for QueryBuilder<DB> {
    fn push<T: Encode<'q, DB> + Type<DB> + 'q>(&mut self, value: T) {
        self.push_bind(value);
    }
}

impl<'q, DB: Database, S: std::fmt::Display> Bind<'q, DB> for Separated<'_, DB, S> {
    fn push<T: Encode<'q, DB> + Type<DB> + 'q>(&mut self, value: T) {
        self.push_bind(value);
    }
}

/// At most `limit` rows after the one given (`None`: from the first), in the order of the table's key.
///
/// # Errors
/// When the table has no key, or a value is not what its column holds.
pub async fn page(
    tx: &mut Tx,
    table: &Table,
    after: Option<&Row>,
    limit: usize,
) -> StoreResult<Vec<Row>> {
    if table.key.is_empty() {
        return Err(no_key(table));
    }
    let keys = keys(table, tx.engine());
    on!(tx, c => {
        let mut statement = QueryBuilder::new("select ");
        statement.push(names(table)).push(" from ").push(quoted(&table.name));
        if let Some(row) = after {
            statement.push(" where (").push(&keys).push(") > (");
            let mut values = statement.separated(", ");
            for (column, cell) in table.key.iter().filter_map(|key| table.columns.get(*key).zip(row.get(*key))) {
                cell.bind(column.kind, &mut values);
            }
            statement.push(")");
        }
        statement.push(" order by ").push(&keys).push(" limit ");
        statement.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let rows = statement.build().fetch_all(c).await?;
        let read = rows.iter().map(|row| {
            let cells = table.columns.iter().enumerate();
            cells.map(|(place, column)| Cell::read(row, place, column.kind)).collect::<sqlx::Result<Row>>()
        });
        Ok(read.collect::<sqlx::Result<Vec<Row>>>()?)
    })
}

/// Inserts rows that have a cell for each column.
///
/// # Errors
/// When the database refuses one of them.
pub async fn insert(tx: &mut Tx, table: &Table, rows: &[Row]) -> StoreResult<()> {
    for chunk in rows.chunks(AT_ONCE) {
        on!(&mut *tx, c => {
            let mut statement = QueryBuilder::new("insert into ");
            statement.push(quoted(&table.name)).push(" (").push(names(table)).push(") ");
            statement.push_values(chunk, |mut values, row| {
                for (column, cell) in table.columns.iter().zip(row) {
                    cell.bind(column.kind, &mut values);
                }
            });
            statement.build().persistent(chunk.len() == AT_ONCE).execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

/// What the background plans by itself as soon as a place is served: it makes a place no less empty.
pub const PLANNED: &str = "job";

/// The name of a table that has rows; `None` in a place in which nobody has done anything yet.
///
/// # Errors
/// When the database refuses.
pub async fn occupied<'a>(tx: &mut Tx, schema: &'a Schema) -> StoreResult<Option<&'a str>> {
    for table in schema.tables.iter().filter(|table| table.name != PLANNED) {
        let is_used: bool = on!(&mut *tx, c => {
            let mut statement = QueryBuilder::new("select exists (select 1 from ");
            statement.push(quoted(&table.name)).push(")");
            statement.build_query_scalar().fetch_one(c).await
        })?;
        if is_used {
            return Ok(Some(&table.name));
        }
    }
    Ok(None)
}

/// Takes every row out of a table.
///
/// # Errors
/// When the database refuses, as it does for the journal.
pub async fn clear(tx: &mut Tx, table: &Table) -> StoreResult<()> {
    Ok(on!(tx, c => {
        let mut statement = QueryBuilder::new("delete from ");
        statement.push(quoted(&table.name));
        statement.build().execute(c).await.map(drop)
    })?)
}

/// Lets references within a table wait until [`end_restore`], so that rows can come in the order of their keys.
///
/// # Errors
/// When the database refuses: on `PostgreSQL` the tables must be the user's own.
pub async fn begin_restore(tx: &mut Tx, schema: &Schema) -> StoreResult<()> {
    if let Tx::Sqlite(transaction) = tx {
        sqlx::query(DEFER).execute(&mut **transaction).await?;
        return Ok(());
    }
    for late in &schema.late {
        alter(tx, late, " deferrable initially deferred").await?;
    }
    Ok(())
}

/// Checks the references that waited, and lets the engine's own keys go on after those that were brought.
///
/// # Errors
/// When a reference leads nowhere.
pub async fn end_restore(tx: &mut Tx, schema: &Schema) -> StoreResult<()> {
    if let Tx::Postgres(transaction) = tx {
        sqlx::query(CHECK_NOW).execute(&mut **transaction).await?;
        for late in &schema.late {
            alter(tx, late, " not deferrable").await?;
        }
    }
    for table in schema.tables.iter().filter(|table| table.position("id").is_some()) {
        let last: i64 = on!(&mut *tx, c => {
            let mut statement = QueryBuilder::new("select coalesce(max(id), 0) from ");
            statement.push(quoted(&table.name));
            statement.build_query_scalar().fetch_one(c).await
        })?;
        if last > 0 {
            dialect::catch_up_keys(tx, &table.name, last).await?;
        }
    }
    Ok(())
}

async fn alter(tx: &mut Tx, late: &Late, how: &'static str) -> StoreResult<()> {
    Ok(on!(tx, c => {
        let mut statement = QueryBuilder::new("alter table ");
        statement.push(quoted(&late.table)).push(" alter constraint ");
        statement.push(quoted(&late.constraint)).push(how);
        statement.build().persistent(false).execute(c).await.map(drop)
    })?)
}

fn names(table: &Table) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    names.join(", ")
}

/// The key's columns. A server may sort text in its own language; the order of a file must be the same everywhere.
fn keys(table: &Table, engine: Engine) -> String {
    let columns = table.key.iter().filter_map(|place| table.columns.get(*place));
    let keys: Vec<String> = columns
        .map(|column| match (column.kind, engine) {
            (Kind::Text, Engine::Postgres) => quoted(&column.name) + " collate \"C\"",
            _ => quoted(&column.name),
        })
        .collect();
    keys.join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn no_key(table: &Table) -> StoreError {
    StoreError::Inconsistent {
        table: "schema",
        column: "key",
        id: 0,
        detail: format!("{} has none", table.name),
    }
}
