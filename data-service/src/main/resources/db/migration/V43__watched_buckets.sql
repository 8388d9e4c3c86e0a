-- Uploaded data sets that take the new objects of a bucket.
create table watched_bucket (
  dataset text        primary key references dataset,
  bucket  text        not null,
  -- Before every key; what follows is the path in the data set.
  prefix  text        not null,
  since   timestamptz not null
);

-- Objects that were taken, by the entity tag they had.
create table taken_object (
  dataset text not null references dataset,
  key     text not null,
  etag    text not null,
  primary key (dataset, key)
);
