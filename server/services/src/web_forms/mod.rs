//! Forms that stand on other web sites: making them, what visitors send with them, and what was put aside.

mod receive;
mod stamp;
mod write;

use domain::access::Action;
use domain::ids::WebFormId;
use domain::web_form::{EntryStatus, Parts, WebFormPage, WebForms};
use store::{Tx, campaigns, products, users, web_forms};

use crate::{Ctx, ServiceResult};

pub(crate) use receive::forget;
pub use receive::{Public, receive, shown, take};
pub use write::save;

/// The entries of one page.
const SHOWN: i64 = 50;
/// How long what was put aside may still be taken, in days.
pub const KEPT_DAYS: i64 = 30;

/// All forms.
///
/// # Errors
/// `Forbidden` by role.
pub async fn list(ctx: &Ctx) -> ServiceResult<WebForms> {
    ctx.require(Action::ManageCampaigns)?;
    let mut tx = ctx.db().read().await?;
    let rows = web_forms::list(&mut tx).await?;
    Ok(WebForms { rows, parts: parts(&mut tx).await?, now: ctx.now() })
}

/// A form's page, with its entries of one kind below one of them.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when there is none.
pub async fn page(
    ctx: &Ctx,
    id: WebFormId,
    shown: EntryStatus,
    below: Option<i64>,
    site: &str,
) -> ServiceResult<WebFormPage> {
    ctx.require(Action::ManageCampaigns)?;
    let mut tx = ctx.db().read().await?;
    let row = web_forms::row(&mut tx, id).await?;
    let mut entries = web_forms::entries(&mut tx, id, shown, below, SHOWN + 1).await?;
    let more = entries.len() > usize::try_from(SHOWN).unwrap_or(usize::MAX);
    if more {
        entries.pop();
    }
    let older = entries.last().filter(|_| more).map(|entry| entry.id);
    let parts = parts(&mut tx).await?;
    Ok(WebFormPage { row, parts, shown, entries, older, site: site.to_owned(), now: ctx.now() })
}

async fn parts(tx: &mut Tx) -> ServiceResult<Parts> {
    let campaigns = campaigns::list(tx).await?;
    let sells =
        |user: &users::User| user.active && domain::access::allowed(user.role, Action::CreateDeal);
    Ok(Parts {
        campaigns: campaigns
            .into_iter()
            .map(|found| (found.record.id, found.record.name))
            .collect(),
        products: products::active(tx).await?,
        owners: users::list(tx)
            .await?
            .into_iter()
            .filter(sells)
            .map(|user| (user.id, user.name))
            .collect(),
    })
}
