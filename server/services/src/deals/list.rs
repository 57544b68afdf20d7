//! The list of deals.

use domain::access::Action;
use domain::calendar::Period;
use domain::forms::FieldErrors;
use domain::list::{Cursor, DealFilter, Listing, PAGE_ROWS};
use domain::opportunity::{DealRow, DealStatus};
use store::opportunity_reads::{self, DealQuery, DealSort};

use crate::{Ctx, ServiceResult};

/// A page of the list of deals.
///
/// # Errors
/// When the role may not read records, or the filter is malformed.
pub async fn list(ctx: &Ctx, filter: &DealFilter) -> ServiceResult<Listing<DealRow>> {
    ctx.require(Action::ReadRecords)?;
    let query = query(filter)?;
    let (now, scope) = (ctx.now(), ctx.scope());
    let mut tx = ctx.db().read().await?;
    let mut rows = opportunity_reads::list(&mut tx, &scope, &query, now).await?;
    let total = opportunity_reads::count(&mut tx, &scope, &query).await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| more).map(|last| query.cursor_after(&last.line).encode());
    Ok(Listing { now, rows, next, total })
}

/// What a filter asks of the store.
pub(crate) fn query(filter: &DealFilter) -> Result<DealQuery, FieldErrors> {
    let mut errors = FieldErrors::default();
    let status = match filter.status.as_str() {
        "" => Some(DealStatus::Open),
        "all" => None,
        word => match DealStatus::try_from(word) {
            Ok(status) => Some(status),
            Err(error) => {
                errors.add("status", error.to_string());
                None
            }
        },
    };
    let sort = match (filter.sort.as_str(), status) {
        ("created", _) => DealSort::Created,
        // The chance of a closed deal is settled: there is nothing in it to sort by.
        ("close", _) | ("win", Some(DealStatus::Won | DealStatus::Lost)) => DealSort::Close,
        ("win", _) => DealSort::Win,
        _ => DealSort::Amount,
    };
    let query = DealQuery {
        status,
        stage: id(&mut errors, "stage", &filter.stage),
        owner: id(&mut errors, "owner", &filter.owner),
        product: id(&mut errors, "product", &filter.product),
        closing: period(&mut errors, &filter.period).map(Into::into),
        text: Some(filter.q.trim().to_owned()).filter(|text| !text.is_empty()),
        sort,
        after: Cursor::decode(&filter.after),
        limit: i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX).saturating_add(1),
    };
    errors.into_result().map(|()| query)
}

/// The id in a filter; nothing when it is empty.
fn id<T: std::str::FromStr>(errors: &mut FieldErrors, field: &str, text: &str) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let id = text.parse().ok();
    if id.is_none() {
        errors.add(field, format!("\"{text}\" is no number of a record: choose one of the list."));
    }
    id
}

fn period(errors: &mut FieldErrors, code: &str) -> Option<Period> {
    if code.is_empty() {
        return None;
    }
    match code.parse() {
        Ok(period) => Some(period),
        Err(error) => {
            errors.add("period", domain::calendar::PeriodError::to_string(&error));
            None
        }
    }
}
