-- Which acts need a second person. Without a row an act needs none.
create table if not exists approval_policies (
  action varchar(100) primary key,
  required boolean not null,
  -- after so long who asked may decide alone, for teams of one; null for never
  self_approval_seconds bigint
);

-- What waits for a second person, and what became of it.
create table if not exists approvals (
  id uuid primary key,
  action varchar(100) not null,
  target varchar(300) not null,
  -- exactly what will be done, as JSON, and its SHA-256, which who approves repeats
  content varchar(8000) not null,
  content_hash varchar(64) not null,
  note varchar(1000) not null,
  maker varchar(200) not null,
  maker_id uuid references users (id),
  status varchar(20) not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  decided_by varchar(200),
  decided_at timestamp with time zone,
  decision_note varchar(1000),
  alone boolean not null default false
);

create index if not exists approvals_status on approvals (status);
