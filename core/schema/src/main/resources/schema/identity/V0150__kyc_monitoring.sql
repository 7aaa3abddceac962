-- Cases are REQUESTs of clients, or SCREENINGs: nobody asked, but a client who is verified seems to be somebody on a list that has changed.
alter table kyc_cases add column if not exists kind varchar(20) default 'REQUEST' not null;
-- the user as long as a SCREENING is open: there is one at most; open_user is for REQUESTs alone
alter table kyc_cases add column if not exists screened_user uuid;

create unique index if not exists kyc_cases_one_screening on kyc_cases (screened_user);

-- With which lists a client who is verified was compared last.
create table if not exists kyc_monitored (
  user_id uuid primary key references users (id),
  -- the case whose person it was
  case_id uuid not null,
  -- SHA-256 over the lists, hexadecimal
  lists varchar(64) not null,
  compared_at timestamp with time zone not null
);

create index if not exists kyc_hits_case on kyc_hits (case_id);
