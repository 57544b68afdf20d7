//! A `PostgreSQL` of a test's own, that it may stop and start.

use std::process::{Command, Stdio};

use anyhow::{Result, ensure};
use tempfile::TempDir;

use crate::process::free_port;

/// A running server; stopped and removed when dropped.
pub struct Cluster {
    folder: TempDir,
    port: u16,
    is_root: bool,
}

impl Cluster {
    /// Starts one; `None` where the tests run without `PostgreSQL`.
    pub fn start() -> Result<Option<Self>> {
        if crate::site::server().is_none() || !can("initdb") || !can("pg_ctl") {
            return Ok(None);
        }
        let who = Command::new("id").arg("-u").output()?;
        let is_root = who.stdout.trim_ascii() == b"0";
        let cluster = Self { folder: tempfile::tempdir()?, port: free_port()?, is_root };
        if is_root {
            // PostgreSQL refuses to run as root.
            let folder = cluster.folder.path();
            ensure!(Command::new("chown").arg("postgres").arg(folder).status()?.success());
        }
        let data = cluster.data();
        let options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"];
        cluster.run("initdb", &[&["-D", &data], options.as_slice()].concat())?;
        cluster.again()?;
        Ok(Some(cluster))
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Ends it as a failure of the machine would: without a word to anybody.
    pub fn stop(&self) -> Result<()> {
        self.run("pg_ctl", &["stop", "--silent", "--mode=immediate", "-D", &self.data()])
    }

    /// Starts it again.
    pub fn again(&self) -> Result<()> {
        let log = format!("{}/server.log", self.folder.path().display());
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off",
            self.port,
            self.folder.path().display()
        );
        self.run(
            "pg_ctl",
            &["start", "--silent", "--wait", "-D", &self.data(), "-l", &log, "-o", &options],
        )
    }

    fn data(&self) -> String {
        format!("{}/data", self.folder.path().display())
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = if self.is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", program]);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir(self.folder.path()).stdout(Stdio::null());
        ensure!(command.status()?.success(), "{program} {arguments:?}");
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // A test may have stopped it.
        let _ = self.stop();
    }
}

fn can(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).status().is_ok()
}
