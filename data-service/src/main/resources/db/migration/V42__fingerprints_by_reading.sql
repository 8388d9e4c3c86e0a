-- The same bytes look different when they are read differently. Absent before: the original study's reading.
alter table image_fingerprint add column reading text not null default '';
alter table image_fingerprint drop constraint image_fingerprint_pkey;
alter table image_fingerprint add primary key (sha256, reading);
