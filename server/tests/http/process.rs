//! The program as a process of its own, asked over the network as a browser asks it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

/// No answer takes longer, not even while the database is away.
const PATIENCE: Duration = Duration::from_secs(20);

/// A port that is free now.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// `rainmaker` with these arguments.
pub fn rainmaker(arguments: &[&str], database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rainmaker"));
    command.args(arguments).args(["--database-url", database]);
    command
}

/// A serving process; killed when dropped.
pub struct Server {
    child: Child,
    port: u16,
    /// Kept open, or the process could not write there.
    _stdout: BufReader<ChildStdout>,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Server {
    /// Starts one on this database, and waits until it serves.
    pub fn start(database: &str) -> Result<Self> {
        Self::start_by(rainmaker(&[], database))
    }

    /// Starts one by a command to which the subcommand is added.
    pub fn start_by(mut command: Command) -> Result<Self> {
        let port = free_port()?;
        let address = format!("127.0.0.1:{port}");
        command.args(["serve", "--log", "warn", "--listen", &address]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().context("no output")?);
        let mut line = String::new();
        while !line.contains("Rainmaker is at") {
            line.clear();
            if stdout.read_line(&mut line)? == 0 {
                bail!("it did not start: {}", child.wait()?);
            }
        }
        Ok(Self { child, port, _stdout: stdout })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Opens a page.
    pub fn page(&self, path: &str, cookie: &str) -> Result<Reply> {
        self.ask(&format!("GET {path} HTTP/1.0\r\naccept: text/html\r\ncookie: {cookie}\r\n\r\n"))
    }

    /// Calls a server function that writes.
    pub fn post(&self, path: &str, cookie: &str, fields: &str) -> Result<Reply> {
        self.ask(&format!(
            "POST {path} HTTP/1.0\r\naccept: application/json\r\ncookie: {cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{fields}",
            fields.len()
        ))
    }

    /// Signs somebody in and returns their cookie.
    pub fn sign_in(&self, email: &str, password: &str) -> Result<String> {
        let fields = format!("form[email]={email}&form[password]={}", password.replace(' ', "+"));
        let reply = self.post("/api/session/sign_in", "", &fields)?;
        let set = reply.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = set.and_then(|set| set.split(';').next());
        Ok(cookie.with_context(|| format!("{} {}", reply.status, reply.body))?.to_owned())
    }

    /// Opens the stream of events, and says what comes.
    pub fn events(&self, cookie: &str) -> Result<BufReader<TcpStream>> {
        let mut stream = self.connect()?;
        write!(stream, "GET /events HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n")?;
        Ok(BufReader::new(stream))
    }

    fn connect(&self) -> Result<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    fn ask(&self, request: &str) -> Result<Reply> {
        let mut stream = self.connect()?;
        stream.write_all(request.as_bytes())?;
        let mut all = String::new();
        stream.read_to_string(&mut all)?;
        let (head, body) = all.split_once("\r\n\r\n").context("no head")?;
        let status = head.split(' ').nth(1).context("no status")?.parse()?;
        Ok(Reply { status, head: head.to_lowercase(), body: body.to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Adds somebody by the command line and returns their password.
pub fn add_user(database: &str, email: &str, role: &str) -> Result<String> {
    let arguments = ["user", "add", email, "--name", "Somebody", "--role", role];
    let output = rainmaker(&arguments, database).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let password = said.lines().find_map(|line| line.strip_prefix("Password: "));
    Ok(password.context(said.clone())?.to_owned())
}
