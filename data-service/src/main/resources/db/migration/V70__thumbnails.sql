-- Small pictures of the images of a version, in one artifact. Versions of earlier releases have none: theirs are made on demand.
create table thumbnails (
  content_hash text primary key,
  file         text not null
);
