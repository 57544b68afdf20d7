//! `rainmaker fit`: learns now what the night learns, and says how good it is.

use std::time::Instant;

use anyhow::Result;
use domain::format;
use domain::models::ModelCard;

use crate::config::Settings;
use crate::{console, start};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker fit
  rainmaker fit --database-url postgres://crm@localhost/crm

Chances of open deals and scores of leads are brought up to date with what was learned, as in the night. The figures
are those of the newest cases, which the model did not learn from; they stand under Models, too.";

/// Learns, and prints a line for each model.
///
/// # Errors
/// When the database is away.
pub async fn run(settings: &Settings) -> Result<()> {
    let host = start::existing_host(settings).await?;
    let ctx = start::system(&host);
    let began = Instant::now();
    services::learning::learn(&ctx).await?;
    let took = began.elapsed().as_secs_f64();
    for page in services::models::page(&ctx).await? {
        if let Some(card) = page.versions.first() {
            tell(card);
        }
    }
    let deals = services::deals::rescore_open(&ctx).await?;
    let leads = services::leads::rescore_stale(&ctx).await?;
    console::say(format!(
        "Learned in {took:.1} s. Brought up to date: {}, {}.",
        format::plural(u64::try_from(deals)?, "open deal", "open deals"),
        format::plural(u64::try_from(leads)?, "lead", "leads")
    ));
    host.db.close().await;
    Ok(())
}

fn tell(card: &ModelCard) {
    let count = |count: i64| format::count(count.unsigned_abs());
    console::say(format!(
        "{}: version {}, {}, from {} ({} yes). {}",
        card.kind.label(),
        card.version,
        card.method.label().to_lowercase(),
        count(card.cases),
        count(card.positives),
        card.reason
    ));
    if !card.measured.compared.is_empty() {
        console::say(format!("  held out {}", format::count_of(card.measured.cases)));
    }
    for way in &card.measured.compared {
        let figures = way.metrics;
        console::say(format!(
            "  {:<30} log loss {:.4}  ECE {:.4}  Brier {:.4}  AUC {:.3}",
            way.name, figures.log_loss, figures.ece, figures.brier, figures.auc
        ));
    }
}
