-- Campaigns and targets that can be taken back, and reports of campaigns that are too large to make while somebody waits.

-- Since when it is no campaign after all.
alter table campaign add column deleted_at timestamptz;
-- Since when it is no target after all.
alter table quota add column deleted_at timestamptz;

-- One for each scope somebody has asked for, made again every night.
create table campaign_report (
  scope text primary key,
  made_at timestamptz not null,
  value jsonb not null
);
