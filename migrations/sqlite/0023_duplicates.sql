-- Pairs of records that may be one, for a person to judge; and what a record that was merged is called by since.

create table suspect (
  id integer primary key,
  entity text not null,
  -- the smaller key first
  first_id integer not null,
  second_id integer not null,
  -- how likely they are one
  probability_bp integer not null,
  -- bits by field, as shown
  reasons text not null,
  status text not null default 'open',
  decided_by integer references app_user (id),
  decided_at text,
  found_at text not null,
  constraint suspect_pair unique (entity, first_id, second_id),
  constraint suspect_entity check (entity in ('lead', 'company')),
  constraint suspect_order check (first_id < second_id),
  constraint suspect_status check (status in ('open', 'different', 'merged')),
  constraint suspect_probability check (probability_bp between 0 and 10000)
) strict;

-- The queue, most certain first.
create index suspect_open on suspect (entity, probability_bp desc, id) where status = 'open';

-- A record that was merged into another lies in the trash, and its key leads to the one that was kept.
create table alias (
  entity text not null,
  old_id integer not null,
  kept_id integer not null,
  at text not null,
  primary key (entity, old_id),
  constraint alias_entity check (entity in ('lead', 'company')),
  constraint alias_other check (old_id <> kept_id)
) strict;

-- What was merged into a record: its history is shown with it.
create index alias_kept on alias (entity, kept_id);

-- The list of companies by name, by age and by size.
create index company_by_name on company (lower(name), id) where deleted_at is null;
create index company_by_created on company (created_at desc, id desc) where deleted_at is null;
create index company_by_size on company ((coalesce(employees, 0)) desc, id desc) where deleted_at is null;
