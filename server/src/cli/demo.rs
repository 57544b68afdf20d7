//! `rainmaker demo`.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use services::demo::{self, DemoSettings, Scale};
use services::users;

use crate::config::Settings;
use crate::progress::Bar;
use crate::{console, start};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker demo
  rainmaker demo --scale large --database-url large.db
  rainmaker demo --seed 7 --as-of 2026-06-30 --truth truth
  rainmaker demo --if-empty && rainmaker serve";

/// Flags of the demo company.
#[derive(Clone, Debug, Args)]
pub struct DemoFlags {
    /// The same seed and the same last day make the same company, to the byte
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How large it is
    #[arg(long, value_enum, default_value = "standard")]
    scale: ScaleName,
    /// Do nothing when there are users already, instead of refusing
    #[arg(long)]
    if_empty: bool,
    /// The company's last day, up to 8:00 UTC; today unless named
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// Write the true chances, what moves them, and who is there twice as CSV files to this folder, for checking the
    /// models
    #[arg(long, value_name = "FOLDER")]
    truth: Option<PathBuf>,
}

/// The scales as flags.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ScaleName {
    /// 300 leads
    Small,
    /// 4,000 leads
    Standard,
    /// 1,000,000 leads
    Large,
}

impl From<ScaleName> for Scale {
    fn from(name: ScaleName) -> Self {
        match name {
            ScaleName::Small => Self::Small,
            ScaleName::Standard => Self::Standard,
            ScaleName::Large => Self::Large,
        }
    }
}

/// The people to sign in as, with their roles.
const LOGINS: [(&str, &str); 4] = [
    ("ana@demo.example", "sales rep"),
    ("marta@demo.example", "sales manager"),
    ("carla@demo.example", "CEO"),
    ("admin@demo.example", "administrator"),
];

/// Loads the demo company and prints one login for each role.
///
/// # Errors
/// When somebody works here already, or the database is away.
pub async fn run(settings: &Settings, flags: DemoFlags) -> Result<()> {
    let host = start::host(settings).await?;
    let ctx = start::system(&host);
    if flags.if_empty && !users::list(&ctx).await?.is_empty() {
        console::say("There are users already: nothing was loaded.");
    } else {
        let wanted = DemoSettings {
            scale: flags.scale.into(),
            seed: flags.seed,
            truth: flags.truth,
            as_of: flags.as_of,
        };
        let began = Instant::now();
        let bar = Bar::new();
        let written = demo::load(&ctx, &wanted, |progress| bar.show(progress)).await?;
        bar.end();
        console::say(format!(
            "Loaded {} leads, {} deals ({} open), {} interactions and {} tasks in {:.1} s.",
            written.leads,
            written.deals,
            written.open_deals,
            written.interactions,
            written.tasks,
            began.elapsed().as_secs_f64()
        ));
        let seconds = began.elapsed().as_secs_f64().max(0.001);
        let rate = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / seconds;
        let size = host.db.size().await? / 1_000_000;
        console::say(format!(
            "{:.0} records/s; with their journal, versions and scores {} rows, {:.0} rows/s; {size} MB in the database.",
            rate(written.records()),
            written.rows,
            rate(written.rows)
        ));
    }
    if is_demo(&ctx).await? {
        console::say(format!("Sign in with the password {} as", demo::PASSWORD));
        for (email, role) in LOGINS {
            console::say(format!("  {email:<22} {role}"));
        }
    }
    host.db.close().await;
    Ok(())
}

async fn is_demo(ctx: &services::Ctx) -> Result<bool> {
    let (first, _) = LOGINS.first().copied().unwrap_or_default();
    Ok(users::list(ctx).await?.iter().any(|user| user.email == first))
}
