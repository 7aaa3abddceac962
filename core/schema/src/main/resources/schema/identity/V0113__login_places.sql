-- Where users have logged in from: a login from elsewhere is told to them.

create table if not exists login_places (
  user_id uuid not null references users (id),
  -- HMAC of one thing that tells a place, for this user alone, hexadecimal, under a key that is not here
  trait_hash varchar(64) not null,
  last_at timestamp with time zone not null,
  primary key (user_id, trait_hash)
);

-- When a frozen user was frozen by the link of such a mail, and so comes back by a new password; null when the staff did it.
alter table users add column if not exists self_frozen_at timestamp with time zone;
