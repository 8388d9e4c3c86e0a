-- Studies whose data were withdrawn. Nothing of them is taken in again, whatever the topics still have, so these rows stay.
create table erased_study (
  study_id  text        primary key,
  erasure   text        not null,
  erased_at timestamptz not null default now()
);
