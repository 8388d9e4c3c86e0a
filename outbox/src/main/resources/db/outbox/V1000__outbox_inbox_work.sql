-- Tables of the outbox library, in the schema of the service that uses it (search_path).
-- Versions from 1000 on are the library's, those below the service's.

create table outbox (
  seq         bigint generated always as identity primary key,
  event_id    text        not null unique,
  topic       text        not null,
  message_key text        not null,
  ce_type     text        not null,
  payload     text        not null,
  traceparent text,
  added_at    timestamptz not null default now(),
  sent_at     timestamptz
);

-- Sent rows stay, so that a repeated event id is known for ever; the relay looks at the others only.
create index outbox_unsent on outbox (seq) where sent_at is null;

create table inbox (
  event_id    text        primary key,
  received_at timestamptz not null default now()
);

create table work (
  work_key     text        primary key,
  payload      text        not null,
  state        text        not null default 'queued'
                           check (state in ('queued', 'running', 'done', 'dead')),
  -- Counts every claim and never goes back: the fencing token of the lease.
  attempt      integer     not null default 0,
  -- Claims that ended badly; an orderly release is none.
  failures     integer     not null default 0,
  max_failures integer     not null check (max_failures > 0),
  worker       text,
  lease_until  timestamptz,
  not_before   timestamptz not null default now(),
  reason       text,
  actor        text,
  seq          bigint generated always as identity,
  offered_at   timestamptz not null default now(),
  claimed_at   timestamptz,
  ended_at     timestamptz
);

create index work_open on work (seq) where state in ('queued', 'running');

create table work_demand (
  work_key   text    not null references work,
  work_group text    not null,
  demander   text    not null,
  priority   integer not null,
  state      text    not null default 'live' check (state in ('live', 'withdrawn', 'settled')),
  primary key (work_key, work_group, demander)
);

create index work_demand_live on work_demand (work_group) where state = 'live';
