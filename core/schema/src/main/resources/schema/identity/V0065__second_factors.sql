-- What a person shows beside the password. At most one authenticator app per user.

create table if not exists totp_factors (
  user_id uuid primary key references users (id),
  -- encrypted by the server
  seed varchar(400) not null,
  created_at timestamp with time zone not null,
  -- null until the first code was right: until then it asks nothing of anybody
  confirmed_at timestamp with time zone,
  -- of the last code that was taken; an earlier one, or the same again, is not
  last_step bigint not null default 0,
  -- since the last right one; too many lock the factor
  wrong_codes integer not null default 0
);

-- One use each. Of a used one the row goes.
create table if not exists recovery_codes (
  user_id uuid not null references users (id),
  -- SHA-256 of the code, hexadecimal
  hash varchar(64) not null,
  created_at timestamp with time zone not null,
  primary key (user_id, hash)
);

-- when the person behind a session last showed the strongest factor there is; null for never
alter table sessions add column if not exists verified_at timestamp with time zone;
