//! Learned models: fitted at night and after an import, kept version by version, shown with how good they are.

mod lead;
mod win;

use domain::access::Action;
use domain::models::{ModelKind, ModelPage};
use store::models;

use crate::{Ctx, ServiceResult, charts};

pub(crate) use lead::{fit_leads, keep_leads, lead_model};
pub(crate) use win::{fit_win, keep_win};

/// So many versions are shown: a month of nights.
const SHOWN: i64 = 30;

/// Every kind of model with how good it is, for those who answer for more than their own deals.
///
/// # Errors
/// `Forbidden` when the role does not see a team's figures.
pub async fn page(ctx: &Ctx) -> ServiceResult<Vec<ModelPage>> {
    ctx.require(Action::ReadTeamForecast)?;
    let mut tx = ctx.db().read().await?;
    let mut pages = Vec::new();
    for kind in ModelKind::ALL {
        let versions = models::cards(&mut tx, *kind, SHOWN).await?;
        // Chances of deals are learned from the first night on; of leads nothing is promised before there is something.
        if versions.is_empty() && *kind != ModelKind::Win {
            continue;
        }
        let mut page = ModelPage { kind: *kind, versions, charts: None };
        let measured = page.card().map(|card| card.measured.reliability.clone());
        if let Some(bins) = measured.filter(|bins| bins.iter().any(|bin| bin.n > 0)) {
            page.charts = Some(charts::reliability(&bins)?);
        }
        pages.push(page);
    }
    Ok(pages)
}
