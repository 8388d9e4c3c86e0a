-- Codes of earlier releases were made by whoever had the token; they live ten minutes.
alter table login_code add column caller text not null default 'operator assay';

-- Who asked for what. Each row has the hash of the row before, so a row that is changed, removed or put in breaks the chain.
create table audit (
  number   bigint      primary key,
  at       timestamptz not null,
  caller   text        not null,
  role     text        not null,
  address  text        not null,
  method   text        not null,
  path     text        not null,
  outcome  text        not null,
  previous text        not null,
  hash     text        not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end;
$$;

create trigger append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();

create index audit_path on audit (path text_pattern_ops);
