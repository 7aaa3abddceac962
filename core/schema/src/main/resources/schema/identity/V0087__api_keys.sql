-- Keys with which programs sign their requests. A revoked one's row goes; the audit trail tells of it.

create table if not exists api_keys (
  id uuid primary key,
  user_id uuid not null references users (id),
  label varchar(100) not null,
  -- ED25519, or HMAC_SHA256
  algorithm varchar(20) not null,
  -- of ED25519: Base64 of the 32 bytes; the private key never leaves its owner
  public_key varchar(60),
  -- of HMAC_SHA256: encrypted by the server, which has to compute with it
  secret varchar(400),
  key_version integer not null,
  scopes varchar(20) array not null,
  -- subnets from which alone it works; empty for anywhere
  addresses varchar(60) array not null,
  created_at timestamp with time zone not null,
  -- null for never
  expires_at timestamp with time zone,
  -- to about a minute
  last_used_at timestamp with time zone,
  last_used_address varchar(64)
);

create index if not exists api_keys_user on api_keys (user_id);
create index if not exists api_keys_key_version on api_keys (key_version);
