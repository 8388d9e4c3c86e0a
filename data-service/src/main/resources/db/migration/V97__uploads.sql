-- What callers have sent and what is still there of it: a quota counts it. A row stays for an hour at least, since
-- uploads are counted by the hour, too.
create table upload (
  id         bigint generated always as identity primary key,
  -- As the audit log names whoever sent it.
  caller     text        not null,
  -- Absent: weights, or nothing is left of it.
  dataset    text,
  started_at timestamptz not null,
  -- While it is received and registered: when its service last said so.
  alive_at   timestamptz,
  -- The folder that it was unpacked into.
  folder     text,
  -- What is reserved while it is received; afterwards what is there.
  bytes      bigint      not null default 0,
  files      bigint      not null default 0
);

create index upload_caller on upload (caller, started_at);

-- Its files. Later folders of the data set have links to them.
create table upload_file (
  upload_id bigint not null references upload on delete cascade,
  -- In its folder; begins with / if later folders do not take it over, such as a hidden file.
  path      text   not null,
  bytes     bigint not null,
  -- The number of the first folder in which another file took its place.
  until     bigint
);

create index upload_file_upload on upload_file (upload_id);
-- Of any length.
create index upload_file_path on upload_file using hash (path);

-- Folders that have files of it, as long as a version or a batch needs them.
create table upload_folder (
  folder    text    not null,
  upload_id bigint  not null references upload on delete cascade,
  -- In the order in which they were made.
  made      bigint  not null,
  -- What the paths of its files have lost at their beginnings in this folder.
  strip     text    not null,
  -- Whether it was unpacked into this folder, so that all of its files are there.
  whole     boolean not null,
  primary key (folder, upload_id)
);

create index upload_folder_upload on upload_folder (upload_id);
create sequence upload_folder_made;
