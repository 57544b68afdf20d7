-- Any page of deals "as of" a day reads the versions that were in force at its end.

-- The day a version is closed on: the deal itself forgets it when it is opened again.
alter table opportunity_version add column closed_on date;

update opportunity_version
set closed_on = coalesce(
  (
    select o.closed_on from opportunity o
    where o.id = opportunity_version.opportunity_id and o.status = opportunity_version.status
  ),
  cast(from_at at time zone 'utc' as date)
)
where status <> 'open';

-- What was open at a moment: versions that still are in force, and those that ended later. Days asked for are mostly
-- near, so it begins with the end. It answers sums, forecasts and counts alone.
create index opportunity_version_open on opportunity_version
  (to_at, from_at, opportunity_id, owner_id, stage_id, amount_cents, win_bp, expected_close_on, status)
  where status = 'open';

-- What was known at a moment to be won or lost in a period.
create index opportunity_version_closed on opportunity_version
  (status, closed_on, from_at, to_at, opportunity_id, owner_id, amount_cents)
  where closed_on is not null;
