-- Stages that are edited: what is checked before a deal goes on, and since when a stage or a pipeline is out of use.

alter table stage add column guards text not null default '[]';
-- Deals and reports of old keep their stage: it is taken out of use, never deleted.
alter table stage add column retired_at text;
alter table pipeline add column retired_at text;
