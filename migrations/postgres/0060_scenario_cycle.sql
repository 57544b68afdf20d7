-- How long open deals take, as a lever of its own: percent more or less than it is.
alter table forecast_scenario add column cycle bigint not null default 0
  constraint forecast_scenario_cycle check (cycle between -50 and 50);
