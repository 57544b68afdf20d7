//! The program's own backups: taken while somebody writes, brought back, compared.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context as _, Result, ensure};
use domain::forms::NewLead;
use domain::journal::Actor;
use services::{Ctx, leads};

use store::{Db, DbSettings};

use crate::site::Site;

fn rainmaker(arguments: &[&str], file: &Path, database: &Path) -> Result<Output> {
    let program = env!("CARGO_BIN_EXE_rainmaker");
    let mut command = Command::new(program);
    command.args(arguments).arg(file).arg("--database-url").arg(database);
    Ok(command.output()?)
}

fn done(output: &Output) -> Result<String> {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    Ok(said)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_somebody_writes_is_one_picture_and_comes_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (live, copy) = (folder.path().join("live.db"), folder.path().join("copy.db"));
    let site = Site::new(Db::open(&DbSettings::Sqlite(live.clone())).await?).await?;
    let writer = Ctx::of_system(site.host.clone(), Actor::System);
    let writing = tokio::spawn(async move {
        for number in 0..200 {
            let form = NewLead { name: format!("Lead {number}"), ..NewLead::default() };
            leads::create(&writer, form).await?;
        }
        anyhow::Ok(())
    });
    let file = folder.path().join("monday.gz");
    let said = done(&rainmaker(&["backup"], &file, &live)?)?;
    assert!(said.contains("Backed up"), "{said}");
    writing.await??;

    done(&rainmaker(&["backup", "--verify"], &file, &live)?)?;
    let changed = rainmaker(&["backup", "--compare"], &file, &live)?;
    assert_eq!(changed.status.code(), Some(1));
    done(&rainmaker(&["restore"], &file, &copy)?)?;
    let said = done(&rainmaker(&["backup", "--compare"], &file, &copy)?)?;
    assert!(said.contains("exactly what the backup holds"), "{said}");
    let doctor = Command::new(env!("CARGO_BIN_EXE_rainmaker"))
        .args(["doctor", "--database-url"])
        .arg(&copy)
        .output()?;
    assert!(done(&doctor)?.contains("All is sound."));

    let again = rainmaker(&["restore"], &file, &copy)?;
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert_eq!(again.status.code(), Some(1), "{said}");
    assert!(said.contains("data in this database already"), "{said}");
    Ok(())
}

#[test]
fn what_is_no_backup_makes_no_database() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (file, place) = (folder.path().join("notes.txt"), folder.path().join("new.db"));
    std::fs::write(&file, "nothing of the kind")?;
    let output = rainmaker(&["restore"], &file, &place)?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no whole backup"), "{said}");
    assert!(!place.exists());
    std::fs::metadata(&file).context("the file is left alone")?;
    Ok(())
}
