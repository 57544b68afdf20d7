-- Tasks that come again, and with lines to tick; and a person's tasks in the calendar they use anyway.

alter table task add column recurrence text check (recurrence in ('daily', 'weekly', 'monthly'));
alter table task add column checklist jsonb not null default '[]';

-- A person's calendar, done and open.
create index task_owner_due on task (owner_id, due_at) where deleted_at is null;

create table calendar_feed (
  user_id bigint primary key references app_user (id),
  -- as it stands in the address: the page shows it again, and who can read this table can read the tasks as well
  secret text not null,
  created_at timestamptz not null,
  read_at timestamptz,
  constraint calendar_feed_secret unique (secret)
);
