-- Source paths are in this schema only: manifests, events and URLs name images by hashes.

create table dataset (
  name          text        primary key,
  -- The version that new studies use.
  version_id    bigint,
  registered_at timestamptz not null
);

create table dataset_version (
  id            bigint      generated always as identity primary key,
  dataset       text        not null references dataset,
  content_hash  text        not null,
  layout        text        not null,
  group_kind    text        not null,
  -- JSON array of names; a label is an index into it.
  classes       text        not null,
  synthetic     boolean     not null,
  root          text        not null,
  registered_at timestamptz not null,
  unique (dataset, content_hash)
);

alter table dataset add foreign key (version_id) references dataset_version;

create table image (
  version_id bigint  not null references dataset_version,
  image      text    not null,
  sha256     text    not null,
  bytes      bigint  not null,
  width      integer not null,
  height     integer not null,
  label      integer not null,
  group_id   text    not null,
  part       text,
  -- Below the root of the version, as the file system spells it.
  path       text    not null,
  primary key (version_id, image)
);

create table quarantined_file (
  version_id bigint not null references dataset_version,
  path       text   not null,
  reason     text   not null,
  detail     text   not null,
  primary key (version_id, path)
);

-- Packed images of a version: made once per size.
create table packed_pixels (
  content_hash text    not null,
  resize       integer not null,
  file         text    not null,
  primary key (content_hash, resize)
);

create table weights (
  sha256        text        primary key,
  backbone      text        not null,
  file_name     text        not null,
  source        text        not null,
  preprocessing text        not null,
  file          text        not null,
  -- Of several files of a backbone, the one registered last is used.
  registered_at timestamptz not null
);

create table study (
  study_id     text        primary key,
  content_hash text        not null,
  -- The attempt at this content: a cancelled or failed study can be submitted again.
  attempt      integer     not null,
  name         text        not null,
  state        text        not null check (state in ('RUNNING', 'DONE', 'FAILED_CELLS', 'CANCELLED')),
  -- The event that announced it, and those of its splits.
  submitted    text        not null,
  splits       text        not null,
  notes        text        not null,
  submitted_at timestamptz not null,
  ended_at     timestamptz,
  unique (content_hash, attempt)
);

create table study_cell (
  study_id text    not null references study,
  position integer not null,
  cell_id  text    not null,
  state    text    not null check (state in ('RUNNING', 'DONE', 'FAILED')),
  stage    text,
  reason   text,
  actor    text,
  primary key (study_id, cell_id)
);
