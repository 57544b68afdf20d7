-- Browsers in which somebody has signed in before. Wrong passwords from them are counted apart from strangers', so
-- that a stranger who guesses locks nobody out of their own browser.
create table device (
  id integer primary key,
  user_id integer not null references app_user (id) on delete cascade,
  -- sha-256 of the cookie's token; a browser that several people share has one token and a row for each of them
  token_hash text not null,
  created_at text not null,
  last_used_at text not null,
  constraint device_token_user_unique unique (token_hash, user_id)
) strict;

-- All of a user's, to forget them when the password is reset.
create index device_by_user on device (user_id);
-- Those that nobody has used for long, to forget them at night.
create index device_by_last_use on device (last_used_at);
