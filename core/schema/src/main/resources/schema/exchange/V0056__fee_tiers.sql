-- Rates by the volume that an account has traded within 30 days; in units of the schedule's volume asset, 0 for the first.
create table fee_rates_by_volume (
  group_id integer not null,
  symbol_id integer not null,
  minimum_volume bigint not null,
  maker_rate integer not null,
  taker_rate integer not null,
  version bigint not null,
  primary key (group_id, symbol_id, minimum_volume)
);
insert into fee_rates_by_volume select group_id, symbol_id, 0, maker_rate, taker_rate, version from fee_rates;
drop table fee_rates;
alter table fee_rates_by_volume rename to fee_rates;

-- One row: the asset in which volume is counted, 0 for none.
create table fee_schedule (
  volume_asset integer not null,
  version bigint not null
);

-- What accounts traded on each day (UTC), in that asset. Another asset begins another count, and leaves nothing of this one.
create table account_volumes (
  account_id bigint not null,
  traded_on date not null,
  currency varchar(12) not null,
  volume numeric(38, 18) not null,
  version bigint not null,
  primary key (account_id, traded_on)
);
