-- Links that went out by mail. Each works once: of a used one the row goes.

create table if not exists mail_links (
  id uuid primary key,
  -- null for one that nobody has: written so that answers take as long for an address without a user
  user_id uuid references users (id),
  purpose varchar(20) not null,
  -- SHA-256 of the token in the link, hexadecimal
  token_hash varchar(64) not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint mail_links_token unique (token_hash)
);

create index if not exists mail_links_user on mail_links (user_id);
create index if not exists mail_links_expiry on mail_links (expires_at);
