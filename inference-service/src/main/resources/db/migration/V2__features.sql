-- Outputs of frozen backbones: computed once for all heads and seeds of the same images.
create table features (
  features_key text        primary key,
  artifact     text        not null,
  size         bigint      not null,
  made_at      timestamptz not null default now()
);
