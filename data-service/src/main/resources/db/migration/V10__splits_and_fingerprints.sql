-- What each image looks like, by its bytes: the same in every version and data set.
create table image_fingerprint (
  sha256      text primary key,
  fingerprint text not null
);

-- Splits that studies were made with: a split of a later version continues the newest one.
create table dataset_split (
  id       bigint      generated always as identity primary key,
  dataset  text        not null references dataset,
  -- Hash of seed, shares, fold or repeat.
  settings text        not null,
  -- Content hash of the version that was split.
  version  text        not null,
  split_id text        not null,
  parent   text,
  -- The manifest in the artifact store.
  manifest text        not null,
  made_at  timestamptz not null,
  unique (dataset, settings, version)
);
