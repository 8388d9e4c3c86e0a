-- A claim finds the next piece of work by an index, however many wait: a demand has the order of its work, and is open while the
-- work may be queued. It is never false for queued work with a live demand; a claim checks the work itself.
alter table work_demand add column seq bigint;
alter table work_demand add column open boolean not null default true;
-- Ascending, so that the next in line comes first.
alter table work_demand add column urgency integer generated always as (-priority) stored;

update work_demand d set seq = w.seq, open = w.state = 'queued' from work w where w.work_key = d.work_key;
alter table work_demand alter column seq set not null;

create index work_demand_open on work_demand (urgency, work_group, seq) where state = 'live' and open;
create index work_lease on work (lease_until) where state = 'running';
