//! `rainmaker export`.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use clap::{Args, ValueEnum};
use services::archive;
use services::export::Format;

use crate::config::Settings;
use crate::progress::Bar;
use crate::{console, start};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker export everything/
  rainmaker export everything/ --format json
  rainmaker export everything.xlsx

One file, or one sheet, for each table: people without their passwords, teams, companies, leads, deals with every
version, tasks, campaigns, courses and targets. `rainmaker import everything/` brings CSV and JSON into an empty
database, with the same numbers. A backup also has the journal and the passwords.";

/// Flags of an export.
#[derive(Clone, Debug, Args)]
pub struct ExportFlags {
    /// The folder to make, or for XLSX the file
    path: PathBuf,
    /// How it is written [default: xlsx for a path that ends so, and otherwise csv]
    #[arg(long, value_enum)]
    format: Option<FormatName>,
}

impl ExportFlags {
    /// A folder of CSV files that is called a workbook would only be taken for one.
    fn format(&self) -> Format {
        let ends_so = self.path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
        let usual = if ends_so { FormatName::Xlsx } else { FormatName::Csv };
        self.format.unwrap_or(usual).into()
    }
}

/// The formats as flags.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatName {
    /// Comma-separated values
    Csv,
    /// A workbook
    Xlsx,
    /// Arrays of objects
    Json,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Csv => Self::Csv,
            FormatName::Xlsx => Self::Xlsx,
            FormatName::Json => Self::Json,
        }
    }
}

/// Writes everything.
///
/// # Errors
/// When something is there already, it cannot be written, or the database is away.
pub async fn run(settings: &Settings, flags: ExportFlags) -> Result<()> {
    let host = start::existing_host(settings).await?;
    let began = Instant::now();
    let bar = Bar::new();
    let ctx = start::system(&host);
    let manifest =
        archive::export(&ctx, &flags.path, flags.format(), |done| bar.show(done)).await?;
    bar.end();
    host.db.close().await;
    tell(&format!("Exported into {}", flags.path.display()), &manifest, began);
    Ok(())
}

/// What was written or read, and how fast.
pub fn tell(what: &str, manifest: &archive::Manifest, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    let rows = manifest.rows();
    let rate = f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) / seconds.max(0.001);
    console::say(format!("{what}: {rows} rows of {} tables.", manifest.tables.len()));
    console::say(format!("{seconds:.1} s, {rate:.0} rows/s"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_ends_like_a_workbook_is_one() {
        let format = |path: &str, format| ExportFlags { path: path.into(), format }.format();
        assert!(matches!(format("all.xlsx", None), Format::Xlsx));
        assert!(matches!(format("all/", None), Format::Csv));
        assert!(matches!(format("all.xlsx", Some(FormatName::Json)), Format::Json));
    }
}
