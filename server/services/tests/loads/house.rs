//! An empty installation on each engine.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::journal::Actor;
use services::{Bus, Clock, Ctx, Host, Passwords};
use store::{Db, DbSettings, checks, rollups};

/// Friday, 20 November 2026, in the morning.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_168_800, 0).unwrap_or_default()
}

/// The installation itself, on this database.
pub fn ctx(db: Db) -> Ctx {
    ctx_at(db, now())
}

/// The installation itself at another moment.
pub fn ctx_at(db: Db, now: DateTime<Utc>) -> Ctx {
    let host = Host {
        db,
        clock: Clock::Fixed(now),
        bus: Bus::default(),
        passwords: Passwords::default(),
        https: false,
        setup_code: String::new(),
    };
    Ctx::of_system(Arc::new(host), Actor::System)
}

/// Tells apart the databases of one process.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Runs a story on each engine there is, each time on an empty installation.
pub async fn on_each_engine(story: impl AsyncFn(Ctx) -> anyhow::Result<()>) -> anyhow::Result<()> {
    in_each_place(async |place| {
        let db = Db::open(&place).await?;
        let told = story(ctx(db.clone())).await;
        db.close().await;
        told
    })
    .await
}

/// Runs a story on each engine there is, each time in a place where nothing has been made yet.
pub async fn in_each_place(
    story: impl AsyncFn(DbSettings) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    story(DbSettings::Sqlite(folder.path().join("load.db"))).await.context("on SQLite")?;

    let Some(server) = setting("RAINMAKER_TEST_PG") else { return Ok(()) };
    let name = format!("load_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    psql(&server, &format!("create database {name}"))?;
    let (address, _) = server.rsplit_once('/').context("RAINMAKER_TEST_PG names a database")?;
    let told =
        story(DbSettings::Postgres(format!("{address}/{name}"))).await.context("on PostgreSQL");
    psql(&server, &format!("drop database {name} with (force)"))?;
    told
}

fn psql(server: &str, command: &str) -> anyhow::Result<()> {
    let done = Command::new("psql").args([server, "-q", "-c", command]).status();
    anyhow::ensure!(done.context("psql is needed to make a database")?.success(), "{command}");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the test harness has no other settings")]
pub fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Nothing of what the program promises of its data is broken, and every total is what its rows add up to.
pub async fn is_sound(ctx: &Ctx) -> anyhow::Result<()> {
    let mut tx = ctx.db().read().await?;
    for check in checks::ALL {
        anyhow::ensure!(checks::run(&mut tx, check).await? == 0, "{}", check.promise);
    }
    let differences = rollups::differences(&mut tx).await?;
    anyhow::ensure!(differences.is_empty(), "{differences:?}");
    Ok(())
}
