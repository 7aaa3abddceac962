-- Where an act came from. Entries from before have neither, and their hashes are made without.
alter table admin_audit add column if not exists address varchar(64);
alter table admin_audit add column if not exists request_id varchar(100);
