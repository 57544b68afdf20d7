-- The one journal. A unit is one user intention; each changed record of it is one row.
-- Timeline, audit, undo, automation and live pages read here, and nothing is ever changed or removed.

create table unit (
  id integer primary key,
  label text not null,
  actor_kind text not null,
  user_id integer references app_user (id),
  at text not null,
  -- the unit this one reverses
  undoes_id integer references unit (id),
  constraint unit_actor_kind check (actor_kind in ('user', 'rule', 'import', 'agent', 'system'))
) strict;

create table journal (
  id integer primary key,
  unit_id integer not null references unit (id),
  at text not null,
  entity text not null,
  entity_id integer not null,
  action text not null,
  -- field -> {from, to}
  changes text not null,
  reason text,
  cause_id integer references journal (id),
  constraint journal_action check (action in ('create', 'update', 'delete', 'restore'))
) strict;

-- A record's own history, newest first.
create index journal_entity on journal (entity, entity_id, id);
-- Undo reads a whole unit.
create index journal_unit on journal (unit_id);
-- What did this entry set off?
create index journal_cause on journal (cause_id) where cause_id is not null;
-- Has this unit been undone?
create unique index unit_undoes on unit (undoes_id) where undoes_id is not null;

create trigger journal_no_update before update on journal
begin
  select raise(abort, 'the journal is append-only');
end;

create trigger journal_no_delete before delete on journal
begin
  select raise(abort, 'the journal is append-only');
end;

create trigger unit_no_update before update on unit
begin
  select raise(abort, 'the journal is append-only');
end;

create trigger unit_no_delete before delete on unit
begin
  select raise(abort, 'the journal is append-only');
end;
