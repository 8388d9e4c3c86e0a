-- One that has begun and not ended goes on when the service starts.
create table rebuild (
  started_at timestamptz not null default now(),
  ended_at   timestamptz
);

create unique index rebuild_one on rebuild ((ended_at is null)) where ended_at is null;
