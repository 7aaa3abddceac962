-- Sessions, and refresh-token families that were revoked. Redis is the fast copy; what must survive it stands here.

create table if not exists sessions (
  id uuid primary key,
  user_id uuid not null references users (id),
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone not null,
  device varchar(300),
  address varchar(64),
  revoked_at timestamp with time zone,
  revoked_reason varchar(40)
);

create index if not exists sessions_user on sessions (user_id);
create index if not exists sessions_expiry on sessions (expires_at);

create table if not exists revoked_families (
  -- the session whose refresh tokens form the family
  family_id uuid primary key,
  user_id uuid not null references users (id),
  reason varchar(40) not null,
  revoked_at timestamp with time zone not null,
  -- after this every token of the family has expired, and the row may go
  expires_at timestamp with time zone not null
);

create index if not exists revoked_families_expiry on revoked_families (expires_at);
