-- The next in line is found in this table alone: a join would let the planner choose, and its statistics are those of yesterday.
alter table work_demand add column not_before timestamptz not null default now();

update work_demand d set not_before = w.not_before from work w where w.work_key = d.work_key;

-- What runs is found by its lease; an index of all that waits beside it would be taken for that where statistics are old.
drop index work_open;
