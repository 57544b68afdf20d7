//! Filling an empty database: what only slows the writing down is set aside, and made anew at the end.
//!
//! Indexes whose order the rows do not come in cost more than the rows themselves, and `PostgreSQL` checks references one by
//! one. Both are faster made over all rows at once. In `PostgreSQL` all of it is one transaction. In `SQLite` a load that is
//! too large for one is written in parts; a mark in the file says so until the last one, and a file that carries it is not
//! opened: see [`crate::Db::connect`].

use sqlx::AssertSqlSafe;

use super::Load;
use crate::{StoreError, StoreResult, Tx};

/// In the place where `SQLite` keeps a number for the program that owns a file.
pub(crate) const HALF_FILLED: i64 = 0x4c6f_6164;

const INDEXES: &str = "
select name, sql from sqlite_master
where type = 'index' and sql is not null and sql not like 'create unique%'";

/// What keeps the indexes of words; they are made anew from their tables.
const WORDS: &str = "
select name, sql from sqlite_master where type = 'trigger' and tbl_name || '_words_new' = name";

const MARK: &str = "pragma user_version = 1282367844";
const NO_MARK: &str = "pragma user_version = 0";

/// Sorting for an index takes what the cache may take.
const MORE_MEMORY: &str = "pragma cache_size = -262144";
const USUAL_MEMORY: &str = "pragma cache_size = -65536";

const PG_INDEXES: &str = "
select c.relname, pg_get_indexdef(c.oid)
from pg_index i
join pg_class c on c.oid = i.indexrelid
where c.relnamespace = current_schema()::text::regnamespace and not i.indisunique";

const PG_REFERENCES: &str = "
select format('alter table %I drop constraint %I', r.relname, c.conname),
  format('alter table %I add constraint %I %s', r.relname, c.conname, pg_get_constraintdef(c.oid))
from pg_constraint c
join pg_class r on r.oid = c.conrelid
where c.contype = 'f' and c.connamespace = current_schema()::text::regnamespace and r.relname = any($1)";

const PG_MORE_MEMORY: &str = "set local maintenance_work_mem = '256MB'";
const PG_ANALYZE: &str = "analyze";

/// The tables with most of the rows, whose references are checked at the end.
const LARGE: &[&str] = &[
    "company",
    "interaction",
    "journal",
    "lead",
    "lead_score_history",
    "opportunity",
    "opportunity_product",
    "opportunity_stage_history",
    "opportunity_version",
    "task",
    "touch",
];

/// Indexes whose order is that of the writing: they grow at their end, and making them anew would read large tables.
const KEPT: &[&str] = &[
    "interaction_lead",
    "interaction_opportunity",
    "journal_entity",
    "journal_unit",
    "lead_score_history_lead",
    "opportunity_stage_history_deal",
    "opportunity_version_deal",
    "touch_lead",
];

/// Statements that bring back what was set aside.
#[derive(Debug, Default)]
pub(super) struct Aside(Vec<String>);

/// Sets aside what an empty database does not need while it is filled.
pub(super) async fn set_aside(tx: &mut Tx) -> StoreResult<Aside> {
    match tx {
        Tx::Sqlite(transaction) => {
            sqlx::query(MARK).execute(&mut **transaction).await?;
            sqlx::query(MORE_MEMORY).execute(&mut **transaction).await?;
            let found: Vec<(String, String)> =
                sqlx::query_as(INDEXES).fetch_all(&mut **transaction).await?;
            let words: Vec<(String, String)> =
                sqlx::query_as(WORDS).fetch_all(&mut **transaction).await?;
            let mut aside = drop_indexes(tx, found).await?;
            for (name, definition) in words {
                run(tx, format!("drop trigger {name}")).await?;
                let table = name.trim_end_matches("_new");
                aside.0.push(format!("insert into {table} ({table}) values ('rebuild')"));
                aside.0.push(definition);
            }
            Ok(aside)
        }
        Tx::Postgres(transaction) => {
            let found: Vec<(String, String)> =
                sqlx::query_as(PG_INDEXES).fetch_all(&mut **transaction).await?;
            let references: Vec<(String, String)> =
                sqlx::query_as(PG_REFERENCES).bind(LARGE).fetch_all(&mut **transaction).await?;
            let mut aside = drop_indexes(tx, found).await?;
            for (drop, add) in references {
                run(tx, drop).await?;
                aside.0.push(add);
            }
            Ok(aside)
        }
    }
}

async fn drop_indexes(tx: &mut Tx, found: Vec<(String, String)>) -> StoreResult<Aside> {
    let mut aside = Aside::default();
    for (name, definition) in found {
        if !KEPT.contains(&name.as_str()) {
            run(tx, format!("drop index {name}")).await?;
            aside.0.push(definition);
        }
    }
    Ok(aside)
}

/// Runs a statement that the database itself spelled.
async fn run(tx: &mut Tx, statement: String) -> StoreResult<()> {
    on!(tx, c => sqlx::query(AssertSqlSafe(statement)).execute(c).await.map(|_| ()))?;
    Ok(())
}

impl Load {
    /// Brings back what was set aside; tells how many of how many are done.
    ///
    /// # Errors
    /// When the database refuses: then a row refers to one that is not there.
    pub async fn bring_back(&mut self, told: impl Fn(usize, usize)) -> StoreResult<()> {
        let Some(Aside(statements)) = self.aside.take() else { return Ok(()) };
        if let Tx::Postgres(transaction) = &mut self.tx {
            sqlx::query(PG_MORE_MEMORY).execute(&mut **transaction).await?;
        }
        let all = statements.len();
        for (done, statement) in statements.into_iter().enumerate() {
            told(done, all);
            run(&mut self.tx, statement).await?;
        }
        match &mut self.tx {
            Tx::Sqlite(transaction) => {
                sqlx::query(USUAL_MEMORY).execute(&mut **transaction).await?;
                sqlx::query(NO_MARK).execute(&mut **transaction).await?;
            }
            Tx::Postgres(transaction) => {
                // Without knowing how many rows there are, it would choose its ways as for an empty database.
                sqlx::query(PG_ANALYZE).execute(&mut **transaction).await?;
            }
        }
        Ok(())
    }
}

/// Refuses a file that was being filled when the program ended.
pub(crate) async fn refuse_half_filled(pool: &sqlx::SqlitePool, url: &str) -> StoreResult<()> {
    let mark: i64 =
        sqlx::query_scalar("select user_version from pragma_user_version").fetch_one(pool).await?;
    if mark == HALF_FILLED {
        return Err(StoreError::HalfFilled { url: url.to_owned() });
    }
    Ok(())
}
