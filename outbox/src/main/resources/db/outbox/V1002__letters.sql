-- Records that were set aside: waiting ones are tried again, dead ones can never be read.
create table letter (
  id               bigint generated always as identity primary key,
  state            text        not null check (state in ('waiting', 'dead')),
  topic            text        not null,
  record_partition integer     not null,
  record_offset    bigint      not null,
  recorded_at      timestamptz not null,
  record_key       bytea,
  -- Name, value, name, value, ...
  headers          text[]      not null,
  payload          bytea,
  size             integer     not null,
  reason           text        not null,
  attempts         integer     not null,
  set_aside_at     timestamptz not null default now(),
  next_at          timestamptz not null,
  unique (topic, record_partition, record_offset)
);

create index letter_waiting on letter (next_at) where state = 'waiting';

alter table outbox add column headers text[] not null default '{}';
-- An event that is too large for the broker; it stops no other.
alter table outbox add column refused_at timestamptz;
