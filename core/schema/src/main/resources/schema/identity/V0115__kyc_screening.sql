-- When the person of a case was compared with lists of people, and who of them seems to be the same.
create table if not exists kyc_screenings (
  case_id uuid primary key references kyc_cases (id),
  screened_at timestamp with time zone not null,
  -- the lists, each with the number of people on it
  lists varchar(1000) not null
);

create table if not exists kyc_hits (
  id uuid primary key,
  case_id uuid not null references kyc_cases (id),
  list varchar(40) not null,
  entry varchar(100) not null,
  -- as it stands on the list, encrypted: that this client may be it is nobody's business
  listed_name varchar(2000) not null,
  -- percent
  score integer not null,
  status varchar(20) not null,
  decided_by varchar(200),
  decided_at timestamp with time zone,
  note varchar(4000),
  key_version integer not null,
  constraint kyc_hits_one unique (case_id, list, entry)
);

create index if not exists kyc_hits_key_version on kyc_hits (key_version);
