-- Five fields of cron and a time zone: the folder is looked at at those times. Absent: all the time.
alter table watched_folder add column cron text;
alter table watched_folder add column zone text;
-- The last such time that was kept; the next one follows from it.
alter table watched_folder add column looked_at timestamptz;
alter table watched_folder add check ((cron is null) = (zone is null) and (cron is null) = (looked_at is null));
