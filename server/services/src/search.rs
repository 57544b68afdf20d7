//! Finding a record by its name, from anywhere.

use domain::access::Action;
use domain::format;
use domain::lead::LeadRow;
use domain::opportunity::DealRow;
use domain::search::{Found, HITS, Hit, SHORTEST};
use store::companies;
use store::leads::{self, LeadQuery};
use store::opportunity_reads::{self, DealQuery};

use crate::{Ctx, ServiceResult};

/// Leads, deals and companies whose name has this text in it, as far as the person sees them. A text of one letter
/// finds nothing.
///
/// # Errors
/// When the database is away.
pub async fn find(ctx: &Ctx, text: &str) -> ServiceResult<Found> {
    ctx.require(Action::ReadRecords)?;
    let text = text.trim();
    if text.chars().count() < SHORTEST {
        return Ok(Found::default());
    }
    let limit = i64::try_from(HITS).unwrap_or(i64::MAX);
    let mut tx = ctx.db().read().await?;
    let scope = ctx.scope();
    let of_leads = LeadQuery { text: Some(text.to_owned()), limit, ..LeadQuery::default() };
    let of_deals = DealQuery { text: Some(text.to_owned()), limit, ..DealQuery::default() };
    Ok(Found {
        leads: leads::list(&mut tx, &scope, &of_leads).await?.into_iter().map(lead).collect(),
        deals: opportunity_reads::list(&mut tx, &scope, &of_deals, ctx.now())
            .await?
            .into_iter()
            .map(deal)
            .collect(),
        companies: companies::named(&mut tx, text, limit).await?,
    })
}

fn lead(row: LeadRow) -> Hit {
    let about: Vec<String> =
        row.company.into_iter().chain([row.status.label().to_owned()]).collect();
    Hit { id: row.id.get(), name: row.name, about: about.join(" · ") }
}

fn deal(row: DealRow) -> Hit {
    let line = row.line;
    let about: Vec<String> = line
        .party()
        .map(str::to_owned)
        .into_iter()
        .chain([format::money(line.amount), line.stage.clone()])
        .collect();
    Hit { id: line.id.get(), about: about.join(" · "), name: line.name }
}
