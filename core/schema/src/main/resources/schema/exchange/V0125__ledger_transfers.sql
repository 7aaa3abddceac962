-- What a transfer moved, between whom and why. from_account pays. business_date only where it is not the day (UTC) of created_at.
alter table transfers add column from_account bigint;
alter table transfers add column to_account bigint;
alter table transfers add column currency varchar(12);
alter table transfers add column amount numeric(38,18);
alter table transfers add column reason varchar(20);
-- the command that it takes back or puts right
alter table transfers add column about bigint;
alter table transfers add column business_date date;
alter table transfers add column created_at timestamp with time zone;

update transfers set
  from_account = (select max(e.wallet_id) / 65536 from ledger_entries e
    where e.id between transfers.sequence * 1048576 and transfers.sequence * 1048576 + 1048575
      and e.type = transfers.type and e.amount < 0),
  to_account = (select max(e.wallet_id) / 65536 from ledger_entries e
    where e.id between transfers.sequence * 1048576 and transfers.sequence * 1048576 + 1048575
      and e.type = transfers.type and e.amount > 0),
  currency = (select max(a.symbol) from ledger_entries e join assets a on a.id = mod(e.wallet_id, 65536)
    where e.id between transfers.sequence * 1048576 and transfers.sequence * 1048576 + 1048575
      and e.type = transfers.type),
  amount = (select max(e.amount) from ledger_entries e
    where e.id between transfers.sequence * 1048576 and transfers.sequence * 1048576 + 1048575
      and e.type = transfers.type),
  created_at = (select max(e.created_at) from ledger_entries e
    where e.id between transfers.sequence * 1048576 and transfers.sequence * 1048576 + 1048575
      and e.type = transfers.type);

alter table transfers alter column from_account set not null;
alter table transfers alter column to_account set not null;
alter table transfers alter column currency set not null;
alter table transfers alter column amount set not null;
alter table transfers alter column created_at set not null;

create index if not exists transfers_about on transfers (about);
create index if not exists transfers_business_date on transfers (business_date);

-- What is set aside for money on its way out.
create table if not exists holds (
  -- the sequence of the command that made it
  id bigint primary key,
  account_id bigint not null,
  user_id uuid,
  currency varchar(12) not null,
  amount numeric(38,18) not null,
  left_amount numeric(38,18) not null,
  -- HELD, and what became of the rest: SETTLED, RELEASED, EXPIRED
  status varchar(10) not null,
  reference uuid not null,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  version bigint not null
);

create index if not exists holds_account on holds (account_id, id);

-- Up to which day the books are closed, one row for each time that they were.
create table if not exists ledger_periods (
  closed_to date primary key,
  sequence bigint not null,
  closed_at timestamp with time zone not null
);

-- The last posting of a bucket before any place in the log is its balance there: found by one step into this index.
drop index if exists ledger_entries_wallet;
create index if not exists ledger_entries_balance on ledger_entries (wallet_id, bucket, id);
