-- What colleagues add to a timeline's entry: that it stands on top, and what they say about it.

create table pin (
  id integer primary key,
  interaction_id integer not null references interaction (id),
  user_id integer references app_user (id),
  at text not null,
  deleted_at text,
  -- an entry is on top once, whoever put it there; taken down it keeps its row
  constraint pin_interaction unique (interaction_id)
) strict;

create table comment (
  id integer primary key,
  interaction_id integer not null references interaction (id),
  user_id integer not null references app_user (id),
  body text not null,
  at text not null,
  edited_at text,
  deleted_at text
) strict;

-- What is said under the entries of a page, in its order.
create index comment_interaction on comment (interaction_id, id);
