-- Counts and sums that desks and boards show, kept in the transaction that changes a record.
-- 0 stands for "none" in keys, since a key column cannot be null.

create table deal_rollup (
  owner_id bigint not null,
  stage_id bigint not null,
  status text not null,
  product_id bigint not null,
  -- first day of the month: of closing for closed deals, of expected closing for open ones; 1970-01-01 for none
  month_on date not null,
  deals bigint not null,
  amount_cents bigint not null,
  weighted_cents bigint not null,
  primary key (status, month_on, owner_id, stage_id, product_id)
);

create table lead_rollup (
  owner_id bigint not null,
  source text not null,
  status text not null,
  furthest_status text not null,
  -- first day of the month the lead was created in
  month_on date not null,
  leads bigint not null,
  primary key (month_on, owner_id, source, status, furthest_status)
);
