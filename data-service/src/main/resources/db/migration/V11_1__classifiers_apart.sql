-- 0 for a network; else a classifier alone, over as many blocks.
alter table weights add column head_layers integer not null default 0;
