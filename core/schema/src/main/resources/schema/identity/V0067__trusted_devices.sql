-- Devices that need no second factor for a while.

create table if not exists trusted_devices (
  id uuid primary key,
  user_id uuid not null references users (id),
  name varchar(100) not null,
  -- SHA-256 of the device's token, hexadecimal
  token_hash varchar(64) not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint trusted_devices_token unique (token_hash)
);

create index if not exists trusted_devices_user on trusted_devices (user_id);
create index if not exists trusted_devices_expiry on trusted_devices (expires_at);
