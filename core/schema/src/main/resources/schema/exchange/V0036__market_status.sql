-- What each market is now, and what it becomes next by itself.

update symbols set status = 'TRADING' where status = 'ACTIVE';
alter table symbols add column planned_status varchar(20);
alter table symbols add column planned_at timestamp with time zone;
