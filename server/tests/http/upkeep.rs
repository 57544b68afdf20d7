//! The program on databases it must not touch.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context as _, Result};
use services::Clock;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Executor as _};
use store::{Db, DbSettings, jobs};

fn rainmaker(arguments: &[&str], database: &Path) -> Result<Output> {
    let program = env!("CARGO_BIN_EXE_rainmaker");
    Ok(Command::new(program).args(arguments).arg("--database-url").arg(database).output()?)
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone_with_a_clear_message() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("newer.db");
    Db::open(&DbSettings::Sqlite(file.clone())).await?.close().await;
    let mut connection = SqliteConnectOptions::new().filename(&file).connect().await?;
    connection
        .execute(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
             values (9999, 'from the future', 1, x'00', 0)",
        )
        .await?;
    for command in ["serve", "migrate", "doctor"] {
        let output = rainmaker(&[command], &file)?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{command}: {said}");
        assert!(said.contains("newer version") && said.contains("9999"), "{command}: {said}");
    }
    Ok(())
}

#[test]
fn a_database_that_cannot_be_had_ends_the_start_with_what_to_do() -> Result<()> {
    let output = rainmaker(&["serve"], Path::new("/nowhere/at/all.db"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("/nowhere/at/all.db") && said.contains("folder exists"), "{said}");
    let output = rainmaker(&["serve"], Path::new("postgres://ana:s3cret@127.0.0.1:1/crm"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Check that the server runs") && !said.contains("s3cret"), "{said}");
    Ok(())
}

#[test]
fn a_mistyped_path_makes_no_database() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("mistyped.db");
    let csv = folder.path().to_string_lossy().into_owned();
    let commands: [&[&str]; 4] =
        [&["doctor"], &["explain", "lead", "1"], &["user", "list"], &["import", &csv]];
    for command in commands {
        let output = rainmaker(command, &file)?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{command:?}: {said}");
        assert!(said.contains("mistyped.db") && said.contains("rainmaker migrate"), "{said}");
        assert!(!file.exists(), "{command:?}");
    }
    Ok(())
}

#[tokio::test]
async fn doctor_warns_of_work_that_was_given_up_and_finds_the_data_sound() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("tired.db");
    let db = Db::open(&DbSettings::Sqlite(file.clone())).await?;
    let (mut tx, now, payload) = (db.write().await?, Clock::System.now(), serde_json::json!({}));
    let new = jobs::NewJob {
        kind: "learn",
        payload: &payload,
        run_at: now,
        dedupe_key: None,
        cause: None,
    };
    jobs::enqueue(&mut tx, &new, now).await?;
    let job = jobs::claim(&mut tx, "one", now, now).await?.context("it is due")?;
    jobs::bury(&mut tx, job.id, "one", now, "no room on the disk").await?;
    tx.commit().await?;
    db.close().await;
    let output = rainmaker(&["doctor"], &file)?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("All is sound."), "{said}");
    assert!(said.contains("Warning") && said.contains("(learn)"), "{said}");
    assert!(said.contains("no room on the disk"), "{said}");
    Ok(())
}

#[test]
fn doctor_finds_a_fresh_database_sound() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("fresh.db");
    assert!(rainmaker(&["migrate"], &file)?.status.success());
    let output = rainmaker(&["doctor"], &file)?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("All is sound."), "{said}");
    Ok(())
}
