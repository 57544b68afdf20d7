-- Who works here: teams as a tree, users, their sessions, and the installation's settings.

create table team (
  id integer primary key,
  name text not null,
  parent_id integer references team (id),
  external_key text,
  created_at text not null,
  version integer not null default 1,
  constraint team_name_unique unique (name)
) strict;

-- Every team above or equal to a team, kept with the tree, so that "my teams" is one indexed join.
create table team_reach (
  team_id integer not null references team (id),
  below_id integer not null references team (id),
  primary key (team_id, below_id)
) strict;

create table app_user (
  id integer primary key,
  email text not null,
  name text not null,
  role text not null,
  team_id integer references team (id),
  -- null: an imported person who cannot sign in until a password is set
  password_hash text,
  time_zone text not null default 'UTC',
  theme text not null default 'auto',
  region text,
  active integer not null default 1 check (active in (0, 1)),
  external_key text,
  created_at text not null,
  updated_at text not null,
  version integer not null default 1,
  constraint app_user_email_unique unique (email),
  constraint app_user_email_lower check (email = lower(email)),
  constraint app_user_role check (role in ('rep', 'manager', 'ceo', 'admin')),
  constraint app_user_theme check (theme in ('auto', 'light', 'dark'))
) strict;

-- The owners of a team's subtree, for every scoped read.
create index app_user_team on app_user (team_id);
-- An import finds the people it brought before.
create unique index app_user_external_key on app_user (external_key) where external_key is not null;

create table session (
  id integer primary key,
  user_id integer not null references app_user (id) on delete cascade,
  -- sha-256 of the cookie's token: the table alone signs nobody in
  token_hash text not null,
  created_at text not null,
  last_seen_at text not null,
  expires_at text not null,
  user_agent text not null default '',
  address text not null default '',
  constraint session_token_unique unique (token_hash)
) strict;

-- A user's list of own sessions, and their end at a password reset.
create index session_by_user on session (user_id);

-- Failed sign-ins by account and by address, for the back-off.
create table sign_in_failure (
  subject text primary key,
  failures integer not null,
  last_failed_at text not null,
  blocked_until text not null
) strict;

create table setting (
  key text primary key,
  value text not null,
  updated_at text not null,
  version integer not null default 1
) strict;
