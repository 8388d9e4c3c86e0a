-- What cells come to against each other.

-- Told by another stage, or by this one: no result comes unless somebody acts.
create table failure (
  id       bigint generated always as identity primary key,
  study_id text not null,
  cell_id  text not null,
  reason   text not null,
  unique (study_id, cell_id)
);

-- The newest comparison of a study's data set.
create table comparison_demand (
  id             bigint generated always as identity primary key,
  study_id       text not null references study,
  dataset        text not null,
  -- Of the evaluations that are compared and the plan, without the looks before.
  subject        text,
  -- Of the comparison that is wanted now.
  comparison_key text,
  -- Of the one that was announced last.
  announced_key  text,
  -- Why there is none for what is wanted now.
  reason         text,
  unique (study_id, dataset)
);

create table comparison (
  comparison_key text        primary key,
  file           text        not null,
  made_at        timestamptz not null default now()
);

-- Each time somebody was told how models compare on a test set.
create table look (
  id             bigint generated always as identity primary key,
  study_id       text not null,
  dataset        text not null,
  test_hash      text not null,
  comparison_key text not null,
  cells          text not null,
  unique (study_id, dataset, comparison_key)
);

create index look_at_test_set on look (test_hash);
