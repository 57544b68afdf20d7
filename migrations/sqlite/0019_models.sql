-- What was learned from the installation's own history, version by version, each with how good it is.

create table model (
  id integer primary key,
  -- what it says the chance of
  kind text not null,
  version integer not null,
  trained_at text not null,
  -- how many ended deals or leads it was learned from, how many of them ended well, and as how many moments
  cases integer not null,
  positives integer not null,
  examples integer not null,
  from_on text,
  to_on text,
  -- which way of telling the chance was chosen, and why
  method text not null,
  reason text not null,
  content text not null,
  metrics text not null,
  is_used integer not null check (is_used in (0, 1)),
  constraint model_version_unique unique (kind, version),
  constraint model_kind check (kind in ('win', 'lead')),
  constraint model_counts check (0 <= positives and positives <= cases)
) strict;

-- The one in use of each kind: read with every score.
create unique index model_in_use on model (kind) where is_used = 1;
