-- The products of a deal as they were agreed, with their discount, and asking for more discount than one may give.

alter table opportunity_product add column discount_bp integer not null default 0 check (discount_bp between 0 and 10000);
-- Since when the deal's amount follows this line; null: what an import knew of what was sold.
alter table opportunity_product add column agreed_at text;

create table discount_request (
  id integer primary key,
  opportunity_id integer not null references opportunity (id),
  -- what the deal's lines would be
  lines text not null,
  discount_bp integer not null,
  limit_bp integer not null,
  reason text not null,
  asked_by integer references app_user (id),
  asked_at text not null,
  status text not null default 'asked',
  decided_by integer references app_user (id),
  decided_at text,
  note text not null default '',
  constraint discount_request_status check (status in ('asked', 'approved', 'refused', 'withdrawn'))
) strict;

-- A deal's requests, the last one first.
create index discount_request_deal on discount_request (opportunity_id, id);
-- What waits for a decision: one request of a deal at a time.
create unique index discount_request_open on discount_request (opportunity_id) where status = 'asked';
