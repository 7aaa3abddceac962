-- Names and telephone numbers are encrypted by the server (docs/security/encryption.md), so they are longer than what they say.
-- A row of before has key_version 0: the next start encrypts it.

alter table users alter column fullname set data type varchar(1200);
alter table users alter column phone set data type varchar(120);
alter table users add column if not exists phone_index varchar(16);
alter table users add column if not exists key_version integer not null default 0;

create index if not exists users_phone_index on users (phone_index);
create index if not exists users_key_version on users (key_version);

-- the name of a client's account is its user's
update accounts set name = '' where kind = 'CLIENT';
