//! Opens each engine for a story: `SQLite` in a temporary file always, `PostgreSQL` in a database of its own when
//! `RAINMAKER_TEST_PG` names a server.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, ensure};
use store::{Db, DbSettings};

/// Tells a story on each engine there is, each time on a fresh and migrated database.
pub async fn on_each_engine(story: impl AsyncFn(Db) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let db = Db::open(&DbSettings::Sqlite(folder.path().join("story.db"))).await?;
    story(db.clone()).await.context("on SQLite")?;
    db.close().await;

    let Some(server) = server() else { return Ok(()) };
    let name = fresh_name();
    ask(&server, &format!("create database {name}"))?;
    let (address, _) = server.rsplit_once('/').context("the URL names a database")?;
    let db = Db::open(&DbSettings::Postgres(format!("{address}/{name}"))).await?;
    let told = story(db.clone()).await.context("on PostgreSQL");
    db.close().await;
    ask(&server, &format!("drop database {name} with (force)"))?;
    told
}

/// Only the store speaks SQL here, so a database is made and dropped by the server's own client.
fn ask(server: &str, command: &str) -> anyhow::Result<()> {
    let done = Command::new("psql").args([server, "-q", "-c", command]).status()?;
    ensure!(done.success(), "psql could not {command}");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the test harness has no other settings")]
fn server() -> Option<String> {
    std::env::var("RAINMAKER_TEST_PG").ok().filter(|url| !url.is_empty())
}

fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("use_case_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
