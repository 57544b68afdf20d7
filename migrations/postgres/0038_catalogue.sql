-- Batches with a price of their own, and a waiting list behind their seats.

-- The price of a seat; null: the course's list price.
alter table batch add column price_cents bigint check (price_cents >= 0);
-- Since when it is not held after all: it was made by mistake, or taken back.
alter table batch add column deleted_at timestamptz;
-- The schedule over all courses.
create index batch_by_day on batch (starts_on, id);

alter table enrolment drop constraint enrolment_status;
alter table enrolment add constraint enrolment_status
  check (status in ('booked', 'waiting', 'attended', 'missed', 'cancelled'));
-- The seats a deal paid for.
create index enrolment_deal on enrolment (opportunity_id) where opportunity_id is not null;
-- Whoever is enrolled again is found by the mail address.
create index learner_email on learner (lower(email)) where email is not null;
