-- What is known of an image beside its label (JSON object, absent if nothing), and by what the next scan
-- knows that its file is unchanged (size, time, inode; absent if it cannot be known).
alter table image add column attributes text;
alter table image add column stamp text;
alter table quarantined_file add column stamp text;

-- How files become pixels (JSON; absent: as the original study reads them), and where the images come from.
alter table dataset_version add column reading text;
alter table dataset_version add column source text;
alter table dataset_version add column licence text;
