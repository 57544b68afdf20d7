-- What a person takes back goes to the trash and can come out of it again. A key of a record in the trash is free:
-- the same row imported anew, or the same rule, makes a new record.

alter table interaction add column deleted_at timestamptz;

drop index lead_external_key;
create unique index lead_external_key on lead (external_key) where external_key is not null and deleted_at is null;
drop index company_external_key;
create unique index company_external_key on company (external_key) where external_key is not null and deleted_at is null;
drop index opportunity_external_key;
create unique index opportunity_external_key on opportunity (external_key)
  where external_key is not null and deleted_at is null;
drop index task_dedupe;
create unique index task_dedupe on task (dedupe_key) where dedupe_key is not null and deleted_at is null;

-- The trash, the last deleted first.
create index lead_trash on lead (deleted_at) where deleted_at is not null;
create index opportunity_trash on opportunity (deleted_at) where deleted_at is not null;
create index task_trash on task (deleted_at) where deleted_at is not null;
create index company_trash on company (deleted_at) where deleted_at is not null;

-- The journal of one person, newest first.
create index unit_user on unit (user_id, id);
