-- What a funnel's page tells of each lead and deal of a cohort, kept for a while where they are too many to read for
-- every look.

create table funnel_report (
  scope text not null,
  -- the period's code, such as 2026-Q4
  period text not null,
  made_at text not null,
  value text not null,
  primary key (scope, period)
) strict;
