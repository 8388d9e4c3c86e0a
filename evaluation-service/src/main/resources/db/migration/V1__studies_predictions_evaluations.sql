-- What this service has heard of studies, and what it found. Payloads are the events as they came.

create table study (
  study_id text primary key,
  payload  text not null
);

create table split (
  id       bigint generated always as identity primary key,
  study_id text not null,
  dataset  text not null,
  payload  text not null,
  unique (study_id, dataset)
);

-- May come before the study: any order is right.
create table prediction (
  id       bigint generated always as identity primary key,
  study_id text   not null,
  cell_id  text   not null,
  seed     bigint not null,
  payload  text   not null,
  unique (study_id, cell_id, seed)
);

create table cell (
  id             bigint           generated always as identity primary key,
  study_id       text             not null references study,
  cell_id        text             not null,
  dataset        text             not null,
  subset_ratio   double precision not null,
  state          text             not null check (state in ('WAITING', 'EVALUATING', 'DONE', 'FAILED')),
  -- Of the predictions that are there now.
  evaluation_key text,
  -- Of the metrics that were announced last.
  announced_key  text,
  reason         text,
  unique (study_id, cell_id)
);

create index cell_by_id on cell (cell_id);

-- Found once, whoever asks: equal predictions under an equal plan have equal metrics.
create table evaluation (
  evaluation_key text        primary key,
  metrics        text        not null,
  made_at        timestamptz not null default now()
);
