-- Artifacts that nobody refers to. They are removed if a later run of the collector finds the same.
create table collection_mark (
  sha256    text        primary key,
  last_put  timestamptz not null,
  marked_at timestamptz not null,
  seen_at   timestamptz not null
);
