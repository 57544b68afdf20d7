-- Open deals are few among many closed ones, and every desk and list begins with them: each order and each sum reads
-- an index of open deals only. The columns of its condition stand in an index that must answer alone, since SQLite
-- would otherwise fetch every row to check them.

-- Forecasts, queues and boards of a rep, a team or everybody read nothing but this.
create index opportunity_open_figures
  on opportunity (owner_id, stage_id, amount_cents, win_bp, expected_close_on, status, deleted_at)
  where status = 'open' and deleted_at is null;
drop index opportunity_owner_open;

-- What has been in its stage for too long, and the median age of a stage.
create index opportunity_open_ages
  on opportunity (stage_id, stage_entered_at desc, id desc, owner_id, amount_cents, status, deleted_at)
  where status = 'open' and deleted_at is null;

-- The list of open deals in each of its orders.
create index opportunity_open_amount on opportunity (amount_cents desc, id desc)
  where status = 'open' and deleted_at is null;
create index opportunity_open_created on opportunity (created_at desc, id desc)
  where status = 'open' and deleted_at is null;
create index opportunity_open_close on opportunity (expected_close_on, id)
  where status = 'open' and deleted_at is null;
create index opportunity_open_win on opportunity (win_bp desc, id desc)
  where status = 'open' and deleted_at is null;
