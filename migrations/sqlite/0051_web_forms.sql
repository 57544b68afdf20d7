-- Forms that stand on other web sites, and what was sent with them.

create table web_form (
  id integer primary key,
  -- what we call it
  name text not null,
  -- what visitors read above it
  title text not null,
  -- its public address
  key text not null,
  -- signs the moment a page of it was drawn; never leaves the database, so a form from elsewhere gets another
  secret text,
  source text not null,
  campaign_id integer references campaign (id),
  product_id integer references product (id),
  owner_id integer references app_user (id),
  -- the sentence visitors agree to
  consent text not null,
  thanks text not null,
  is_open integer not null default 1 check (is_open in (0, 1)),
  created_at text not null,
  updated_at text not null,
  deleted_at text,
  version integer not null default 1,
  constraint web_form_name_unique unique (name),
  constraint web_form_key_unique unique (key)
) strict;

-- What was sent is kept as it came, with the sentence that was agreed to: it is the evidence of that consent.
create table web_form_entry (
  id integer primary key,
  web_form_id integer not null references web_form (id),
  at text not null,
  status text not null,
  -- why it was taken for spam
  reason text,
  name text not null,
  email text not null,
  phone text,
  company text,
  message text not null default '',
  consent text not null,
  page text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  -- the sender's network, hashed anew each day: it counts, and names nobody
  network text not null,
  -- the signed moment its page was drawn: what is sent twice comes once
  stamp text not null,
  lead_id integer references lead (id),
  constraint web_form_entry_status check (status in ('taken', 'spam')),
  constraint web_form_entry_stamp unique (stamp)
) strict;

-- A form's entries, the newest first, and how many there are of each kind.
create index web_form_entry_form on web_form_entry (web_form_id, status, id);
-- How much came from one network of late.
create index web_form_entry_network on web_form_entry (network, at);
-- What a night forgets.
create index web_form_entry_spam on web_form_entry (at) where status = 'spam';
