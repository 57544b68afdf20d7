-- What a person has chosen about pages that show more than one kind of thing: the sidebar, the columns of lists. One
-- value for each person, read whole with the person.
create table preference (
  user_id integer primary key references app_user (id),
  value text not null,
  updated_at text not null
) strict;
