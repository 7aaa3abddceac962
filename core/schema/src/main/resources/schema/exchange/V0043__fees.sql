-- What groups of accounts pay in symbols; 0 is all of them. Rates are millionths. Set as a whole by one command.
create table if not exists fee_rates (
  group_id integer not null,
  symbol_id integer not null,
  maker_rate integer not null,
  taker_rate integer not null,
  version bigint not null,
  primary key (group_id, symbol_id)
);

alter table account_flags add column fee_group integer default 0 not null;
