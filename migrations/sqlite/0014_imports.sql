-- Imports as runs of their own: the file, what its columns mean, how far the run has come, and what it could not take.
-- The old tables are made anew, since they knew finished runs only.

create table import_run_new (
  id integer primary key,
  -- the file's name
  source text not null,
  -- sha-256 over the file
  fingerprint text not null,
  unit_id integer references unit (id),
  user_id integer references app_user (id),
  status text not null,
  -- what was found in the file, what its columns are read as, and what a dry run said; null for a folder
  sheet text,
  plan text,
  preview text,
  -- rows of the file; rows done of them, which is also where a run that was cut off goes on
  rows_total integer not null default 0,
  rows_read integer not null default 0,
  rows_created integer not null default 0,
  rows_updated integer not null default 0,
  rows_unchanged integer not null default 0,
  rows_duplicate integer not null default 0,
  rows_failed integer not null default 0,
  -- why it failed
  problem text,
  created_at text not null,
  started_at text,
  finished_at text,
  version integer not null default 1,
  constraint import_run_status check (status in ('draft', 'queued', 'running', 'cancelling', 'done', 'failed', 'cancelled'))
) strict;

insert into import_run_new (id, source, fingerprint, unit_id, user_id, status, rows_total, rows_read, rows_created,
  rows_updated, rows_unchanged, rows_failed, created_at, started_at, finished_at)
select id, source, fingerprint, unit_id, user_id, status, rows_read, rows_read, rows_created, rows_updated,
  rows_unchanged, rows_failed, started_at, started_at, finished_at
from import_run;

create table import_error_new (
  id integer primary key,
  import_id integer not null references import_run_new (id),
  file text not null,
  line integer not null,
  field text not null,
  value text not null,
  message text not null
) strict;

insert into import_error_new (id, import_id, file, line, field, value, message)
select id, import_id, file, line, field, value, message from import_error;

drop table import_error;
drop table import_run;
alter table import_run_new rename to import_run;
alter table import_error_new rename to import_error;

create index import_error_run on import_error (import_id, id);
-- The list of runs, newest first.
create index import_run_created on import_run (created_at desc, id desc);
-- A run of the same file that was cut off.
create index import_run_fingerprint on import_run (fingerprint);

-- The file itself, in pieces: a run goes on after a restart, on whichever machine.
create table import_chunk (
  import_id integer not null references import_run (id),
  position integer not null,
  bytes blob not null,
  primary key (import_id, position)
) strict;

-- What was chosen for files with the same columns.
create table import_memory (
  -- sha-256 over the heads
  signature text primary key,
  plan text not null,
  used_at text not null
) strict;
