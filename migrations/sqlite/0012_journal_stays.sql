-- `insert or replace` removes a row without asking the delete triggers: an entry that exists is never replaced.

create trigger journal_no_replace before insert on journal
when exists (select 1 from journal where id = new.id)
begin
  select raise(abort, 'the journal is append-only');
end;

create trigger unit_no_replace before insert on unit
when exists (select 1 from unit where id = new.id)
begin
  select raise(abort, 'the journal is append-only');
end;
