create table if not exists kyc_docs (
  id uuid primary key,
  user_id uuid not null references users (id),
  type varchar(40) not null,
  s3_url varchar(500) not null,
  status varchar(20) not null,
  reviewer_id uuid references users (id),
  notes varchar(2000),
  "timestamp" timestamp with time zone not null,
  version bigint not null default 0
);

create index if not exists kyc_docs_user on kyc_docs (user_id);
