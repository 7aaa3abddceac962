-- What is known for sure of a user, and the cases in which people look at what users say of themselves.
-- Personal data are encrypted by the server (docs/security/encryption.md).

create table if not exists kyc_labels (
  id uuid primary key,
  user_id uuid not null references users (id),
  label varchar(30) not null,
  -- of PHONE the number, in E.164, encrypted
  detail varchar(200),
  detail_index varchar(16),
  -- null when the user showed it without a case
  case_id uuid,
  since timestamp with time zone not null,
  -- null for never
  expires_at timestamp with time zone,
  key_version integer not null,
  constraint kyc_labels_one unique (user_id, label)
);

create index if not exists kyc_labels_detail_index on kyc_labels (detail_index);
create index if not exists kyc_labels_key_version on kyc_labels (key_version);

create table if not exists kyc_cases (
  id uuid primary key,
  user_id uuid not null references users (id),
  -- the user as long as the case is open: a user has one open case at most
  open_user uuid,
  -- the name of the level that the user asks for
  level varchar(60) not null,
  -- the labels that are looked at in this case
  labels varchar(30) array not null,
  status varchar(20) not null,
  version bigint not null,
  -- who claimed it: as in the audit, and the user, which is null for an operator
  reviewer varchar(200),
  reviewer_id uuid references users (id),
  -- who approved it first, where the level wants two
  approver varchar(200),
  approver_id uuid references users (id),
  -- what the user was told with the last decision
  reason varchar(1000),
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  submitted_at timestamp with time zone,
  legal_name varchar(1200),
  birth_date varchar(120),
  document_type varchar(30),
  -- ISO 3166, two letters
  document_country varchar(2),
  document_number varchar(300),
  document_number_index varchar(16),
  document_expires_on date,
  address varchar(4000),
  source_of_funds varchar(4000),
  key_version integer not null,
  constraint kyc_cases_one_open unique (open_user)
);

create index if not exists kyc_cases_user on kyc_cases (user_id);
create index if not exists kyc_cases_status on kyc_cases (status, submitted_at);
create index if not exists kyc_cases_document on kyc_cases (document_number_index);
create index if not exists kyc_cases_key_version on kyc_cases (key_version);

-- What reviewers tell each other about a case.
create table if not exists kyc_notes (
  id uuid primary key,
  case_id uuid not null references kyc_cases (id),
  author varchar(200) not null,
  body varchar(8000) not null,
  created_at timestamp with time zone not null,
  key_version integer not null
);

create index if not exists kyc_notes_case on kyc_notes (case_id);
create index if not exists kyc_notes_key_version on kyc_notes (key_version);

-- Every change of a case's status. The server adds rows and never changes one. Their numbers have no gaps, and who has seen one has
-- seen all before it: each is taken under the lock of the one row below.
create table if not exists kyc_events (
  id bigint primary key,
  case_id uuid not null references kyc_cases (id),
  user_id uuid not null references users (id),
  -- null for the first
  status_from varchar(20),
  status_to varchar(20) not null,
  actor varchar(200) not null,
  reason varchar(1000) not null,
  created_at timestamp with time zone not null
);

create index if not exists kyc_events_case on kyc_events (case_id, id);
create index if not exists kyc_events_user on kyc_events (user_id, id);

create table if not exists kyc_event_head (
  id integer primary key,
  last bigint not null
);

insert into kyc_event_head (id, last)
  select 1, 0 where not exists (select 1 from kyc_event_head where id = 1);

-- The number that a user is about to show to be the own one.
create table if not exists kyc_phone_codes (
  user_id uuid primary key references users (id),
  phone varchar(200) not null,
  -- HMAC of user, number and code under a key that is not here, hexadecimal; null once it was used or guessed at too often
  code_hash varchar(64),
  attempts integer not null,
  expires_at timestamp with time zone not null,
  sent_at timestamp with time zone not null,
  -- how many were sent since
  sent integer not null,
  counted_from timestamp with time zone not null,
  key_version integer not null
);

create index if not exists kyc_phone_codes_key_version on kyc_phone_codes (key_version);
