-- Where leads come from, and what that cost.

create table campaign (
  id integer primary key,
  name text not null,
  source text not null,
  status text not null default 'planned',
  starts_on text not null,
  ends_on text,
  budget_cents integer not null default 0,
  currency text not null,
  owner_id integer references app_user (id),
  external_key text,
  created_at text not null,
  updated_at text not null,
  version integer not null default 1,
  constraint campaign_name_unique unique (name),
  constraint campaign_status check (status in ('planned', 'running', 'done', 'cancelled'))
) strict;

create table campaign_cost (
  id integer primary key,
  campaign_id integer not null references campaign (id),
  spent_on text not null,
  amount_cents integer not null,
  note text not null default ''
) strict;

create index campaign_cost_campaign on campaign_cost (campaign_id, spent_on);

-- A lead may come from several campaigns: attribution weighs its touches.
create table touch (
  id integer primary key,
  lead_id integer not null references lead (id),
  campaign_id integer not null references campaign (id),
  channel text not null default 'unknown',
  at text not null
) strict;

create index touch_lead on touch (lead_id, at);
create index touch_campaign on touch (campaign_id, at);
