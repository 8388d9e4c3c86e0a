-- Codes that sign a browser in once, as their hashes.
create table login_code (
  code_hash   text        primary key,
  valid_until timestamptz not null
);
