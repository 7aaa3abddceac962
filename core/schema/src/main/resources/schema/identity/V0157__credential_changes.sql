-- When users changed what they prove themselves with. What moves money waits for a while after that.
create table if not exists credential_changes (
  id uuid primary key,
  user_id uuid not null references users (id),
  -- PASSWORD, FACTOR_ADDED, FACTOR_REMOVED, FACTORS_RESET
  kind varchar(20) not null,
  changed_at timestamp with time zone not null
);

create index if not exists credential_changes_user on credential_changes (user_id, changed_at);
