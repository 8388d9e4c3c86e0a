-- What this service has heard of studies, and what it scored. Payloads are the events as they came.

create table split (
  id       bigint generated always as identity primary key,
  study_id text not null,
  dataset  text not null,
  payload  text not null,
  unique (study_id, dataset)
);

create table cancelled_study (
  study_id text primary key
);

-- A trained run of a cell; may come before its split: any order is right.
create table trained_run (
  id          bigint generated always as identity primary key,
  study_id    text   not null,
  cell_id     text   not null,
  run_key     text   not null,
  seed        bigint not null,
  dataset     text   not null,
  state       text   not null
              check (state in ('WAITING', 'SCORING', 'DONE', 'FAILED', 'CANCELLED')),
  -- Known once the split is there.
  scoring_key text,
  reason      text,
  payload     text   not null,
  unique (study_id, cell_id, run_key)
);

create index trained_run_by_scoring on trained_run (scoring_key);
create index trained_run_by_run on trained_run (run_key);

-- Scored once, whoever asks: equal models and images have equal predictions.
create table score (
  scoring_key text             primary key,
  test        text             not null,
  validation  text             not null,
  images      integer          not null,
  seconds     double precision not null,
  cpu_seconds double precision not null,
  made_at     timestamptz      not null default now()
);
