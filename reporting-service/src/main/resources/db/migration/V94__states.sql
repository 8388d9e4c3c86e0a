-- How far studies and their cells are, kept with each event, so that no list and no status counts the events of a study.
alter table study_event add column cell_id text;
update study_event set cell_id = payload::json ->> 'cellId'
  where type in ('MODEL_TRAINED', 'PREDICTIONS_READY', 'EVALUATION_COMPLETED', 'CELL_FAILED');

drop index study_event_study;
create index study_event_cell on study_event (study_id, cell_id);

create table cell_state (
  study_id       text    not null,
  cell_id        text    not null,
  -- Where it is in its study; none until the study's submission has come.
  ordinal        integer,
  -- Whether one of its runs has said anything, or has ended well.
  begun          boolean not null default false,
  failed         boolean not null default false,
  -- Of the evaluation that no other supersedes.
  evaluation_key text,
  primary key (study_id, cell_id)
);

create index cell_state_order on cell_state (study_id, ordinal);

create table study_state (
  study_id     text        primary key,
  -- None until its submission has come.
  name         text,
  submitted_at timestamptz,
  total        integer     not null default 0,
  done         integer     not null default 0,
  failed       integer     not null default 0,
  -- Whether any run has ended.
  begun        boolean     not null default false
);

create index study_state_submitted on study_state (submitted_at) where submitted_at is not null;

-- fill: what the events that are stored already say together
insert into cell_state (study_id, cell_id, ordinal)
  select study_event.study_id, member.cell ->> 'cellId', member.number - 1
  from study_event, json_array_elements(payload::json -> 'cells') with ordinality as member (cell, number)
  where type = 'STUDY_SUBMITTED';

insert into cell_state (study_id, cell_id)
  select distinct study_id, cell_id from study_event where cell_id is not null
  on conflict do nothing;

insert into cell_state (study_id, cell_id)
  select distinct study_id, cell_id from run_progress
  on conflict do nothing;

update cell_state
  set begun = exists (
        select 1 from study_event event
        where event.study_id = cell_state.study_id and event.cell_id = cell_state.cell_id
          and event.type in ('MODEL_TRAINED', 'PREDICTIONS_READY'))
      or exists (
        select 1 from run_progress run
        where run.study_id = cell_state.study_id and run.cell_id = cell_state.cell_id),
    failed = exists (
        select 1 from study_event event
        where event.study_id = cell_state.study_id and event.cell_id = cell_state.cell_id
          and event.type = 'CELL_FAILED'),
    evaluation_key = (
        select max((event.payload::json ->> 'evaluationKey') collate "C") from study_event event
        where event.study_id = cell_state.study_id and event.cell_id = cell_state.cell_id
          and event.type = 'EVALUATION_COMPLETED'
          and not exists (
            select 1 from study_event other
            where other.study_id = event.study_id and other.cell_id = event.cell_id
              and other.type = 'EVALUATION_COMPLETED'
              and other.payload::json ->> 'supersedes' = event.payload::json ->> 'evaluationKey'));

insert into study_state (study_id, name, submitted_at, total)
  select study_id, payload::json ->> 'name', recorded_at, json_array_length(payload::json -> 'cells')
  from study_event where type = 'STUDY_SUBMITTED'
  on conflict do nothing;

insert into study_state (study_id)
  select distinct study_id from study_event where cell_id is not null
  on conflict do nothing;

update study_state
  set done = cells.done, failed = cells.failed
  from (
    select study_id, count(*) filter (where evaluation_key is not null) as done,
      count(*) filter (where evaluation_key is null and cell_state.failed) as failed
    from cell_state group by study_id) cells
  where cells.study_id = study_state.study_id;

update study_state set begun = true
  where exists (
    select 1 from study_event event where event.study_id = study_state.study_id and event.cell_id is not null);
