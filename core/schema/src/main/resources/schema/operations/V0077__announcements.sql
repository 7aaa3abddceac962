-- What the broker tells everyone; shown from published_at until expires_at.
create table if not exists announcements (
  id uuid primary key,
  title varchar(200) not null,
  text varchar(4000) not null,
  published_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  author varchar(200) not null
);

create index if not exists announcements_published on announcements (published_at);
