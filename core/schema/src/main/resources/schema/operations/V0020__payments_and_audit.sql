-- Every reference by which money comes in or goes out, reserved here before the command is submitted: unique for ever.
create table if not exists payment_references (
  reference varchar(100) primary key,
  -- the same as the ledger's tx_ref carries it
  reference_id uuid not null,
  account_id bigint not null references accounts (account_id),
  currency varchar(12) not null,
  amount numeric(38,18) not null,
  kind varchar(20) not null,
  actor varchar(200) not null,
  status varchar(20) not null,
  sequence bigint,
  created_at timestamp with time zone not null,
  constraint payment_references_reference_id unique (reference_id)
);

-- What operators and admins did. Each row carries the hash of the one before it.
create table if not exists admin_audit (
  id uuid primary key,
  sequence bigint not null,
  -- null when the actor is not a user: operator:<system user>, system
  admin_id uuid references users (id),
  actor varchar(200) not null,
  action varchar(100) not null,
  target varchar(300) not null,
  notes varchar(4000) not null,
  state_before varchar(4000),
  state_after varchar(4000),
  "timestamp" timestamp with time zone not null,
  prev_hash varchar(64) not null,
  hash varchar(64) not null,
  constraint admin_audit_sequence unique (sequence)
);

-- One row: the end of the chain. Locked while a row is appended.
create table if not exists admin_audit_head (
  id integer primary key,
  sequence bigint not null,
  hash varchar(64) not null
);

insert into admin_audit_head (id, sequence, hash)
  select 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'
  where not exists (select 1 from admin_audit_head where id = 1);
