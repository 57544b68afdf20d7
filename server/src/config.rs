//! Settings: built-in values, then a TOML file, then the environment, then flags; the later wins.
//!
//! The only module that reads the process's environment.

use std::env;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use chrono::Duration;
use clap::{Args, ValueEnum};
use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use services::backup::Policy;
use store::DbSettings;
use tracing_subscriber::EnvFilter;

/// The heading of the flags that every subcommand takes.
const EVERYWHERE: &str = "Settings";
/// In front of a setting's name in the environment.
const PREFIX: &str = "RAINMAKER_";
/// What may be set; anything else in the file is a mistake.
const NAMES: &[&str] = &["listen", "database_url", "public_url", "log", "log_format", "time_zone"];
/// The same of the table `[backup]`; in the environment as `RAINMAKER_BACKUP_DIR` and so on.
const BACKUP_NAMES: &[&str] = &["backup_dir", "backup_every", "backup_keep"];

/// What the installation's keeper decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// `postgres://…`, `sqlite://path` or a path.
    pub database_url: String,
    /// The address people type, when it is not the one listened on. With `https` the cookie is bound to TLS.
    pub public_url: Option<String>,
    /// The IANA name of the installation's time zone, as long as none was chosen in it.
    pub time_zone: Option<String>,
    /// Which messages the log takes, such as `info` or `info,server=debug`.
    pub log: String,
    /// How the log is written.
    pub log_format: LogFormat,
    /// The backups that a server takes by itself.
    #[serde(default)]
    pub backup: BackupSettings,
}

/// The backups that a server takes by itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackupSettings {
    /// Their folder; none are taken without one.
    pub dir: Option<PathBuf>,
    /// How long after one the next is taken, such as `24h` or `7d`.
    pub every: String,
    /// How many stay.
    pub keep: usize,
}

impl Default for BackupSettings {
    fn default() -> Self {
        Self { dir: None, every: "24h".to_owned(), keep: 14 }
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The same settings as flags. None of them is needed.
#[derive(Clone, Debug, Default, Args, Serialize)]
pub struct Flags {
    /// Settings file [default: rainmaker/config.toml in your configuration folder]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Database: a file, or a database server's URL [default: a file in your data folder]
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    /// What to log, such as warn, info or info,server=debug
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// How to write the log
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FORMAT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_format: Option<LogFormat>,
}

/// Flags that only a server has.
#[derive(Clone, Debug, Default, Args, Serialize)]
pub struct ServeFlags {
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// Address people type into the browser, with its scheme; https binds the cookie to TLS
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// Time zone of the installation until its administrator chooses one, such as Europe/Madrid [default: UTC]
    #[arg(long, value_name = "ZONE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

impl Settings {
    /// The settings in force.
    ///
    /// # Errors
    /// Names the setting that is wrong, where it was set, and what would be right.
    pub fn load(flags: &Flags, serve: Option<&ServeFlags>) -> Result<Self> {
        // A subcommand that ends says what it did itself.
        let log = if serve.is_some() { "info" } else { "warn" };
        let mut layers = Figment::from(Serialized::default("listen", "127.0.0.1:3000"))
            .merge(Serialized::default("log", log))
            .merge(Serialized::default("log_format", LogFormat::Text));
        if let Some(file) = settings_file(flags)? {
            layers = layers.merge(Toml::file(file));
        }
        let backup = Env::prefixed(PREFIX)
            .only(BACKUP_NAMES)
            .map(|name| name.as_str().to_lowercase().replacen('_', ".", 1).into());
        layers = layers
            .merge(Env::prefixed(PREFIX).only(NAMES))
            .merge(backup)
            .merge(Serialized::defaults(flags));
        if let Some(serve) = serve {
            layers = layers.merge(Serialized::defaults(serve));
        }
        if !layers.contains("database_url") {
            layers = layers.merge(Serialized::default("database_url", default_database()?));
        }
        let settings: Self = layers.extract().map_err(|error| explain(&error))?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether people reach the site over TLS.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Where the data is.
    #[must_use]
    pub fn database(&self) -> DbSettings {
        DbSettings::parse(&self.database_url)
    }

    /// The backups to take, when a folder is named.
    ///
    /// # Errors
    /// When what is set makes no sense.
    pub fn backups(&self) -> Result<Option<Policy>> {
        let Some(folder) = self.backup.dir.clone() else { return Ok(None) };
        let every = duration(&self.backup.every).with_context(|| {
            format!(
                "the setting `backup.every` is \"{}\": write hours or days, at least one, such as 24h or 7d",
                self.backup.every
            )
        })?;
        if self.backup.keep == 0 {
            bail!("the setting `backup.keep` is 0: keep at least one backup");
        }
        Ok(Some(Policy { folder, every, keep: self.backup.keep }))
    }

    /// The address to tell people.
    #[must_use]
    pub fn address(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    fn check(&self) -> Result<()> {
        if let Some(url) = &self.public_url {
            let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            if !host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@'])) {
                bail!(
                    "the setting `public_url` is \"{url}\": write scheme and host only, such as https://crm.example.com"
                );
            }
        }
        self.backups()?;
        EnvFilter::try_new(&self.log).map(drop).map_err(|error| {
            anyhow!(
                "the setting `log` is \"{}\": {error}. Write a level (error, warn, info, debug) or a filter such as info,server=debug",
                self.log
            )
        })
    }
}

/// `36h` or `7d`: at least an hour, at most a year.
fn duration(text: &str) -> Option<Duration> {
    let hours = if let Some(hours) = text.strip_suffix('h') {
        hours.parse().ok()?
    } else {
        24 * text.strip_suffix('d')?.parse::<u16>().ok().map(i64::from)?
    };
    (1..=366 * 24).contains(&hours).then(|| Duration::hours(hours))
}

/// The file named by a flag, which must be there, or the usual one, which need not.
fn settings_file(flags: &Flags) -> Result<Option<PathBuf>> {
    if let Some(file) = &flags.config {
        if !file.is_file() {
            bail!("there is no settings file {}: check --config", file.display());
        }
        return Ok(Some(file.clone()));
    }
    let folder = variable("XDG_CONFIG_HOME").or_else(|| Some(home()?.join(".config")));
    Ok(folder.map(|folder| folder.join("rainmaker").join("config.toml")))
}

/// A file in the user's data folder, which is made.
fn default_database() -> Result<String> {
    let folder = variable("XDG_DATA_HOME")
        .or_else(|| Some(home()?.join(".local").join("share")))
        .context("there is no home folder to keep the database in: name one with --database-url")?
        .join("rainmaker");
    make_folder(&folder)?;
    Ok(folder.join("rainmaker.db").display().to_string())
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| {
        format!(
            "cannot make the folder {} for the database: name another with --database-url",
            folder.display()
        )
    })
}

fn home() -> Option<PathBuf> {
    variable("HOME").or_else(|| variable("USERPROFILE"))
}

/// A folder named by the environment; an empty name is none.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// A wrong setting in words: its name, where it was set, and what was expected.
fn explain(error: &figment::Error) -> anyhow::Error {
    let place = match &error.metadata {
        Some(metadata) if metadata.name.contains("environment") => {
            format!("environment variable {PREFIX}{}", error.path.join("_").to_uppercase())
        }
        Some(metadata) => match metadata.source.as_ref().and_then(figment::Source::file_path) {
            Some(file) => format!("file {}", file.display()),
            None => "flag".to_owned(),
        },
        None => "settings".to_owned(),
    };
    match &error.kind {
        Kind::UnknownField(name, known) => {
            anyhow!("there is no setting `{name}` ({place}): use one of {}", known.join(", "))
        }
        Kind::Message(message) if error.path == ["listen"] => {
            anyhow!(
                "the setting `listen` ({place}) is wrong: {message}. Write address and port, such as 127.0.0.1:3000"
            )
        }
        kind if error.path.is_empty() => anyhow!("the {place} cannot be read: {kind}"),
        kind => anyhow!("the setting `{}` ({place}) is wrong: {kind}", error.path.join(".")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: &str, serve: ServeFlags) -> Result<Settings> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, file).unwrap();
        let flags =
            Flags { config: Some(path), database_url: Some("x.db".to_owned()), ..Flags::default() };
        Settings::load(&flags, Some(&serve))
    }

    #[test]
    fn a_flag_wins_over_the_file() {
        let file = "listen = \"0.0.0.0:8080\"\nlog = \"warn\"\n";
        let settings = load(file, ServeFlags::default()).unwrap();
        assert_eq!(settings.listen.port(), 8080);
        assert_eq!(settings.log, "warn");
        let flags = ServeFlags { listen: Some("127.0.0.1:9".to_owned()), ..ServeFlags::default() };
        assert_eq!(load(file, flags).unwrap().listen.port(), 9);
    }

    #[test]
    fn a_wrong_value_is_refused_by_its_name_and_place() {
        let wrong = |file: &str| load(file, ServeFlags::default()).unwrap_err().to_string();
        let message = wrong("listen = \"nowhere\"");
        assert!(message.contains("`listen`") && message.contains("config.toml"), "{message}");
        let message = wrong("databse_url = \"x\"");
        assert!(message.contains("no setting `databse_url`"), "{message}");
        assert!(wrong("public_url = \"crm.example.com\"").contains("`public_url`"));
        assert!(wrong("log = \"info,=\"").contains("`log`"));
        assert!(wrong("log_format = \"xml\"").contains("log_format"));
    }

    #[test]
    fn backups_are_taken_only_into_a_folder_that_is_named() {
        let policy = |file: &str| load(file, ServeFlags::default()).unwrap().backups().unwrap();
        assert_eq!(policy(""), None);
        let every_day = policy("[backup]\ndir = \"/backups\"").unwrap();
        assert_eq!((every_day.every, every_day.keep), (Duration::hours(24), 14));
        let own = policy("[backup]\ndir = \"/b\"\nevery = \"7d\"\nkeep = 3").unwrap();
        assert_eq!((own.every, own.keep), (Duration::days(7), 3));
        for wrong in ["every = \"soon\"", "every = \"0h\"", "keep = 0", "evry = \"1h\""] {
            let file = format!("[backup]\ndir = \"/b\"\n{wrong}");
            assert!(load(&file, ServeFlags::default()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn https_is_what_the_public_url_says() {
        let settings = load("public_url = \"https://crm.example.com\"", ServeFlags::default());
        assert!(settings.unwrap().https());
        assert!(!load("", ServeFlags::default()).unwrap().https());
    }
}
