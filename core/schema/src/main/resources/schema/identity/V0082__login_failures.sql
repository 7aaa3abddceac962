-- Wrong passwords in a row, by address, whether or not the address has a user: so that the throttle tells nobody which it is.

create table if not exists login_failures (
  -- HMAC of the address in lower case, hexadecimal, under a key that is not here
  address_hash varchar(64) primary key,
  -- since the last right one
  failures integer not null,
  last_at timestamp with time zone not null,
  -- no password is looked at before
  blocked_until timestamp with time zone not null
);

create index if not exists login_failures_last on login_failures (last_at);
