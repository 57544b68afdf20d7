-- What the pages keep for a person, and what they look up as somebody types.

-- A new lead is compared with those that are there by how they are dialled: the same spelling as
-- store::leads::alike asks with.
create index lead_phone on lead (replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', ''))
  where phone is not null;
