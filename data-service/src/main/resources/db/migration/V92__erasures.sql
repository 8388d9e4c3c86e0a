-- What stays of a study whose data were withdrawn: its id, which no other study gets, and its name.
alter table study drop constraint study_state_check;
alter table study add check (state in ('RUNNING', 'DONE', 'FAILED_CELLS', 'CANCELLED', 'DATA_WITHDRAWN'));

-- Rows are removed in the transaction that adds such a row; then its folders are deleted, then the other services are told.
create table erasure (
  erasure      text        primary key,
  requested_at timestamptz not null,
  -- ErasureConfirmed, as this service will send it.
  confirmation text        not null,
  -- JSON array of folders and files of this service that are still to be deleted.
  folders      text        not null,
  confirmed_at timestamptz
);

create index erasure_open on erasure (requested_at) where confirmed_at is null;

-- A scan that began before its version was erased does not bring it back.
create table erased_version (
  dataset      text        not null,
  content_hash text        not null,
  erased_at    timestamptz not null default now(),
  primary key (dataset, content_hash)
);
