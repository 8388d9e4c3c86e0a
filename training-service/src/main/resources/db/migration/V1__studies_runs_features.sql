-- What this service has heard of studies, and what it trained. Payloads are the events as they came.

create table study (
  study_id  text    primary key,
  -- Absent while only a cancellation has come.
  payload   text,
  cancelled boolean not null default false
);

create table split (
  study_id text not null,
  dataset  text not null,
  payload  text not null,
  primary key (study_id, dataset)
);

-- One training, whoever asks for it. How far it is, is in the table work, under the same key.
create table run (
  run_key     text        primary key,
  spec        text        not null,
  models      text,
  engine      text,
  device      text,
  attempt     integer,
  seconds     double precision,
  cpu_seconds double precision,
  peak_memory bigint,
  planned_at  timestamptz not null default now(),
  trained_at  timestamptz
);

-- Which run a cell of a study gets for a seed.
create table cell_run (
  study_id text   not null,
  cell_id  text   not null,
  seed     bigint not null,
  run_key  text   not null references run,
  primary key (study_id, cell_id, seed)
);

create index cell_run_by_run on cell_run (run_key);

-- Outputs of frozen backbones, shared by seeds, heads and subsets.
create table features (
  features_key text        primary key,
  artifact     text        not null,
  size         bigint      not null,
  made_at      timestamptz not null default now()
);
