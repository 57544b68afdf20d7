-- People we may sell to, what happened with them, and how their score came to be.

create table lead (
  id integer primary key,
  name text not null,
  email text,
  phone text,
  job_title text,
  company_id integer references company (id),
  owner_id integer references app_user (id),
  status text not null default 'new',
  -- the furthest status ever reached: the funnel counts it, also for leads that fell back
  furthest_status text not null default 'new',
  status_entered_at text not null,
  disqualified_reason text,
  source text not null default 'unknown',
  country text,
  city text,
  time_zone text,
  qualification_status text not null default 'in_progress',
  preferred_contact_method text,
  preferred_contact_time text,
  pain_points text not null,
  interests text not null,
  decision_makers text not null,
  budget_range text,
  budget_cents integer,
  decision_timeline text,
  authority text not null default 'unknown',
  product_id integer references product (id),
  do_not_contact integer not null default 0 check (do_not_contact in (0, 1)),
  lead_score integer not null default 0,
  lead_grade text not null default 'D',
  behaviour_score integer not null default 0,
  demographic_score integer not null default 0,
  fit_score integer not null default 0,
  engagement_score integer not null default 0,
  -- the score's parts and points as shown
  score_reasons text,
  scored_at text,
  total_interactions integer not null default 0,
  last_contacted_at text,
  last_contacted_by integer references app_user (id),
  last_inbound_at text,
  next_follow_up_at text,
  snoozed_until text,
  external_key text,
  created_at text not null,
  updated_at text not null,
  deleted_at text,
  version integer not null default 1,
  constraint lead_status check (status in ('new', 'contacted', 'qualified', 'opportunity', 'customer', 'disqualified')),
  constraint lead_furthest check (furthest_status in ('new', 'contacted', 'qualified', 'opportunity', 'customer')),
  constraint lead_qualification check (qualification_status in ('in_progress', 'qualified', 'unqualified')),
  constraint lead_authority check (authority in ('unknown', 'user', 'influencer', 'decider')),
  constraint lead_contact_method check (preferred_contact_method in ('email', 'phone', 'sms', 'whatsapp')),
  constraint lead_grade_known check (lead_grade in ('A', 'B', 'C', 'D')),
  constraint lead_scores check (
    lead_score between 0 and 100 and behaviour_score between 0 and 100 and demographic_score between 0 and 100
    and fit_score between 0 and 100 and engagement_score between 0 and 100
  ),
  constraint lead_email_lower check (email = lower(email))
) strict;

-- A rep's list and queue: own leads by score.
create index lead_owner_score on lead (owner_id, lead_score desc, id desc) where deleted_at is null;
-- The list of a whole team or company by score.
create index lead_by_score on lead (lead_score desc, id desc) where deleted_at is null;
-- The list by age.
create index lead_by_created on lead (created_at desc, id desc) where deleted_at is null;
-- The list by name.
create index lead_by_name on lead (lower(name), id) where deleted_at is null;
-- A rep's own list by age and by name: sorting twenty thousand leads for a page of fifty takes too long.
create index lead_owner_created on lead (owner_id, created_at desc, id desc) where deleted_at is null;
create index lead_owner_name on lead (owner_id, lower(name), id) where deleted_at is null;
-- Leads somebody means to come back to.
create index lead_owner_follow_up on lead (owner_id, next_follow_up_at) where next_follow_up_at is not null and deleted_at is null;
-- Lists filtered by status.
create index lead_status_score on lead (status, lead_score desc, id desc) where deleted_at is null;
-- People of a company.
create index lead_company on lead (company_id);
-- Duplicate check and mail matching.
create index lead_email on lead (email) where email is not null;
-- Rescoring visits the leads longest unscored first.
create index lead_scored on lead (scored_at);
create unique index lead_external_key on lead (external_key) where external_key is not null;

create table lead_score_history (
  id integer primary key,
  lead_id integer not null references lead (id),
  at text not null,
  lead_score integer not null,
  lead_grade text not null,
  behaviour_score integer not null,
  demographic_score integer not null,
  fit_score integer not null,
  engagement_score integer not null,
  reason text not null,
  journal_id integer references journal (id)
) strict;

-- A lead's score over time.
create index lead_score_history_lead on lead_score_history (lead_id, at);
