alter table study add column paused boolean not null default false;

-- Images per forward pass after memory ran out; absent: those of the run's key.
alter table run add column micro_batch integer check (micro_batch > 0);
