-- People, and the accounts that trade. Commands and facts know accounts only; who stands behind one is known here.

create table if not exists users (
  id uuid primary key,
  email varchar(254) not null,
  -- lower case, so that one address is one user on every database (expression indexes are not on H2)
  email_normalised varchar(254) not null,
  hashed_password varchar(300) not null,
  fullname varchar(200) not null,
  phone varchar(32),
  roles varchar(40) array not null,
  status varchar(20) not null,
  version bigint not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint users_email_normalised unique (email_normalised)
);

-- 1 to 999 are accounts of the house; see SystemAccounts
create sequence if not exists account_ids start with 1000;

create table if not exists accounts (
  account_id bigint primary key,
  -- null for the house's and firm accounts
  user_id uuid references users (id),
  kind varchar(10) not null,
  name varchar(200) not null,
  created_at timestamp with time zone not null,
  constraint accounts_kind check (kind in ('CLIENT', 'FIRM', 'SYSTEM'))
);

create index if not exists accounts_user on accounts (user_id);

insert into accounts (account_id, user_id, kind, name, created_at)
  select 1, null, 'SYSTEM', 'Omnibus', current_timestamp
  where not exists (select 1 from accounts where account_id = 1);
insert into accounts (account_id, user_id, kind, name, created_at)
  select 2, null, 'SYSTEM', 'Fee revenue', current_timestamp
  where not exists (select 1 from accounts where account_id = 2);
