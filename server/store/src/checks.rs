//! What must always be true of the data, each as a count of the rows where it is not.

use crate::{StoreResult, Tx};

/// Something the program promises of its data.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The promise, for people.
    pub promise: &'static str,
    sql: &'static str,
}

const ONE_VERSION: &str = "
select count(1) from opportunity o
where (select count(1) from opportunity_version v where v.opportunity_id = o.id and v.to_at is null) <> 1";

const VERSION_IS_DEAL: &str = "
select count(1) from opportunity o
join opportunity_version v on v.opportunity_id = o.id and v.to_at is null
where v.stage_id <> o.stage_id or v.status <> o.status or v.amount_cents <> o.amount_cents or v.win_bp <> o.win_bp
  or coalesce(v.owner_id, 0) <> coalesce(o.owner_id, 0)
  or (v.expected_close_on is null) <> (o.expected_close_on is null) or v.expected_close_on <> o.expected_close_on
  or (v.closed_on is null) <> (o.closed_on is null) or v.closed_on <> o.closed_on";

const VERSIONS_JOIN: &str = "
select count(1) from (
  select v.to_at, lead(v.from_at) over (partition by v.opportunity_id order by v.from_at, v.id) as next_at
  from opportunity_version v
) w
where w.next_at is not null and (w.to_at is null or w.to_at <> w.next_at)";

const STATUS_IS_STAGE: &str = "
select count(1) from opportunity o
join stage s on s.id = o.stage_id
where (o.status = 'open' and s.kind <> 'open') or (o.status <> 'open' and s.kind <> o.status)";

const UNIT_HAS_ENTRIES: &str = "
select count(1) from journal j
left join unit n on n.id = j.unit_id
where n.id is null or n.at > j.at";

const TEAM_REACHES_ITSELF: &str = "
select count(1) from team t
where not exists (select 1 from team_reach r where r.team_id = t.id and r.below_id = t.id)";

const NOBODY_WAITS_FOR_NOTHING: &str = "
select count(1) from batch b
where (select count(1) from enrolment e where e.batch_id = b.id and e.status = 'waiting') > 0
  and (select count(1) from enrolment e
    where e.batch_id = b.id and e.status in ('booked', 'attended', 'missed')) < b.seats";

/// Every check, in the order they are shown.
pub const ALL: [Check; 7] = [
    Check { promise: "Every deal has exactly one version in force", sql: ONE_VERSION },
    Check { promise: "The version in force says what the deal says", sql: VERSION_IS_DEAL },
    Check { promise: "A deal's versions follow each other without a gap", sql: VERSIONS_JOIN },
    Check { promise: "A deal's status is that of its stage", sql: STATUS_IS_STAGE },
    Check { promise: "Every entry of the journal belongs to a unit", sql: UNIT_HAS_ENTRIES },
    Check { promise: "Every team reaches itself", sql: TEAM_REACHES_ITSELF },
    Check { promise: "Nobody waits for a seat while one is free", sql: NOBODY_WAITS_FOR_NOTHING },
];

/// Every statement of this module, for the test that prepares them all.
pub(crate) const STATEMENTS: &[&str] = &[
    ONE_VERSION,
    VERSION_IS_DEAL,
    VERSIONS_JOIN,
    STATUS_IS_STAGE,
    UNIT_HAS_ENTRIES,
    TEAM_REACHES_ITSELF,
    NOBODY_WAITS_FOR_NOTHING,
];

/// In how many places a promise is broken.
///
/// # Errors
/// When the database refuses.
pub async fn run(tx: &mut Tx, check: Check) -> StoreResult<i64> {
    Ok(on!(tx, c => sqlx::query_scalar(check.sql).fetch_one(c).await)?)
}
