-- What requests with an Idempotency-Key did, for who sends one again. A claim is there before the request does anything;
-- the answer comes to it afterwards. Both go after a day.

create table if not exists idempotency_keys (
  id uuid primary key,
  user_id uuid not null references users (id),
  idempotency_key varchar(64) not null,
  -- SHA-256 of method, address and body
  request_hash varchar(64) not null,
  claimed_at timestamp with time zone not null,
  -- null until it has answered
  status integer,
  -- where it moved the exchange
  sequence bigint,
  -- encrypted by the server: an answer may tell a secret, or personal data
  answer text,
  key_version integer not null,
  constraint idempotency_keys_key unique (user_id, idempotency_key)
);

create index if not exists idempotency_keys_claimed on idempotency_keys (claimed_at);
create index if not exists idempotency_keys_key_version on idempotency_keys (key_version);
