-- Companies, and what is sold: products, and for courses their batches, trainers, learners.

create table company (
  id integer primary key,
  name text not null,
  domain text,
  industry text,
  employees integer,
  annual_revenue_cents integer,
  founded_year integer,
  country text,
  city text,
  parent_name text,
  technologies text not null,
  news text not null,
  owner_id integer references app_user (id),
  external_key text,
  created_at text not null,
  updated_at text not null,
  deleted_at text,
  version integer not null default 1,
  constraint company_employees check (employees >= 0)
) strict;

-- Found by name when a lead or a deal names its company.
create index company_name on company (lower(name));
create unique index company_external_key on company (external_key) where external_key is not null;

create table product (
  id integer primary key,
  name text not null,
  kind text not null default 'product',
  series text,
  price_cents integer not null default 0,
  currency text not null,
  duration_days integer,
  active integer not null default 1 check (active in (0, 1)),
  external_key text,
  created_at text not null,
  updated_at text not null,
  version integer not null default 1,
  constraint product_name_unique unique (name),
  constraint product_kind check (kind in ('product', 'course'))
) strict;

create unique index product_external_key on product (external_key) where external_key is not null;

create table trainer (
  id integer primary key,
  name text not null,
  email text,
  topics text not null,
  day_rate_cents integer not null default 0,
  active integer not null default 1 check (active in (0, 1)),
  created_at text not null,
  updated_at text not null,
  version integer not null default 1
) strict;

create table batch (
  id integer primary key,
  product_id integer not null references product (id),
  trainer_id integer references trainer (id),
  code text not null,
  starts_on text not null,
  ends_on text not null,
  place text,
  seats integer not null,
  status text not null default 'planned',
  created_at text not null,
  updated_at text not null,
  version integer not null default 1,
  constraint batch_code_unique unique (code),
  constraint batch_status check (status in ('planned', 'confirmed', 'running', 'done', 'cancelled')),
  constraint batch_seats check (seats >= 0),
  constraint batch_dates check (ends_on >= starts_on)
) strict;

-- A course's schedule, and a trainer's.
create index batch_product on batch (product_id, starts_on);
create index batch_trainer on batch (trainer_id, starts_on);

create table learner (
  id integer primary key,
  name text not null,
  email text,
  company_id integer references company (id),
  created_at text not null,
  updated_at text not null,
  version integer not null default 1
) strict;

create index learner_company on learner (company_id);
