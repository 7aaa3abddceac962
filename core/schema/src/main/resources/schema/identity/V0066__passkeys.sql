create table if not exists passkeys (
  id uuid primary key,
  user_id uuid not null references users (id),
  name varchar(100) not null,
  -- Base64 for URLs; of at most 1,023 bytes
  credential_id varchar(1364) not null,
  -- attested credential data of WebAuthn, likewise: the public key and who made the authenticator
  credential varchar(4000) not null,
  -- what the authenticator counted at its last use; 0 when it does not count
  counter bigint not null,
  backup_eligible boolean not null,
  backed_up boolean not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  -- when its counter went back: a copy of it may be about, and it is refused from then on
  flagged_at timestamp with time zone,
  constraint passkeys_credential unique (credential_id)
);

create index if not exists passkeys_user on passkeys (user_id);
