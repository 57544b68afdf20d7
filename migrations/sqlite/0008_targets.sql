-- Targets, what was reached, and what was forecast when.

create table quota (
  id integer primary key,
  -- at most one of the three; none of them means the whole company
  user_id integer references app_user (id),
  team_id integer references team (id),
  product_id integer references product (id),
  starts_on text not null,
  ends_on text not null,
  target_cents integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null default 1,
  constraint quota_target check (target_cents >= 0),
  constraint quota_dates check (ends_on >= starts_on)
) strict;

-- The quotas of a period.
create index quota_period on quota (starts_on, ends_on);

create table rep_performance_metric (
  user_id integer not null references app_user (id),
  -- first day of the month
  month_on text not null,
  leads_assigned integer not null,
  interactions integer not null,
  deals_created integer not null,
  deals_won integer not null,
  deals_lost integer not null,
  won_cents integer not null,
  cycle_days_sum integer not null,
  quota_cents integer not null,
  computed_at text not null,
  primary key (user_id, month_on)
) strict;

create table forecast_snapshot (
  id integer primary key,
  taken_on text not null,
  period_starts_on text not null,
  period_ends_on text not null,
  -- what the figures are for: everything, one owner, one product, one stage
  cut text not null,
  cut_id integer not null default 0,
  method text not null,
  closed_cents integer not null,
  open_cents integer not null,
  new_business_cents integer not null,
  p10_cents integer not null,
  p50_cents integer not null,
  p90_cents integer not null,
  target_cents integer,
  p_target_bp integer,
  created_at text not null,
  constraint forecast_snapshot_cut check (cut in ('all', 'owner', 'team', 'product', 'stage')),
  constraint forecast_snapshot_unique unique (taken_on, period_starts_on, period_ends_on, cut, cut_id)
) strict;
