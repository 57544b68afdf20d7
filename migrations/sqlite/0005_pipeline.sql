-- Pipelines, stages, deals, every version a deal ever had, and the seats a deal paid for.

create table pipeline (
  id integer primary key,
  name text not null,
  is_default integer not null default 0 check (is_default in (0, 1)),
  created_at text not null,
  version integer not null default 1,
  constraint pipeline_name_unique unique (name)
) strict;

-- What a pipeline's stages looked like, so that old deals keep the definitions of their time.
create table pipeline_version (
  pipeline_id integer not null references pipeline (id),
  version integer not null,
  from_at text not null,
  stages text not null,
  primary key (pipeline_id, version)
) strict;

create table stage (
  id integer primary key,
  pipeline_id integer not null references pipeline (id),
  position integer not null,
  name text not null,
  kind text not null default 'open',
  default_probability_bp integer not null,
  normal_dwell_days integer not null,
  entry_criteria text not null,
  exit_criteria text not null,
  version integer not null default 1,
  constraint stage_name_unique unique (pipeline_id, name),
  constraint stage_kind check (kind in ('open', 'won', 'lost')),
  constraint stage_probability check (default_probability_bp between 0 and 10000),
  constraint stage_dwell check (normal_dwell_days > 0)
) strict;

create table opportunity (
  id integer primary key,
  name text not null,
  lead_id integer references lead (id),
  company_id integer references company (id),
  owner_id integer references app_user (id),
  pipeline_id integer not null references pipeline (id),
  stage_id integer not null references stage (id),
  status text not null default 'open',
  amount_cents integer not null default 0,
  currency text not null,
  product_id integer references product (id),
  source text not null default 'unknown',
  -- what the owner believes; starts as the stage's default
  probability_bp integer not null,
  -- what the model says, with its range and its reasons as shown
  win_bp integer not null,
  win_low_bp integer not null,
  win_high_bp integer not null,
  win_reasons text,
  win_scored_at text,
  expected_close_on text,
  closed_on text,
  lost_reason text,
  next_step text not null default '',
  next_step_on text,
  competitors text not null,
  decision_criteria text not null,
  close_pushes integer not null default 0,
  contacts_engaged integer not null default 0,
  stage_entered_at text not null,
  last_contacted_at text,
  last_inbound_at text,
  snoozed_until text,
  external_key text,
  created_at text not null,
  updated_at text not null,
  deleted_at text,
  version integer not null default 1,
  constraint opportunity_status check (status in ('open', 'won', 'lost')),
  constraint opportunity_closed check ((status = 'open') = (closed_on is null)),
  constraint opportunity_amount check (amount_cents >= 0),
  constraint opportunity_probability check (
    probability_bp between 0 and 10000 and win_bp between 0 and 10000
    and win_low_bp <= win_bp and win_bp <= win_high_bp
  )
) strict;

-- A rep's or team's open deals: board, queue, forecast.
create index opportunity_owner_open on opportunity (owner_id, stage_id) where status = 'open' and deleted_at is null;
-- A board's column for everybody, largest first.
create index opportunity_stage_open on opportunity (stage_id, amount_cents desc, id desc) where status = 'open' and deleted_at is null;
-- The list of deals, newest first, and by amount.
create index opportunity_by_created on opportunity (created_at desc, id desc) where deleted_at is null;
create index opportunity_by_amount on opportunity (amount_cents desc, id desc) where deleted_at is null;
-- A rep's own list.
create index opportunity_owner_created on opportunity (owner_id, created_at desc, id desc) where deleted_at is null;
-- Deals won or lost in a period.
create index opportunity_closed_on on opportunity (status, closed_on) where closed_on is not null;
-- Deals of a lead and of a company.
create index opportunity_lead on opportunity (lead_id);
create index opportunity_company on opportunity (company_id);
create unique index opportunity_external_key on opportunity (external_key) where external_key is not null;

create table opportunity_product (
  opportunity_id integer not null references opportunity (id),
  product_id integer not null references product (id),
  quantity integer not null default 1,
  price_cents integer not null,
  primary key (opportunity_id, product_id),
  constraint opportunity_product_quantity check (quantity > 0)
) strict;

create table opportunity_version (
  id integer primary key,
  opportunity_id integer not null references opportunity (id),
  from_at text not null,
  -- null: the version in force
  to_at text,
  stage_id integer not null references stage (id),
  status text not null,
  amount_cents integer not null,
  expected_close_on text,
  owner_id integer references app_user (id),
  win_bp integer not null,
  journal_id integer references journal (id),
  constraint opportunity_version_order check (to_at >= from_at)
) strict;

-- A deal's versions in order, and the one in force.
create index opportunity_version_deal on opportunity_version (opportunity_id, from_at);
-- "As of a day" over all deals.
create index opportunity_version_from on opportunity_version (from_at, to_at);

create table opportunity_stage_history (
  id integer primary key,
  opportunity_id integer not null references opportunity (id),
  from_stage_id integer references stage (id),
  to_stage_id integer not null references stage (id),
  at text not null,
  -- how long the deal had been in the stage it left
  dwell_seconds integer,
  user_id integer references app_user (id),
  reason text,
  journal_id integer references journal (id)
) strict;

create index opportunity_stage_history_deal on opportunity_stage_history (opportunity_id, at);
-- Stage conversion and dwell over a period.
create index opportunity_stage_history_at on opportunity_stage_history (from_stage_id, at);

create table enrolment (
  id integer primary key,
  batch_id integer not null references batch (id),
  learner_id integer not null references learner (id),
  -- the deal that paid for the seat
  opportunity_id integer references opportunity (id),
  status text not null default 'booked',
  created_at text not null,
  updated_at text not null,
  version integer not null default 1,
  constraint enrolment_seat_unique unique (batch_id, learner_id),
  constraint enrolment_status check (status in ('booked', 'attended', 'missed', 'cancelled'))
) strict;

create index enrolment_learner on enrolment (learner_id);
