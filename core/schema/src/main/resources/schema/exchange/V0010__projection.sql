-- The projection of the engine's facts. Only the projector writes these tables; they can be rebuilt from the log.
-- version is the sequence of the last command applied to the row.

create table if not exists projection_position (
  name varchar(40) primary key,
  -- everything up to this sequence is in the tables, because it moves in the same transaction
  position bigint not null,
  epoch bigint not null default 0,
  -- of the last ledger entry, null before the first; moves with the position
  ledger_hash bytea
);

insert into projection_position (name, position)
  select 'projector', 0 where not exists (select 1 from projection_position where name = 'projector');

create table if not exists assets (
  symbol varchar(12) primary key,
  id integer not null,
  name varchar(100) not null,
  type varchar(20) not null,
  scale integer not null,
  status varchar(20) not null,
  metadata varchar(4000) not null default '{}',
  version bigint not null,
  constraint assets_id unique (id)
);

create table if not exists symbols (
  symbol varchar(25) primary key,
  id integer not null,
  base varchar(12) not null references assets (symbol),
  quote varchar(12) not null references assets (symbol),
  tick_size bigint not null,
  price_scale integer not null,
  lot_units bigint not null,
  quote_units_per_tick_lot bigint not null,
  maker_fee_basis_points integer not null,
  taker_fee_basis_points integer not null,
  minimum_notional bigint not null,
  maximum_quantity_lots bigint not null,
  status varchar(20) not null,
  version bigint not null,
  constraint symbols_id unique (id)
);

create table if not exists account_flags (
  account_id bigint primary key,
  flags integer not null,
  version bigint not null
);

create table if not exists orders (
  id bigint primary key,
  account_id bigint not null,
  -- account_id while the order is open, then null: with its index a list of open orders reads nothing else
  open_account_id bigint,
  user_id uuid,
  client_order_id varchar(36),
  symbol varchar(25) not null,
  side varchar(4) not null,
  type varchar(20) not null,
  time_in_force varchar(3) not null,
  self_trade_prevention varchar(30) not null,
  post_only boolean not null,
  -- of a good-till-date order
  expires_at timestamp with time zone,
  -- null for a market order
  price numeric(38,18),
  qty numeric(38,18) not null,
  filled_qty numeric(38,18) not null,
  -- what the fills cost or brought, and the fees paid on them, both in the quote asset
  filled_quote numeric(38,18) not null,
  fee numeric(38,18) not null,
  status varchar(20) not null,
  done_reason varchar(30),
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  version bigint not null
);

create index if not exists orders_account on orders (account_id, id);
create index if not exists orders_open on orders (open_account_id, id);
create index if not exists orders_client_order on orders (account_id, client_order_id);

create table if not exists trades (
  id bigint primary key,
  symbol varchar(25) not null,
  buy_order_id bigint not null,
  sell_order_id bigint not null,
  buyer_account_id bigint not null,
  seller_account_id bigint not null,
  taker_side varchar(4) not null,
  price numeric(38,18) not null,
  qty numeric(38,18) not null,
  quote_qty numeric(38,18) not null,
  -- buyer_fee + seller_fee, in the quote asset
  fee numeric(38,18) not null,
  buyer_fee numeric(38,18) not null,
  seller_fee numeric(38,18) not null,
  "timestamp" timestamp with time zone not null,
  version bigint not null
);

create index if not exists trades_symbol on trades (symbol, id);
create index if not exists trades_buyer on trades (buyer_account_id, id);
create index if not exists trades_seller on trades (seller_account_id, id);

create table if not exists wallet (
  -- account_id * 65536 + the asset's id: the same after every rebuild
  id bigint primary key,
  account_id bigint not null,
  user_id uuid,
  currency varchar(12) not null,
  balance numeric(38,18) not null,
  reserved numeric(38,18) not null,
  available numeric(38,18) not null,
  version bigint not null,
  constraint wallet_balance check (balance = available + reserved)
);

create table if not exists ledger_entries (
  -- sequence * 1048576 + fact_index: the posting's place in the log
  id bigint primary key,
  wallet_id bigint not null,
  type varchar(12) not null,
  bucket varchar(10) not null,
  amount numeric(38,18) not null,
  -- of the bucket, after this entry
  balance_after numeric(38,18) not null,
  tx_ref varchar(64) not null,
  metadata varchar(1000),
  sequence bigint not null,
  fact_index integer not null,
  created_at timestamp with time zone not null,
  -- SHA-256 over the hash of the entry before and this one's text; see LedgerChain
  hash bytea not null
);

create index if not exists ledger_entries_wallet on ledger_entries (wallet_id, id);

-- One-minute candles; longer ones are summed up when asked for.
create table if not exists candles (
  symbol varchar(25) not null,
  -- minutes since 1970 UTC
  start_minute bigint not null,
  open_price numeric(38,18) not null,
  high_price numeric(38,18) not null,
  low_price numeric(38,18) not null,
  close_price numeric(38,18) not null,
  volume numeric(38,18) not null,
  quote_volume numeric(38,18) not null,
  trade_count bigint not null,
  version bigint not null,
  primary key (symbol, start_minute)
);
