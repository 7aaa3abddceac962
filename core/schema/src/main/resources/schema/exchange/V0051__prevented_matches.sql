-- Where two orders of one account met and did not trade.
create table if not exists prevented_matches (
  -- sequence * 1048576 + fact_index: its place in the log
  id bigint primary key,
  account_id bigint not null,
  symbol varchar(25) not null,
  taker_side varchar(4) not null,
  self_trade_prevention varchar(30) not null,
  -- of the resting order, and what they would have traded
  price numeric(38,18) not null,
  qty numeric(38,18) not null,
  maker_order_id bigint not null,
  taker_order_id bigint not null,
  created_at timestamp with time zone not null,
  version bigint not null
);

create index if not exists prevented_matches_account on prevented_matches (account_id, id);
