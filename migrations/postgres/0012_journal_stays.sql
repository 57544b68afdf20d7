-- PostgreSQL replaces a row by an update only, which the triggers of the journal refuse already.

select 1;
