-- Erasures, what each service removed for them, and their receipts. They name no image, no patient and no file.
create table erasure (
  erasure      text        primary key,
  -- ErasureRequested, as it came.
  request      text        not null,
  requested_at timestamptz not null,
  -- Written once, when everything is removed.
  receipt      text,
  -- The audit log has the hash of the receipt.
  audited      boolean     not null default false
);

create index erasure_open on erasure (requested_at) where not audited;

create table erasure_part (
  erasure      text        not null,
  service      text        not null,
  -- ErasureConfirmed, as it came.
  confirmation text        not null,
  confirmed_at timestamptz not null default now(),
  primary key (erasure, service)
);

-- What stays of a study whose data were withdrawn.
create table withdrawn_study (
  study_id     text primary key,
  name         text not null,
  -- ISO 8601, UTC
  submitted_at text not null,
  erasure      text not null,
  withdrawn_at text not null
);
