-- Orders and filters of lists that had to sort or walk through everything at a million leads and 200,000 deals. Over
-- all rows each takes a second or less to make, and one more entry for each record that is written.

-- The list of leads from one source: a rare one is far apart in the list of all.
create index lead_source_score on lead (source, lead_score desc, id desc) where deleted_at is null;
-- The list of leads of one status by age and by name: sorting 100,000 of them took most of a second.
create index lead_status_created on lead (status, created_at desc, id desc) where deleted_at is null;
create index lead_status_name on lead (status, lower(name), id) where deleted_at is null;
-- The list of all deals, open and closed, by the day of closing and by the chance to win.
create index opportunity_by_close
  on opportunity ((coalesce(closed_on, expected_close_on, '9999-12-31')) desc, id desc) where deleted_at is null;
create index opportunity_by_win on opportunity (win_bp desc, id desc) where deleted_at is null;
-- A text is looked for in the names of deals alone, not in their whole rows.
create index opportunity_by_name on opportunity (lower(name), id) where deleted_at is null;
