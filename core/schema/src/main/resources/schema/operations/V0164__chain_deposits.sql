-- The addresses that clients pay coins to. Each is derived from a public key by its number, which is never given out again.
create table if not exists chain_addresses (
  id uuid primary key,
  chain varchar(20) not null,
  address varchar(100) not null,
  address_number integer not null,
  user_id uuid not null references users (id),
  account_id bigint not null references accounts (account_id),
  created_at timestamp with time zone not null,
  constraint chain_addresses_address unique (chain, address),
  constraint chain_addresses_number unique (chain, address_number)
);

create index if not exists chain_addresses_user on chain_addresses (user_id);

-- The blocks that were read last, to see where a reorganisation begins, and the first of the chain, which says which network it is.
create table if not exists chain_blocks (
  chain varchar(20) not null,
  height bigint not null,
  hash varchar(66) not null,
  primary key (chain, height)
);

-- What came to an address: each output of a transaction once. The id is made of chain, transaction and output.
create table if not exists chain_deposits (
  id uuid primary key,
  chain varchar(20) not null,
  tx varchar(66) not null,
  place varchar(20) not null,
  address varchar(100) not null,
  asset varchar(12) not null,
  user_id uuid not null references users (id),
  account_id bigint not null references accounts (account_id),
  -- in the chain's smallest unit: all of it, and what is below the smallest unit of the exchange
  exact numeric(78,0) not null,
  dust numeric(78,0) not null,
  amount numeric(96,18) not null,
  -- null when the block that had it is no longer part of the chain
  block_height bigint,
  -- so many blocks, with its own, make it sure
  confirmations integer not null,
  status varchar(20) not null,
  credited numeric(38,18) not null,
  debited numeric(38,18) not null,
  owed numeric(38,18) not null,
  attention varchar(30),
  seen_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint chain_deposits_output unique (chain, tx, place)
);

create index if not exists chain_deposits_user on chain_deposits (user_id, seen_at);
create index if not exists chain_deposits_height on chain_deposits (chain, block_height);
create index if not exists chain_deposits_status on chain_deposits (chain, status);

-- What a deposit, or something else that happened on a chain, has the ledger move: reserved here before its command is submitted, and
-- unique for ever. The id is made of the reference, and is the ledger's tx_ref.
create table if not exists chain_movements (
  id uuid primary key,
  reference varchar(220) not null,
  chain varchar(20) not null,
  about_id uuid not null,
  from_account bigint not null,
  to_account bigint not null,
  kind varchar(20) not null,
  asset varchar(12) not null,
  amount numeric(96,18) not null,
  status varchar(20) not null,
  refusal integer,
  sequence bigint,
  submitted_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint chain_movements_reference unique (reference)
);

create index if not exists chain_movements_about on chain_movements (about_id);
create index if not exists chain_movements_status on chain_movements (chain, status);
