//! `rainmaker user`.

use std::io::Read;

use anyhow::{Context, Result, anyhow};
use clap::{Subcommand, ValueEnum};
use domain::access::Role;
use services::users::{self, AddUser};
use services::{Ctx, ServiceError};

use crate::config::Settings;
use crate::{console, start};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker user add ana@example.com --name \"Ana Ruiz\" --role rep --team North
  rainmaker user reset ana@example.com
  echo \"a long sentence\" | rainmaker user reset ana@example.com --password-stdin
  rainmaker user list";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add a user; prints a first password unless one is given
    #[command(after_help = EXAMPLES)]
    Add {
        /// Mail address to sign in with
        email: String,
        /// Full name
        #[arg(long)]
        name: String,
        /// What they are here for
        #[arg(long, value_enum)]
        role: RoleName,
        /// Their team, by name
        #[arg(long)]
        team: Option<String>,
        /// Their time zone, such as Europe/Madrid [default: the installation's]
        #[arg(long, default_value = "", hide_default_value = true)]
        time_zone: String,
        /// Read the password from standard input instead of making one
        #[arg(long)]
        password_stdin: bool,
    },
    /// Set a new password and end every session of this user; prints it unless one is given
    #[command(after_help = EXAMPLES)]
    Reset {
        /// Mail address
        email: String,
        /// Read the password from standard input instead of making one
        #[arg(long)]
        password_stdin: bool,
    },
    /// List users
    #[command(after_help = EXAMPLES)]
    List,
}

/// The roles as flags.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RoleName {
    /// Sells: own leads, deals and tasks
    Rep,
    /// Leads a team and everything below it
    Manager,
    /// Reads everything, sets targets
    Ceo,
    /// Runs the installation
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Rep => Self::Rep,
            RoleName::Manager => Self::Manager,
            RoleName::Ceo => Self::Ceo,
            RoleName::Admin => Self::Admin,
        }
    }
}

/// Runs one of them.
///
/// # Errors
/// Says what is wrong with the input, or that the database is away.
pub async fn run(settings: &Settings, command: Command) -> Result<()> {
    let host = start::existing_host(settings).await?;
    let ctx = start::system(&host);
    match command {
        Command::Add { email, name, role, team, time_zone, password_stdin } => {
            let password = password(password_stdin)?;
            let team = match team {
                Some(team) => Some(team_id(&ctx, &team).await?),
                None => None,
            };
            let form = AddUser {
                email: email.clone(),
                name,
                role: role.into(),
                team,
                password: Some(password.text.clone()),
                time_zone,
            };
            users::add(&ctx, form).await?;
            console::say(format!("Added {email}."));
            password.tell();
        }
        Command::Reset { email, password_stdin } => {
            let password = password(password_stdin)?;
            users::reset_password(&ctx, &email, &password.text).await.map_err(
                |error| match error {
                    ServiceError::NotFound => {
                        anyhow!("nobody signs in as {email}: see rainmaker user list")
                    }
                    other => other.into(),
                },
            )?;
            console::say(format!("{email} has a new password and is signed out everywhere."));
            password.tell();
        }
        Command::List => list(&ctx).await?,
    }
    host.db.close().await;
    Ok(())
}

async fn list(ctx: &Ctx) -> Result<()> {
    for user in users::list(ctx).await? {
        let access = match (&user.password_hash, user.active) {
            (_, false) => "switched off",
            (None, true) => "no password yet",
            (Some(_), true) => "may sign in",
        };
        console::say(format!(
            "{:<36} {:<16} {:<28} {access}",
            user.email,
            user.role.label(),
            user.name
        ));
    }
    Ok(())
}

async fn team_id(ctx: &Ctx, name: &str) -> Result<domain::ids::TeamId> {
    let mut tx = ctx.db().read().await?;
    let team = store::teams::find_by_name(&mut tx, name).await?;
    team.map(|team| team.id).ok_or_else(|| anyhow!("there is no team \"{name}\": teams come in with `rainmaker import`; leave --team out until then"))
}

struct Password {
    text: String,
    made_here: bool,
}

impl Password {
    fn tell(&self) {
        if self.made_here {
            console::say(format!("Password: {}", self.text));
        }
    }
}

fn password(from_stdin: bool) -> Result<Password> {
    if !from_stdin {
        return Ok(Password { text: start::secret()?, made_here: true });
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("the password could not be read from standard input")?;
    Ok(Password { text: text.trim_end_matches(['\r', '\n']).to_owned(), made_here: false })
}
