-- A paused demand keeps nobody at work; it becomes live again, and is told like any other when the work ends for somebody else.
alter table work_demand drop constraint work_demand_state_check;
alter table work_demand add constraint work_demand_state_check
  check (state in ('live', 'paused', 'withdrawn', 'settled'));
