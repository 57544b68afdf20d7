-- What happened with a lead, and what is to be done.

create table interaction (
  id integer primary key,
  lead_id integer not null references lead (id),
  opportunity_id integer references opportunity (id),
  user_id integer references app_user (id),
  kind text not null,
  direction text not null,
  outcome text,
  sentiment text,
  duration_seconds integer,
  subject text not null default '',
  notes text not null default '',
  next_action_suggested text,
  at text not null,
  external_key text,
  created_at text not null,
  constraint interaction_kind check (kind in ('email', 'call', 'meeting', 'sms', 'whatsapp', 'note', 'web_visit', 'form')),
  constraint interaction_direction check (direction in ('inbound', 'outbound', 'internal')),
  constraint interaction_outcome check (
    outcome in ('interested', 'not_interested', 'follow_up_needed', 'no_answer', 'opened', 'clicked', 'replied', 'meeting_booked', 'held', 'no_show')
  ),
  constraint interaction_sentiment check (sentiment in ('positive', 'neutral', 'negative')),
  constraint interaction_duration check (duration_seconds >= 0)
) strict;

-- A lead's timeline and its score.
create index interaction_lead on interaction (lead_id, at desc, id desc);
-- A deal's timeline and its win probability.
create index interaction_opportunity on interaction (opportunity_id, at desc) where opportunity_id is not null;
-- A rep's activity.
create index interaction_user on interaction (user_id, at desc);

create table task (
  id integer primary key,
  title text not null,
  kind text not null default 'to_do',
  lead_id integer references lead (id),
  opportunity_id integer references opportunity (id),
  -- anything else a task may be about: a campaign, a company, a batch, a learner
  related_entity_type text,
  related_entity_id integer,
  owner_id integer not null references app_user (id),
  due_at text,
  status text not null default 'open',
  priority_score integer not null default 50,
  auto_generated integer not null default 0 check (auto_generated in (0, 1)),
  -- which rule made it; with the lead and the day it makes a generated task unique
  rule text,
  dedupe_key text,
  reminder_sent integer not null default 0 check (reminder_sent in (0, 1)),
  snoozed_until text,
  completed_at text,
  notes text not null default '',
  external_key text,
  created_at text not null,
  updated_at text not null,
  deleted_at text,
  version integer not null default 1,
  constraint task_kind check (kind in ('to_do', 'call', 'email', 'meeting', 'message', 'follow_up')),
  constraint task_status check (status in ('open', 'done', 'cancelled')),
  constraint task_priority check (priority_score between 0 and 100),
  constraint task_related check ((related_entity_type is null) = (related_entity_id is null)),
  constraint task_completed check ((status = 'done') = (completed_at is not null))
) strict;

-- A rep's open tasks by due time.
create index task_owner_open on task (owner_id, due_at, id) where status = 'open' and deleted_at is null;
-- What a rep has done, the last first.
create index task_owner_done on task (owner_id, completed_at desc, id desc) where status = 'done' and deleted_at is null;
-- The same of a whole team or company.
create index task_by_due on task (due_at, id) where status = 'open' and deleted_at is null;
create index task_by_done on task (completed_at desc, id desc) where status = 'done' and deleted_at is null;
-- Tasks on a lead's and a deal's page.
create index task_lead on task (lead_id) where lead_id is not null;
create index task_opportunity on task (opportunity_id) where opportunity_id is not null;
create unique index task_dedupe on task (dedupe_key) where dedupe_key is not null;
