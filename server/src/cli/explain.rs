//! `rainmaker explain`: the figures and reasons of a page, on the terminal.

use anyhow::{Result, anyhow};
use clap::Subcommand;
use domain::desk::Warning;
use domain::explain::Contribution;
use domain::format;
use domain::ids::{LeadId, OpportunityId};
use services::{Ctx, ServiceError};

use crate::config::Settings;
use crate::{console, start};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker explain lead 17
  rainmaker explain deal 42";

#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Command {
    /// A lead's score: its parts and the points that sum to it
    #[command(after_help = EXAMPLES)]
    Lead {
        /// The lead's number, as in the address of its page
        id: i64,
    },
    /// A deal's chance to be won: the points that sum to it, and what is in the way
    #[command(after_help = EXAMPLES)]
    Deal {
        /// The deal's number, as in the address of its page
        id: i64,
    },
}

/// Prints the explanation.
///
/// # Errors
/// When there is no such record, or the database is away.
pub async fn run(settings: &Settings, command: Command) -> Result<()> {
    let host = start::existing_host(settings).await?;
    let ctx = start::system(&host);
    match command {
        Command::Lead { id } => {
            lead(&ctx, LeadId(id)).await.map_err(|error| missing(error, "lead", id))?;
        }
        Command::Deal { id } => {
            deal(&ctx, OpportunityId(id)).await.map_err(|error| missing(error, "deal", id))?;
        }
    }
    host.db.close().await;
    Ok(())
}

fn missing(error: ServiceError, what: &str, id: i64) -> anyhow::Error {
    match error {
        ServiceError::NotFound => {
            anyhow!("there is no {what} {id}: its page's address ends with its number")
        }
        other => other.into(),
    }
}

async fn lead(ctx: &Ctx, id: LeadId) -> Result<(), ServiceError> {
    let lead = services::leads::explain(ctx, id).await?;
    let score = lead.score;
    console::say(format!(
        "{}: score {}, grade {}",
        lead.name,
        score.score.get(),
        score.grade.as_str()
    ));
    for part in &score.parts {
        console::say(format!(
            "{} {} (weight {})",
            part.part.label(),
            part.score.get(),
            part.weight
        ));
        points(&part.contributions);
    }
    console::say(format!("{:>6}  computed {}", score.score.get(), format::moment(lead.scored_at)));
    Ok(())
}

async fn deal(ctx: &Ctx, id: OpportunityId) -> Result<(), ServiceError> {
    let deal = services::deals::explain(ctx, id).await?;
    let win = deal.win;
    console::say(format!(
        "{}: P(won) {}, range {}\u{2013}{}",
        deal.row.line.name,
        format::percent(win.probability),
        format::percent(win.low),
        format::percent(win.high)
    ));
    points(&win.contributions);
    console::say(format!("{:>6}  {}", win.probability.percent(), win.basis.text));
    if let Some(share) = deal.win_by_close {
        console::say(format!("{} by its close date", format::percent(share)));
    }
    for Warning { risk, history, .. } in deal.risks {
        console::say(format!(
            "In the way: {} ({}); {}. {history}",
            risk.evidence, risk.threshold, risk.remedy.label
        ));
    }
    Ok(())
}

fn points(contributions: &[Contribution]) {
    for contribution in contributions {
        let points = format::signed(i64::from(contribution.points));
        console::say(format!("{points:>6}  {}", contribution.label));
    }
}
