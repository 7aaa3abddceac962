-- Until when the owner of the address has to show to read its mail, or the user is removed; null once shown, or when that was not asked for. Who
-- was there before there was such a thing stays.

alter table users add column if not exists verify_by timestamp with time zone;

create index if not exists users_verify_by on users (verify_by);
