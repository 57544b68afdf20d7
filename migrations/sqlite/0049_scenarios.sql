-- What-ifs of the forecast, kept under a name. The table of 0020 was never written to; it had neither the period a
-- scenario is about, nor its levers as figures, nor a way into the trash and back.

drop table forecast_scenario;

create table forecast_scenario (
  id integer primary key,
  user_id integer not null references app_user (id),
  name text not null,
  period_starts_on text not null,
  period_ends_on text not null,
  -- where each lever stands, in percent more or less than it is
  win_rate integer not null,
  deal_size integer not null,
  new_deals integer not null,
  version integer not null default 1,
  created_at text not null,
  updated_at text not null,
  deleted_at text,
  constraint forecast_scenario_levers check (
    win_rate between -50 and 50 and deal_size between -50 and 50 and new_deals between -50 and 50
  )
) strict;

-- A person's scenarios of a period, and no two of one name; those in the trash leave their names free.
create unique index forecast_scenario_name on forecast_scenario (user_id, period_starts_on, period_ends_on, name)
  where deleted_at is null;
