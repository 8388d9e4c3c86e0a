-- Images and patients that were erased one by one: no scan takes them up again. Keyed hashes; no name is in them.
create table erased_image (
  -- Of a data set; empty: these bytes, wherever they lie.
  dataset   text        not null,
  kind      text        not null check (kind in ('IMAGE', 'CONTENT', 'PATIENT')),
  id        text        not null,
  erasure   text        not null,
  erased_at timestamptz not null default clock_timestamp(),
  primary key (dataset, kind, id)
);

create index image_sha256 on image (sha256);
