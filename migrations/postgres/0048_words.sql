-- Any three letters of a name find it without reading every name there is. The views have the names under which both
-- engines are asked; see the other engine's twin.

create view lead_words as select id as rowid, lower(name) as name, lower(email) as email from lead;
create view company_words as select id as rowid, lower(name) as name from company;
create view opportunity_words as select id as rowid, lower(name) as name from opportunity;

-- A server without the extension, or one where it may not be installed, finds the same by reading every name.
do $$
begin
  create extension if not exists pg_trgm;
  create index lead_words_name on lead using gin (lower(name) gin_trgm_ops);
  create index lead_words_email on lead using gin (lower(email) gin_trgm_ops);
  create index company_words_name on company using gin (lower(name) gin_trgm_ops);
  create index opportunity_words_name on opportunity using gin (lower(name) gin_trgm_ops);
exception
  when undefined_file or feature_not_supported or insufficient_privilege then
    raise notice 'pg_trgm is not to be had: searches read every name';
end
$$;
