//! An import whose process is killed outright: the next one does the rest, and every row exactly once.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use domain::access::Scope;
use domain::import::ImportStatus;
use store::{Db, DbSettings, import_index, import_runs};

const ROWS: usize = 30_000;

fn rainmaker(database: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rainmaker"));
    command.arg("--database-url").arg(database).args(arguments);
    command
}

fn people() -> String {
    let rows = (0..ROWS)
        .map(|row| format!("Person {row},person{row}@killed.example,Company {}", row % 900));
    std::iter::once("Name,Email,Company".to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

/// How many rows are done; nothing before the run began.
async fn rows_done(db: &Db) -> Option<i64> {
    let mut tx = db.read().await.ok()?;
    let runs = import_runs::list(&mut tx, &Scope::Everything, 9).await.ok()?;
    runs.first().filter(|run| run.status == ImportStatus::Running).map(|run| run.read)
}

#[tokio::test]
async fn a_killed_import_goes_on_and_brings_every_row_exactly_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("killed.db");
    let file = folder.path().join("people.csv");
    std::fs::write(&file, people()).unwrap();
    let file = file.to_str().unwrap();
    assert!(rainmaker(&database, &["migrate"]).status().unwrap().success());

    let mut import = rainmaker(&database, &["import", file]).stdout(Stdio::null()).spawn().unwrap();
    let db = Db::connect(&DbSettings::Sqlite(database.clone())).await.unwrap();
    let began = Instant::now();
    let done = loop {
        if let Some(done) = rows_done(&db).await.filter(|done| *done >= 4_000) {
            break done;
        }
        assert!(began.elapsed() < Duration::from_secs(100), "the import never came so far");
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    import.kill().unwrap();
    import.wait().unwrap();
    let done = rows_done(&db).await.unwrap_or(done);
    assert!(done < i64::try_from(ROWS).unwrap(), "the import was done before it was killed");
    eprintln!("killed after {done} rows");

    let rest = rainmaker(&database, &["import", file]).output().unwrap();
    let told = String::from_utf8_lossy(&rest.stdout).into_owned();
    assert!(rest.status.success(), "{told}{}", String::from_utf8_lossy(&rest.stderr));
    assert!(told.contains(&format!("{ROWS} new, 0 changed")), "{told}");
    assert!(rainmaker(&database, &["doctor"]).status().unwrap().success());

    let mut tx = db.read().await.unwrap();
    let (mut last, mut count, mut addresses) = (0, 0, BTreeSet::new());
    loop {
        let page = import_index::leads(&mut tx, last).await.unwrap();
        let Some(lead) = page.last() else { break };
        last = lead.id;
        count += page.len();
        addresses.extend(page.into_iter().filter_map(|lead| lead.email));
    }
    assert_eq!((count, addresses.len()), (ROWS, ROWS));
    let run = import_runs::list(&mut tx, &Scope::Everything, 9).await.unwrap().remove(0);
    assert_eq!((run.status, run.created), (ImportStatus::Done, i64::try_from(ROWS).unwrap()));
}
