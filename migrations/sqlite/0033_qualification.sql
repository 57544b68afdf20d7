-- What was found out about a lead, question by question: the newest answer of each. Older ones are in the journal.

create table lead_answer (
  id integer primary key,
  lead_id integer not null references lead (id),
  criterion text not null,
  verdict text not null default 'open',
  value text not null default '',
  -- what it was said in
  interaction_id integer references interaction (id),
  user_id integer references app_user (id),
  answered_at text,
  constraint lead_answer_one unique (lead_id, criterion),
  constraint lead_answer_verdict check (verdict in ('open', 'met', 'not_met'))
) strict;
