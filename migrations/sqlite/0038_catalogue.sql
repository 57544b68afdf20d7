-- Batches with a price of their own, and a waiting list behind their seats.

-- The price of a seat; null: the course's list price.
alter table batch add column price_cents integer check (price_cents >= 0);
-- Since when it is not held after all: it was made by mistake, or taken back.
alter table batch add column deleted_at text;
-- The schedule over all courses.
create index batch_by_day on batch (starts_on, id);

-- A check cannot be widened: the table is made anew.
create table enrolment_with_waiting (
  id integer primary key,
  batch_id integer not null references batch (id),
  learner_id integer not null references learner (id),
  -- the deal that paid for the seat
  opportunity_id integer references opportunity (id),
  status text not null default 'booked',
  created_at text not null,
  updated_at text not null,
  version integer not null default 1,
  constraint enrolment_seat_unique unique (batch_id, learner_id),
  constraint enrolment_status check (status in ('booked', 'waiting', 'attended', 'missed', 'cancelled'))
) strict;

insert into enrolment_with_waiting
  (id, batch_id, learner_id, opportunity_id, status, created_at, updated_at, version)
select id, batch_id, learner_id, opportunity_id, status, created_at, updated_at, version from enrolment;
drop table enrolment;
alter table enrolment_with_waiting rename to enrolment;
create index enrolment_learner on enrolment (learner_id);
-- The seats a deal paid for.
create index enrolment_deal on enrolment (opportunity_id) where opportunity_id is not null;
-- Whoever is enrolled again is found by the mail address.
create index learner_email on learner (lower(email)) where email is not null;
