-- The class that a file would have that is left out: losses are counted by class.
alter table quarantined_file add column class_name text;
-- JSON of the notes on how a folder was read, for readers of results. Absent: none.
alter table dataset_version add column notes text;
