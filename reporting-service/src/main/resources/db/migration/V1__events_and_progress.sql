-- Every event of a study, once. What a study is now is what its events say together.
create table study_event (
  event_id    text        primary key,
  study_id    text        not null,
  type        text        not null,
  payload     text        not null,
  recorded_at timestamptz not null
);

create index study_event_study on study_event (study_id);
create index study_event_submitted on study_event (recorded_at) where type = 'STUDY_SUBMITTED';

-- The newest word of each run; the event topics do not keep it, and no report is made from it.
create table run_progress (
  study_id      text   not null,
  cell_id       text   not null,
  run_key       text   not null,
  record_offset bigint not null,
  payload       text   not null,
  primary key (study_id, cell_id, run_key)
);
