//! Opens each engine for a test: `SQLite` in a temporary file always, `PostgreSQL` in a database of its own when
//! `RAINMAKER_TEST_PG` names a server.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context as _;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection};
use store::{Db, DbSettings};

/// Runs a test on each engine there is, each time on a fresh and migrated database.
pub async fn on_each_engine(story: impl AsyncFn(Db) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let db = Db::open(&DbSettings::Sqlite(folder.path().join("story.db"))).await?;
    story(db.clone()).await.context("on SQLite")?;
    db.close().await;

    let Some(server) = server() else { return Ok(()) };
    let name = fresh_name();
    let options: PgConnectOptions = server.parse()?;
    let mut admin: PgConnection = options.connect().await?;
    admin.execute(AssertSqlSafe(format!("create database {name}"))).await?;
    let url = options.database(&name).to_url_lossy().to_string();
    let db = Db::open(&DbSettings::Postgres(url)).await?;
    let told = story(db.clone()).await.context("on PostgreSQL");
    db.close().await;
    admin.execute(AssertSqlSafe(format!("drop database {name} with (force)"))).await?;
    admin.close().await?;
    told
}

#[expect(clippy::disallowed_methods, reason = "the test harness has no other settings")]
fn server() -> Option<String> {
    std::env::var("RAINMAKER_TEST_PG").ok().filter(|url| !url.is_empty())
}

fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("story_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
