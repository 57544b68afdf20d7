//! Counts and sums that desks and boards show, kept in the transaction that changes a record.
//!
//! A keyed read of a few rows replaces a walk over every deal or lead. Only the one function that writes a deal or a
//! lead adjusts them; whatever writes in bulk calls [`rebuild`] at its end, and [`differences`] proves them right.

pub(crate) mod closed;
pub(crate) mod reads;
pub(crate) mod rebuild;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::calendar::month_of;
use domain::ids::{ProductId, StageId, UserId};
use domain::lead::{Lead, LeadStatus};
use domain::money::Cents;
use domain::opportunity::{DealStatus, Opportunity};
use domain::ratio::Ratio;

pub(crate) use closed::ClosedRow;
pub use closed::{Closed, Range, closed_by_owner, closed_by_product, won_between, won_by_month};
pub use reads::{MonthSum, StageSum, furthest_counts, last_won_on, open_months, stage_sums};
pub use rebuild::{Difference, differences, rebuild};

use crate::{StoreResult, Tx};

const ADD_LEADS: &str = "
insert into lead_rollup (month_on, owner_id, source, status, furthest_status, leads)
values ($1, $2, $3, $4, $5, $6)
on conflict (month_on, owner_id, source, status, furthest_status) do update
set leads = lead_rollup.leads + excluded.leads";

const ADD_DEALS: &str = "
insert into deal_rollup (status, month_on, owner_id, stage_id, product_id, deals, amount_cents, weighted_cents)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (status, month_on, owner_id, stage_id, product_id) do update
set deals = deal_rollup.deals + excluded.deals,
  amount_cents = deal_rollup.amount_cents + excluded.amount_cents,
  weighted_cents = deal_rollup.weighted_cents + excluded.weighted_cents";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[ADD_LEADS, ADD_DEALS];

/// The row of the rollup that a lead is counted in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeadKey {
    /// First day of the month it was created in.
    pub month: NaiveDate,
    /// Whose it is.
    pub owner: Option<UserId>,
    /// Where it comes from.
    pub source: String,
    /// Where it stands.
    pub status: LeadStatus,
    /// The furthest it ever was.
    pub furthest: LeadStatus,
}

impl LeadKey {
    /// Where this lead is counted.
    #[must_use]
    pub fn of(lead: &Lead) -> Self {
        Self {
            month: month_of(lead.created_at.date_naive()),
            owner: lead.owner_id,
            source: lead.source.clone(),
            status: lead.status,
            furthest: lead.furthest_status,
        }
    }
}

/// Counts a lead where it stands now, and no longer where it stood: `None` before for a new one, `None` after for one
/// that went to the trash.
///
/// # Errors
/// When the database refuses.
pub async fn apply_lead(
    tx: &mut Tx,
    before: Option<&LeadKey>,
    after: Option<&LeadKey>,
) -> StoreResult<()> {
    if before == after {
        return Ok(());
    }
    let mut steps: Vec<(&LeadKey, i64)> = Vec::with_capacity(2);
    steps.extend(before.map(|key| (key, -1)));
    steps.extend(after.map(|key| (key, 1)));
    // Always in the same order, so that two writers never wait for each other.
    steps.sort();
    for (key, leads) in steps {
        add_leads(tx, key, leads).await?;
    }
    Ok(())
}

/// Counts leads that came in many at once.
///
/// # Errors
/// When the database refuses.
pub async fn count_leads<'a>(
    tx: &mut Tx,
    leads: impl IntoIterator<Item = &'a Lead>,
) -> StoreResult<()> {
    let mut cells: BTreeMap<LeadKey, i64> = BTreeMap::new();
    for lead in leads {
        *cells.entry(LeadKey::of(lead)).or_default() += 1;
    }
    for (key, leads) in &cells {
        add_leads(tx, key, *leads).await?;
    }
    Ok(())
}

async fn add_leads(tx: &mut Tx, key: &LeadKey, leads: i64) -> StoreResult<()> {
    on!(tx, c => sqlx::query(ADD_LEADS)
        .bind(key.month)
        .bind(key.owner.map_or(0, UserId::get))
        .bind(&key.source)
        .bind(key.status.as_str())
        .bind(key.furthest.as_str())
        .bind(leads)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Counts deals that came in many at once, each with its chance.
///
/// # Errors
/// When the database refuses.
pub async fn count_deals<'a>(
    tx: &mut Tx,
    deals: impl IntoIterator<Item = (&'a Opportunity, Ratio)>,
) -> StoreResult<()> {
    let mut cells: BTreeMap<DealKey, [i64; 3]> = BTreeMap::new();
    for (deal, win) in deals {
        let share = Share::of(deal, win);
        let [deals, amount, weighted] = cells.entry(share.key).or_default();
        *deals += 1;
        *amount = amount.saturating_add(share.amount.get());
        *weighted = weighted.saturating_add(share.weighted.get());
    }
    for (key, sums) in cells {
        add_deals(tx, key, sums).await?;
    }
    Ok(())
}

async fn add_deals(
    tx: &mut Tx,
    key: DealKey,
    [deals, amount, weighted]: [i64; 3],
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(ADD_DEALS)
        .bind(key.status.as_str())
        .bind(key.month)
        .bind(key.owner)
        .bind(key.stage)
        .bind(key.product)
        .bind(deals)
        .bind(amount)
        .bind(weighted)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The row of the rollup that a deal is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DealKey {
    status: DealStatus,
    month: NaiveDate,
    owner: i64,
    stage: i64,
    product: i64,
}

/// What a deal adds to its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    key: DealKey,
    amount: Cents,
    weighted: Cents,
}

impl Share {
    /// Where and with what this deal is counted.
    pub(crate) fn of(deal: &Opportunity, win: Ratio) -> Self {
        let day = match deal.status {
            DealStatus::Open => deal.expected_close_on,
            DealStatus::Won | DealStatus::Lost => deal.closed_on,
        };
        let weighted = match deal.status {
            DealStatus::Open => deal.amount.times(win),
            DealStatus::Won => deal.amount,
            DealStatus::Lost => Cents::ZERO,
        };
        let key = DealKey {
            status: deal.status,
            month: day.map(month_of).unwrap_or_default(),
            owner: deal.owner_id.map_or(0, UserId::get),
            stage: StageId::get(deal.stage_id),
            product: deal.product_id.map_or(0, ProductId::get),
        };
        Self { key, amount: deal.amount, weighted }
    }
}

/// Counts a deal where it stands now, and no longer where it stood.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn apply(
    tx: &mut Tx,
    before: Option<Share>,
    after: Option<Share>,
) -> StoreResult<()> {
    if before == after {
        return Ok(());
    }
    let mut steps: Vec<(DealKey, [i64; 3])> = Vec::with_capacity(2);
    steps.extend(before.map(|s| (s.key, [-1, -s.amount.get(), -s.weighted.get()])));
    steps.extend(after.map(|s| (s.key, [1, s.amount.get(), s.weighted.get()])));
    // Always in the same order, so that two writers never wait for each other.
    steps.sort_unstable();
    for (key, sums) in steps {
        add_deals(tx, key, sums).await?;
    }
    Ok(())
}
