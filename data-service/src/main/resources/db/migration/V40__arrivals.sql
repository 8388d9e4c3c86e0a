-- What new data mean to a study, by its name: its newest submission counts.
create table standing_study (
  name        text    primary key,
  on_new_data text    not null check (on_new_data in ('RETRAIN')),
  -- The study file as it was submitted.
  study       text    not null,
  -- Its newest generation.
  study_id    text    not null references study
);

alter table study add column generation integer not null default 1;
-- The generation before, if new data made this one.
alter table study add column previous text references study;

-- Data sets whose folder is looked at again and again.
create table watched_folder (
  dataset     text        primary key references dataset,
  -- Absent: the settings of the service.
  quiet_ms    bigint,
  max_wait_ms bigint,
  since       timestamptz not null
);

-- What lay in the folder of a watched data set when its last batch ended: size, time, inode of each file.
create table arrived_file (
  dataset text not null references dataset,
  path    text not null,
  stamp   text not null,
  primary key (dataset, path)
);

-- One batch makes one version.
create table arrival_batch (
  id              bigint      generated always as identity primary key,
  dataset         text        not null references dataset,
  state           text        not null check (state in ('COLLECTING', 'CLOSED', 'DONE', 'FAILED')),
  opened_at       timestamptz not null,
  last_arrival_at timestamptz not null,
  closed_at       timestamptz,
  ended_at        timestamptz,
  -- Content hashes of the versions before and after.
  before_version  text,
  version         text,
  -- Why it failed.
  reason          text
);

create unique index arrival_batch_open on arrival_batch (dataset) where state = 'COLLECTING';

create table arrival (
  batch_id   bigint      not null references arrival_batch,
  path       text        not null,
  source     text        not null,
  -- Absent: the file went away.
  stamp      text,
  arrived_at timestamptz not null,
  primary key (batch_id, path)
);

-- What a batch meant to the studies that stand on its data set.
create table batch_study (
  batch_id bigint not null references arrival_batch,
  name     text   not null,
  action   text   not null,
  study_id text   references study,
  -- Why there is none.
  reason   text,
  primary key (batch_id, name)
);
