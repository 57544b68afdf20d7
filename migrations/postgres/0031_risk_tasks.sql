-- Which warnings on deals are being seen to: open tasks that a warning made.
create index task_risk on task (rule, opportunity_id)
  where rule is not null and status = 'open' and deleted_at is null;
