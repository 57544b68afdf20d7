//! What each rep did in a month, kept for reviews and leaderboards.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::month_of;
use domain::ids::UserId;
use domain::money::Cents;

use crate::rollups::Range;
use crate::{StoreResult, Tx};

/// Days from creation to close are left to the caller, since the engines count days differently.
const REFRESH: &str = "
insert into rep_performance_metric (user_id, month_on, leads_assigned, interactions, deals_created, deals_won,
  deals_lost, won_cents, cycle_days_sum, quota_cents, computed_at)
select u.id, $1,
  (select cast(coalesce(sum(r.leads), 0) as bigint) from lead_rollup r where r.month_on = $1 and r.owner_id = u.id),
  (select count(*) from interaction i where i.user_id = u.id and i.deleted_at is null and i.at >= $2 and i.at < $3),
  (select count(*) from opportunity o
    where o.owner_id = u.id and o.created_at >= $2 and o.created_at < $3 and o.deleted_at is null),
  (select cast(coalesce(sum(r.deals), 0) as bigint) from deal_rollup r
    where r.status = 'won' and r.month_on = $1 and r.owner_id = u.id),
  (select cast(coalesce(sum(r.deals), 0) as bigint) from deal_rollup r
    where r.status = 'lost' and r.month_on = $1 and r.owner_id = u.id),
  (select cast(coalesce(sum(r.amount_cents), 0) as bigint) from deal_rollup r
    where r.status = 'won' and r.month_on = $1 and r.owner_id = u.id),
  0, 0, $4
from app_user u
where u.active = $5 and u.role in ('rep', 'manager')
on conflict (user_id, month_on) do update
set leads_assigned = excluded.leads_assigned, interactions = excluded.interactions,
  deals_created = excluded.deals_created, deals_won = excluded.deals_won, deals_lost = excluded.deals_lost,
  won_cents = excluded.won_cents, computed_at = excluded.computed_at";

const SET_REST: &str = "
update rep_performance_metric set cycle_days_sum = $3, quota_cents = $4 where user_id = $1 and month_on = $2";

const MONTHS: &str = "select distinct month_on from rep_performance_metric";

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[REFRESH, SET_REST, MONTHS];

/// Computes the month's figures of everybody who sells.
///
/// # Errors
/// When the database refuses.
pub async fn refresh(tx: &mut Tx, month: Range, now: DateTime<Utc>) -> StoreResult<()> {
    let start = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    on!(tx, c => sqlx::query(REFRESH)
        .bind(month_of(month.from))
        .bind(start(month.from))
        .bind(start(month.until))
        .bind(now)
        .bind(true)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Sets what cannot be summed in the database: days from creation to won over all deals won, and the quota.
///
/// # Errors
/// When the database refuses.
pub async fn set_cycle_and_quota(
    tx: &mut Tx,
    user: UserId,
    month: NaiveDate,
    cycle_days: i64,
    quota: Cents,
) -> StoreResult<()> {
    on!(tx, c => sqlx::query(SET_REST)
        .bind(user.get())
        .bind(month)
        .bind(cycle_days)
        .bind(quota.get())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The months of which figures are kept.
///
/// # Errors
/// When the database refuses.
pub async fn months(tx: &mut Tx) -> StoreResult<BTreeSet<NaiveDate>> {
    let rows: Vec<(NaiveDate,)> = on!(tx, c => sqlx::query_as(MONTHS).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(month,)| month).collect())
}
