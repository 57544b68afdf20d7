//! The command line: one subcommand for each thing the keeper of an installation does.

mod backup;
mod demo;
mod evaluate;
mod explain;
mod export;
mod fit;
mod forecast;
mod import;
mod import_file;
mod serve;
mod upkeep;
mod user;

use std::error::Error;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use services::ServiceError;

use crate::config::{Flags, ServeFlags, Settings};
use crate::{console, start};

const EXAMPLES: &str = "\
Examples:
  rainmaker serve
  rainmaker serve --listen 0.0.0.0:3000 --public-url https://crm.example.com
  rainmaker serve --database-url postgres://crm@db.example.com/crm

Settings come from flags, from the environment (RAINMAKER_DATABASE_URL, RAINMAKER_LISTEN, ...) and from a TOML file,
in this order of precedence. Without any, the database is one file in your data folder.";

/// A CRM that answers what to do next, what is in the way, and whether you will make the number.
#[derive(Debug, Parser)]
#[command(name = "rainmaker", version, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site
    #[command(after_help = serve::EXAMPLES)]
    Serve(ServeFlags),
    /// Bring the database up to date, and nothing else
    #[command(after_help = upkeep::MIGRATE_EXAMPLES)]
    Migrate,
    /// Check the database: every total against its records, every history against its rules
    #[command(after_help = upkeep::DOCTOR_EXAMPLES)]
    Doctor,
    /// Load an invented company into an empty database
    #[command(after_help = demo::EXAMPLES)]
    Demo(demo::DemoFlags),
    /// Bring data in from CSV and Excel files
    #[command(after_help = import::EXAMPLES)]
    Import(import::ImportFlags),
    /// Write everything as files that other programs read
    #[command(after_help = export::EXAMPLES)]
    Export(export::ExportFlags),
    /// Write everything into one file, while the site is served
    #[command(after_help = backup::EXAMPLES)]
    Backup(backup::BackupFlags),
    /// Bring a backup back into an empty database
    #[command(after_help = backup::RESTORE_EXAMPLES)]
    Restore(backup::RestoreFlags),
    /// Measure the models on files of yours, beside the usual ways
    #[command(after_help = evaluate::EXAMPLES)]
    Evaluate {
        #[command(subcommand)]
        command: evaluate::Command,
    },
    /// Learn now what the night learns, and say how good it is
    #[command(after_help = fit::EXAMPLES)]
    Fit,
    /// Say what a period will bring, also with its levers moved
    #[command(after_help = forecast::EXAMPLES)]
    Forecast(forecast::Wanted),
    /// Explain a lead's score or a deal's chance
    #[command(after_help = explain::EXAMPLES)]
    Explain {
        #[command(subcommand)]
        command: explain::Command,
    },
    /// Add users, reset their passwords, list them
    #[command(after_help = user::EXAMPLES)]
    User {
        #[command(subcommand)]
        command: user::Command,
    },
}

/// Runs the program and says how it ended.
#[must_use]
pub fn run() -> ExitCode {
    match start(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            console::note(format!("error: {}", told(&error)));
            ExitCode::FAILURE
        }
    }
}

fn start(cli: Cli) -> Result<ExitCode> {
    // Measuring needs neither settings nor a database.
    if let Command::Evaluate { command } = cli.command {
        return evaluate::run(command);
    }
    let serve = match &cli.command {
        Command::Serve(serve) => Some(serve),
        _ => None,
    };
    let settings = Settings::load(&cli.flags, serve)?;
    start::log(&settings)?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime cannot be started")?
        .block_on(run_command(cli.command, &settings))
}

async fn run_command(command: Command, settings: &Settings) -> Result<ExitCode> {
    match command {
        Command::Serve(_) => serve::run(settings).await?,
        Command::Migrate => upkeep::migrate(settings).await?,
        Command::Doctor => return upkeep::doctor(settings).await,
        Command::Demo(flags) => demo::run(settings, flags).await?,
        Command::Import(flags) => return import::run(settings, flags).await,
        Command::Export(flags) => export::run(settings, flags).await?,
        Command::Backup(flags) => return backup::run(settings, flags).await,
        Command::Restore(flags) => backup::restore(settings, flags).await?,
        Command::Evaluate { command } => return evaluate::run(command),
        Command::Fit => fit::run(settings).await?,
        Command::Forecast(wanted) => forecast::run(settings, &wanted).await?,
        Command::Explain { command } => explain::run(settings, command).await?,
        Command::User { command } => user::run(settings, command).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What happened and why. A cause that the text before it tells already is not told twice.
fn told(error: &anyhow::Error) -> String {
    error.chain().map(words).fold(String::new(), |told, cause| {
        if told.is_empty() {
            cause
        } else if told.contains(&cause) {
            told
        } else {
            format!("{told}: {cause}")
        }
    })
}

/// The names of a form's fields mean nothing at a terminal, and each text says what it is about.
fn words(cause: &(dyn Error + 'static)) -> String {
    match cause.downcast_ref::<ServiceError>() {
        Some(ServiceError::Invalid(errors)) => {
            errors.0.values().map(String::as_str).collect::<Vec<_>>().join(" ")
        }
        _ => cause.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn check(command: &clap::Command) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.contains("Examples:"), "{}", command.get_name());
        assert!(command.get_about().is_some(), "{}", command.get_name());
        command.get_subcommands().for_each(check);
    }

    #[test]
    fn every_subcommand_helps_with_examples() {
        let cli = Cli::command();
        cli.clone().debug_assert();
        check(&cli);
    }

    #[test]
    fn a_wrong_field_is_told_without_its_name() {
        let errors = domain::forms::FieldErrors::one("file", "There is no folder x.");
        let error = anyhow::Error::from(ServiceError::Invalid(errors)).context("import");
        assert_eq!(told(&error), "import: There is no folder x.");
    }

    #[test]
    fn a_cause_is_told_once() {
        let error = anyhow::anyhow!("the disk is full").context("cannot write: the disk is full");
        assert_eq!(told(&error), "cannot write: the disk is full");
        assert_eq!(told(&error.context("import")), "import: cannot write: the disk is full");
    }
}
