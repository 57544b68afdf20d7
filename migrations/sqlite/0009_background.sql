-- Work after commit, and runs of imports.

create table job (
  id integer primary key,
  kind text not null,
  payload text not null,
  status text not null default 'queued',
  run_at text not null,
  leased_until text,
  leased_by text,
  attempts integer not null default 0,
  max_attempts integer not null default 5,
  last_error text,
  -- the same work is queued once
  dedupe_key text,
  cause_id integer references journal (id),
  created_at text not null,
  finished_at text,
  constraint job_status check (status in ('queued', 'running', 'done', 'dead'))
) strict;

-- The next job that is due, and those whose lease ran out.
create index job_due on job (run_at, id) where status in ('queued', 'running');
create unique index job_dedupe on job (dedupe_key) where dedupe_key is not null and status in ('queued', 'running');

create table import_run (
  id integer primary key,
  source text not null,
  -- sha-256 over the files read
  fingerprint text not null,
  unit_id integer references unit (id),
  user_id integer references app_user (id),
  status text not null,
  rows_read integer not null,
  rows_created integer not null,
  rows_updated integer not null,
  rows_unchanged integer not null,
  rows_failed integer not null,
  started_at text not null,
  finished_at text not null,
  constraint import_run_status check (status in ('done', 'failed', 'cancelled'))
) strict;

create table import_error (
  id integer primary key,
  import_id integer not null references import_run (id),
  file text not null,
  line integer not null,
  field text not null,
  value text not null,
  message text not null
) strict;

create index import_error_run on import_error (import_id, id);
