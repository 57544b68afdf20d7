//! Which tables there are, and what their columns hold.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::FromRow;

use super::kinds::{self, Kinds};
use crate::{Engine, StoreError, StoreResult, Tx, db};

const VERSION: &str = "select cast(max(version) as bigint) from _sqlx_migrations where success";

const SQLITE_KNOWS_VERSIONS: &str =
    "select exists (select 1 from sqlite_master where name = '_sqlx_migrations')";

const POSTGRES_KNOWS_VERSIONS: &str = "select to_regclass('_sqlx_migrations') is not null";

const SQLITE_COLUMNS: &str = "
select m.name as table_name, c.name as column_name, lower(c.type) as type_name, c.\"notnull\" = 0 as nullable,
  c.pk as key_position
from pragma_table_list m
join pragma_table_info(m.name) c
where m.schema = 'main' and m.type = 'table' and m.name not like 'sqlite_%' and m.name <> '_sqlx_migrations'
order by m.name, c.cid";

const POSTGRES_COLUMNS: &str = "
select t.relname::text as table_name, a.attname::text as column_name, format_type(a.atttypid, null) as type_name,
  not a.attnotnull as nullable, coalesce(array_position(i.indkey::int2[], a.attnum), -1)::bigint + 1 as key_position
from pg_class t
join pg_namespace n on n.oid = t.relnamespace
join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
left join pg_index i on i.indrelid = t.oid and i.indisprimary
where n.nspname = current_schema() and t.relkind = 'r' and t.relname <> '_sqlx_migrations'
order by t.relname::text collate \"C\", a.attnum";

const SQLITE_REFERENCES: &str = "
select m.name as table_name, f.\"table\" as other, '' as name
from sqlite_master m
join pragma_foreign_key_list(m.name) f
where m.type = 'table'";

const POSTGRES_REFERENCES: &str = "
select c.relname::text as table_name, o.relname::text as other, k.conname::text as name
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_class o on o.oid = k.confrelid
join pg_namespace n on n.oid = c.relnamespace
where k.contype = 'f' and n.nspname = current_schema()";

/// What a column holds, whichever engine keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Int,
    /// A broken number.
    Real,
    /// Text.
    Text,
    /// Yes or no.
    Bool,
    /// A moment.
    At,
    /// A day.
    On,
    /// A JSON value.
    Json,
    /// Bytes.
    Bytes,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may hold nothing.
    pub nullable: bool,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns in their order.
    pub columns: Vec<Column>,
    /// The places of its key's columns.
    pub(super) key: Vec<usize>,
}

impl Table {
    /// The same table with these of its columns only, in its own order.
    #[must_use]
    pub fn only(&self, names: &[String]) -> Self {
        let columns = self.columns.iter().filter(|column| names.contains(&column.name));
        Self { name: self.name.clone(), columns: columns.cloned().collect(), key: Vec::new() }
    }

    /// The place of the column of this name.
    #[must_use]
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }
}

/// A reference that cannot be kept by the order of the tables: to the same table, or to a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Late {
    pub table: String,
    pub constraint: String,
}

/// Every table of a database but the list of its migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The newest migration it has.
    pub version: i64,
    /// The tables: what is referred to stands before what refers to it.
    pub tables: Vec<Table>,
    pub(super) late: Vec<Late>,
}

#[derive(FromRow)]
struct ColumnRow {
    table_name: String,
    column_name: String,
    type_name: String,
    nullable: bool,
    key_position: i64,
}

#[derive(FromRow)]
struct ReferenceRow {
    table_name: String,
    other: String,
    name: String,
}

impl Schema {
    /// Reads it from the database.
    ///
    /// # Errors
    /// When a column is of a type that no migration of this program uses.
    pub async fn read(tx: &mut Tx) -> StoreResult<Self> {
        let (columns, references) = match tx.engine() {
            Engine::Sqlite => (SQLITE_COLUMNS, SQLITE_REFERENCES),
            Engine::Postgres => (POSTGRES_COLUMNS, POSTGRES_REFERENCES),
        };
        let version = version(tx).await?;
        let columns: Vec<ColumnRow> = on!(tx, c => sqlx::query_as(columns).fetch_all(c).await)?;
        let references: Vec<ReferenceRow> =
            on!(tx, c => sqlx::query_as(references).fetch_all(c).await)?;
        let kinds = kinds::read(db::postgres_migrations());
        let tables = in_order(tables(columns, &kinds)?, &references);
        let late = late(&tables, references);
        Ok(Self { version, tables, late })
    }

    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

/// The newest migration; 0 where there was none yet.
async fn version(tx: &mut Tx) -> StoreResult<i64> {
    let knows = match tx.engine() {
        Engine::Sqlite => SQLITE_KNOWS_VERSIONS,
        Engine::Postgres => POSTGRES_KNOWS_VERSIONS,
    };
    if !on!(&mut *tx, c => sqlx::query_scalar::<_, bool>(knows).fetch_one(c).await)? {
        return Ok(0);
    }
    let version: Option<i64> = on!(tx, c => sqlx::query_scalar(VERSION).fetch_one(c).await)?;
    Ok(version.unwrap_or(0))
}

fn tables(columns: Vec<ColumnRow>, kinds: &Kinds) -> StoreResult<BTreeMap<String, Table>> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let mut keys: BTreeMap<String, Vec<(i64, usize)>> = BTreeMap::new();
    for row in columns {
        let kind = kind(&row, kinds)?;
        let name = row.table_name;
        let table = tables.entry(name.clone()).or_insert_with(|| Table {
            name: name.clone(),
            columns: Vec::new(),
            key: Vec::new(),
        });
        if row.key_position > 0 {
            keys.entry(name).or_default().push((row.key_position, table.columns.len()));
        }
        // A key of SQLite does not say that it is never null.
        let nullable = row.nullable && row.key_position == 0;
        table.columns.push(Column { name: row.column_name, kind, nullable });
    }
    for (name, mut key) in keys {
        key.sort_unstable();
        if let Some(table) = tables.get_mut(&name) {
            table.key = key.into_iter().map(|(_, place)| place).collect();
        }
    }
    Ok(tables)
}

fn kind(row: &ColumnRow, kinds: &Kinds) -> StoreResult<Kind> {
    let known = kinds.get(&(row.table_name.clone(), row.column_name.clone()));
    Ok(match (row.type_name.as_str(), known) {
        ("text" | "integer", Some(kind)) => *kind,
        ("bigint" | "integer", _) => Kind::Int,
        ("real" | "double precision", _) => Kind::Real,
        ("text", None) => Kind::Text,
        ("boolean", _) => Kind::Bool,
        ("timestamp with time zone", _) => Kind::At,
        ("date", _) => Kind::On,
        ("jsonb", _) => Kind::Json,
        ("blob" | "bytea", _) => Kind::Bytes,
        (other, _) => {
            return Err(StoreError::Inconsistent {
                table: "schema",
                column: "type",
                id: 0,
                detail: format!("{}.{} is {other}", row.table_name, row.column_name),
            });
        }
    })
}

/// What is referred to before what refers to it, and by name where that leaves a choice.
fn in_order(mut tables: BTreeMap<String, Table>, references: &[ReferenceRow]) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::with_capacity(tables.len());
    let mut placed: BTreeSet<String> = BTreeSet::new();
    while !tables.is_empty() {
        let is_ready = |name: &&String| {
            references
                .iter()
                .filter(|reference| reference.table_name == **name)
                .all(|reference| reference.other == **name || placed.contains(&reference.other))
        };
        let next = tables.keys().find(is_ready).or_else(|| tables.keys().next()).cloned();
        let Some(table) = next.and_then(|next| tables.remove(&next)) else { break };
        placed.insert(table.name.clone());
        ordered.push(table);
    }
    ordered
}

fn late(tables: &[Table], references: Vec<ReferenceRow>) -> Vec<Late> {
    let place = |name: &str| tables.iter().position(|table| table.name == name);
    let mut late: Vec<Late> = references
        .into_iter()
        .filter(|reference| place(&reference.other) >= place(&reference.table_name))
        .map(|reference| Late { table: reference.table_name, constraint: reference.name })
        .collect();
    late.sort_by(|one, other| {
        (&one.table, &one.constraint).cmp(&(&other.table, &other.constraint))
    });
    late
}
