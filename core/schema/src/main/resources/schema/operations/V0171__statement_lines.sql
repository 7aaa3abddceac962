-- Lines of the bank's statement: money that came to the venue's own UPI address. Each transaction once.
create table if not exists payment_statement_lines (
  id uuid primary key,
  utr varchar(40) not null,
  booked_on date not null,
  amount numeric(38,18) not null,
  narration varchar(2000) not null,
  deposit_id uuid references deposits (id),
  matched_by varchar(200),
  actor varchar(200) not null,
  created_at timestamp with time zone not null,
  key_version integer not null,
  constraint payment_statement_lines_utr unique (utr),
  constraint payment_statement_lines_deposit unique (deposit_id)
);

-- Which transaction a client says has paid a deposit.
create table if not exists payment_utrs (
  utr varchar(40) primary key,
  deposit_id uuid not null references deposits (id),
  created_at timestamp with time zone not null,
  constraint payment_utrs_deposit unique (deposit_id)
);
