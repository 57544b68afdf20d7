-- Any three letters of a name find it without reading every name there is. The index follows its table by itself, whoever
-- writes there: forms, imports, undo. It keeps no copy of the names. `rowid` and the column are what both engines are
-- asked for; see the other engine's twin.

create virtual table lead_words using fts5(
  name, email, content = 'lead', content_rowid = 'id', tokenize = 'trigram', detail = none, columnsize = 0
);
create virtual table company_words using fts5(
  name, content = 'company', content_rowid = 'id', tokenize = 'trigram', detail = none, columnsize = 0
);
create virtual table opportunity_words using fts5(
  name, content = 'opportunity', content_rowid = 'id', tokenize = 'trigram', detail = none, columnsize = 0
);

create trigger lead_words_new after insert on lead begin
  insert into lead_words (rowid, name, email) values (new.id, new.name, new.email);
end;
create trigger lead_words_gone after delete on lead begin
  insert into lead_words (lead_words, rowid, name, email) values ('delete', old.id, old.name, old.email);
end;
create trigger lead_words_changed after update of name, email on lead
when old.name is not new.name or old.email is not new.email begin
  insert into lead_words (lead_words, rowid, name, email) values ('delete', old.id, old.name, old.email);
  insert into lead_words (rowid, name, email) values (new.id, new.name, new.email);
end;

create trigger company_words_new after insert on company begin
  insert into company_words (rowid, name) values (new.id, new.name);
end;
create trigger company_words_gone after delete on company begin
  insert into company_words (company_words, rowid, name) values ('delete', old.id, old.name);
end;
create trigger company_words_changed after update of name on company when old.name is not new.name begin
  insert into company_words (company_words, rowid, name) values ('delete', old.id, old.name);
  insert into company_words (rowid, name) values (new.id, new.name);
end;

create trigger opportunity_words_new after insert on opportunity begin
  insert into opportunity_words (rowid, name) values (new.id, new.name);
end;
create trigger opportunity_words_gone after delete on opportunity begin
  insert into opportunity_words (opportunity_words, rowid, name) values ('delete', old.id, old.name);
end;
create trigger opportunity_words_changed after update of name on opportunity when old.name is not new.name begin
  insert into opportunity_words (opportunity_words, rowid, name) values ('delete', old.id, old.name);
  insert into opportunity_words (rowid, name) values (new.id, new.name);
end;

insert into lead_words (lead_words) values ('rebuild');
insert into company_words (company_words) values ('rebuild');
insert into opportunity_words (opportunity_words) values ('rebuild');
