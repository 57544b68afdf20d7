//! The two folders of migrations make the same tables, columns and indexes, and filling an empty database leaves them
//! as they were.

#[path = "stories/support.rs"]
mod support;

use std::collections::BTreeSet;
use std::sync::Mutex;

use chrono::DateTime;
use domain::journal::Actor;
use store::Db;
use store::bulk::Load;

const SQLITE_COLUMNS: &str = "
select m.name || '.' || c.name || case when c.\"notnull\" = 1 or c.pk > 0 then ' not null' else '' end
from pragma_table_list m
join pragma_table_info(m.name) c
where m.schema = 'main' and m.type = 'table' and m.name not like 'sqlite_%' and m.name <> '_sqlx_migrations'";

const POSTGRES_COLUMNS: &str = "
select table_name || '.' || column_name || case when is_nullable = 'NO' then ' not null' else '' end
from information_schema.columns
join information_schema.tables using (table_schema, table_name)
where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> '_sqlx_migrations'";

const SQLITE_INDEXES: &str = "
select 'index ' || name from sqlite_master where type = 'index' and name not like 'sqlite_%'";

/// Without those that stand behind constraints, which `SQLite` names by itself, and those of words, which are tables there.
const POSTGRES_INDEXES: &str = "
select 'index ' || c.relname
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relname not like '%\\_words\\_%'
  and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)";

#[tokio::test]
async fn both_engines_have_the_same_tables_columns_and_indexes() -> anyhow::Result<()> {
    let schemas: Mutex<Vec<BTreeSet<String>>> = Mutex::new(Vec::new());
    support::on_each_engine(async |db| {
        let mut schema: Vec<String> = Vec::new();
        match &db {
            Db::Sqlite { writer, .. } => {
                for sql in [SQLITE_COLUMNS, SQLITE_INDEXES] {
                    schema.extend(sqlx::query_scalar::<_, String>(sql).fetch_all(writer).await?);
                }
            }
            Db::Postgres(pool) => {
                for sql in [POSTGRES_COLUMNS, POSTGRES_INDEXES] {
                    schema.extend(sqlx::query_scalar::<_, String>(sql).fetch_all(pool).await?);
                }
            }
        }
        assert!(schema.len() > 200, "only {} names were found", schema.len());
        let schema = schema.into_iter().collect();
        schemas.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(schema);
        Ok(())
    })
    .await?;
    let schemas = schemas.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let [sqlite, postgres] = schemas.as_slice() {
        let only: Vec<&String> = sqlite.symmetric_difference(postgres).collect();
        assert!(only.is_empty(), "on one engine only: {only:#?}");
    }
    Ok(())
}

const SQLITE_DEFINITIONS: &str = "
select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_master order by 1";

const POSTGRES_DEFINITIONS: &str = "
select d from (
  select pg_get_indexdef(i.indexrelid) as d
  from pg_index i join pg_class c on c.oid = i.indexrelid
  where c.relnamespace = 'public'::regnamespace
  union all
  select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated
  from pg_constraint where connamespace = 'public'::regnamespace
) all_of_them order by d";

async fn definitions(db: &Db) -> anyhow::Result<Vec<String>> {
    Ok(match db {
        Db::Sqlite { writer, .. } => {
            sqlx::query_scalar(SQLITE_DEFINITIONS).fetch_all(writer).await?
        }
        Db::Postgres(pool) => sqlx::query_scalar(POSTGRES_DEFINITIONS).fetch_all(pool).await?,
    })
}

#[tokio::test]
async fn filling_an_empty_database_leaves_every_index_and_reference_as_it_was() -> anyhow::Result<()>
{
    support::on_each_engine(async |db| {
        let before = definitions(&db).await?;
        assert!(before.len() > 80, "only {} definitions were found", before.len());
        let load = Load::fill(&db, "Nothing", Actor::System, DateTime::UNIX_EPOCH).await?;
        load.commit().await?;
        assert_eq!(definitions(&db).await?, before);
        Ok(())
    })
    .await
}
