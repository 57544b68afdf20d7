-- Forecasts with a record: what every method would have said of past periods, what people commit to, and scenarios.

-- Open deals by product, for a forecast's parts.
create index opportunity_open_product on opportunity (product_id, id, owner_id, status, deleted_at)
  where status = 'open' and deleted_at is null;

-- A run of the backtest; the newest one says how far it is.
create table forecast_run (
  id integer primary key,
  -- what set it off
  cause text not null,
  status text not null,
  user_id integer references app_user (id),
  steps integer not null default 0,
  steps_done integer not null default 0,
  -- deals looked at, and the day from which endings are known
  deals integer not null default 0,
  since_on text,
  has_history integer not null default 0 check (has_history in (0, 1)),
  problem text,
  created_at text not null,
  started_at text,
  finished_at text,
  constraint forecast_run_cause check (cause in ('night', 'import', 'asked')),
  constraint forecast_run_status check (status in ('queued', 'running', 'cancelling', 'done', 'failed', 'cancelled'))
) strict;

-- What a method would have said of a past period with what was known on a day of it. Made anew by each run.
create table forecast_backtest (
  id integer primary key,
  span text not null,
  -- how far into the period it was asked
  horizon text not null,
  period_starts_on text not null,
  cut_on text not null,
  candidate text not null,
  -- whether its record was the best by then
  is_chosen integer not null check (is_chosen in (0, 1)),
  point_cents integer not null,
  low_cents integer not null,
  high_cents integer not null,
  actual_cents integer not null,
  constraint forecast_backtest_span check (span in ('month', 'quarter', 'year')),
  constraint forecast_backtest_horizon check (horizon in ('start', 'third', 'two_thirds', 'today')),
  constraint forecast_backtest_unique unique (span, horizon, period_starts_on, candidate)
) strict;

-- What people say a period will bring, beside the model; every word is kept.
create table forecast_call (
  id integer primary key,
  kind text not null,
  author_id integer not null references app_user (id),
  -- whose deals it is about; null: all that the author leads
  owner_id integer references app_user (id),
  period_starts_on text not null,
  period_ends_on text not null,
  commit_cents integer not null,
  best_cents integer,
  reason text not null,
  created_at text not null,
  constraint forecast_call_kind check (kind in ('submission', 'override')),
  constraint forecast_call_amounts check (commit_cents >= 0 and best_cents >= commit_cents)
) strict;

-- What was said of a period, and a person's own history.
create index forecast_call_period on forecast_call (period_starts_on, period_ends_on, id);
create index forecast_call_owner on forecast_call (owner_id, kind, period_starts_on, id);

-- What-ifs that somebody kept.
create table forecast_scenario (
  id integer primary key,
  user_id integer not null references app_user (id),
  name text not null,
  -- the state of the levers as it stands in an address
  state text not null,
  created_at text not null,
  constraint forecast_scenario_name_unique unique (user_id, name)
) strict;
