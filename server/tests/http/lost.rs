//! The database away, read-only or out of room under a running program; and two programs on one database.

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use app::error::AppError;
use tokio::time::sleep;

use crate::cluster::Cluster;
use crate::process::{Reply, Server, add_user, rainmaker};

const ANA: &str = "ana@example.com";

/// A clear answer with when to ask again, and nothing of the inside.
fn is_away(reply: &Reply) {
    assert_eq!(reply.status, 503, "{}", reply.body);
    assert!(reply.head.contains("retry-after: 5"), "{}", reply.head);
    assert!(reply.body.contains("try again"), "{}", reply.body);
    for inside in ["sqlx", "panicked", "postgres:", "127.0.0.1", "src/"] {
        assert!(!reply.body.contains(inside), "{inside} in {}", reply.body);
    }
}

/// Asks until the answer is good.
async fn until_served(server: &Server, path: &str, cookie: &str) -> Result<Reply> {
    let mut last = server.page(path, cookie)?;
    for _ in 0..100 {
        if last.status == 200 {
            return Ok(last);
        }
        sleep(Duration::from_millis(100)).await;
        last = server.page(path, cookie)?;
    }
    Ok(last)
}

#[tokio::test]
async fn a_database_server_that_is_lost_is_said_to_be_away_and_served_again_when_it_is_back()
-> Result<()> {
    let Some(cluster) = Cluster::start()? else { return Ok(()) };
    let password = add_user(&cluster.url(), ANA, "rep")?;
    let server = Server::start(&cluster.url())?;
    let ana = server.sign_in(ANA, &password)?;
    assert_eq!(server.page("/today", &ana)?.status, 200);

    cluster.stop()?;
    let page = server.page("/today", &ana)?;
    is_away(&page);
    assert!(page.body.contains("<link rel=\"stylesheet\""), "{}", page.body);
    let answer = server.post("/api/leads/create", &ana, "form[name]=Lost")?;
    is_away(&answer);
    assert!(matches!(serde_json::from_str(&answer.body)?, AppError::Unavailable(_)));
    assert_eq!(server.page("/readyz", "")?.status, 503);
    assert_eq!(server.page("/healthz", "")?.status, 200);

    cluster.again()?;
    assert_eq!(until_served(&server, "/today", &ana).await?.status, 200);
    assert_eq!(server.page("/readyz", "")?.status, 200);
    let written = server.post("/api/leads/create", &ana, "form[name]=Found")?;
    assert_eq!(written.status, 200, "{}", written.body);
    let leads = server.page("/leads", &ana)?;
    assert!(leads.body.contains("Found") && !leads.body.contains("Lost"));
    Ok(())
}

/// What the stream says next.
fn next(stream: &mut BufReader<TcpStream>) -> Result<String> {
    let mut line = String::new();
    loop {
        line.clear();
        ensure!(stream.read_line(&mut line)? > 0, "the stream ended");
        if let Some(told) = line.strip_prefix("data: ") {
            return Ok(told.trim().to_owned());
        }
    }
}

#[tokio::test]
async fn two_processes_on_one_database_tell_each_others_pages_also_after_it_was_away() -> Result<()>
{
    let Some(cluster) = Cluster::start()? else { return Ok(()) };
    let password = add_user(&cluster.url(), ANA, "rep")?;
    let (here, there) = (Server::start(&cluster.url())?, Server::start(&cluster.url())?);
    let ana = here.sign_in(ANA, &password)?;
    let mut stream = there.events(&ana)?;
    // The answer's first line: from then on it listens.
    stream.read_line(&mut String::new())?;
    let written = here.post("/api/leads/create", &ana, "form[name]=Grace")?;
    assert_eq!(written.status, 200, "{}", written.body);
    let told = next(&mut stream)?;
    assert!(told.split(' ').any(|kind| kind == "lead"), "{told}");
    assert!(!told.contains("everything") && !told.contains("Grace"), "{told}");

    cluster.stop()?;
    assert_eq!(there.page("/readyz", "")?.status, 503);
    cluster.again()?;
    assert_eq!(next(&mut stream)?, "everything", "it may have missed something");
    assert_eq!(until_served(&here, "/today", &ana).await?.status, 200);
    let written = here.post("/api/tasks/create", &ana, "form[title]=Call")?;
    assert_eq!(written.status, 200, "{}", written.body);
    assert_eq!(next(&mut stream)?, "task");
    Ok(())
}

/// A program that may write files of this many kilobytes, and is told so instead of ended.
fn within(kilobytes: u64, database: &str) -> Command {
    let mut command = Command::new("bash");
    let script = format!("trap '' XFSZ; ulimit -S -f {kilobytes}; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_rainmaker"), "--database-url", database]);
    command
}

#[tokio::test]
async fn a_full_disk_is_said_so_while_reading_goes_on_and_nothing_is_half_written() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("full.db");
    let database = file.to_string_lossy();
    ensure!(rainmaker(&["migrate"], &database).status()?.success());
    let password = add_user(&database, ANA, "rep")?;
    let server = Server::start_by(within(file.metadata()?.len() / 1024 + 64, &database))?;
    let ana = server.sign_in(ANA, &password)?;
    let mut taken = 0;
    let refused = loop {
        let answer = server.post("/api/leads/create", &ana, "form[name]=One+more")?;
        if answer.status != 200 {
            break answer;
        }
        taken += 1;
        ensure!(taken < 500, "the disk is never full");
    };
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert!(refused.body.contains("Check free space"), "{}", refused.body);
    assert_eq!(server.page("/leads", &ana)?.status, 200);

    let room = Command::new("prlimit")
        .args(["--fsize=unlimited:", "--pid", &server.pid().to_string()])
        .status();
    if room.is_ok_and(|status| status.success()) {
        let answer = server.post("/api/leads/create", &ana, "form[name]=One+more")?;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    drop(server);
    let doctor = rainmaker(&["doctor"], &database).output()?;
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    Ok(())
}

/// A command that must obey the file's permissions, which the administrator of a machine need not.
fn without_privileges(database: &str) -> Result<Option<Command>> {
    let who = Command::new("id").arg("-u").output().context("id")?;
    if who.stdout.trim_ascii() != b"0" {
        return Ok(Some(rainmaker(&["serve"], database)));
    }
    if !Command::new("setpriv").arg("--version").output().is_ok_and(|said| said.status.success()) {
        return Ok(None);
    }
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set", "-dac_override,-dac_read_search"]).args([
        env!("CARGO_BIN_EXE_rainmaker"),
        "serve",
        "--database-url",
        database,
    ]);
    Ok(Some(command))
}

fn set_mode(path: &Path, mode: &str) -> Result<()> {
    ensure!(Command::new("chmod").arg(mode).arg(path).status()?.success());
    Ok(())
}

#[test]
fn a_database_that_may_not_be_written_to_ends_the_start_with_what_to_do() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("kept.db");
    let database = file.to_string_lossy();
    ensure!(rainmaker(&["migrate"], &database).status()?.success());
    set_mode(&file, "0444")?;
    set_mode(folder.path(), "0555")?;
    let Some(mut command) = without_privileges(&database)? else { return Ok(()) };
    let output = command.output()?;
    set_mode(folder.path(), "0755")?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("kept.db") && said.contains("may be written to"), "{said}");
    Ok(())
}
