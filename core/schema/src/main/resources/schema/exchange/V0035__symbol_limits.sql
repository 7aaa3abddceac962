-- What an operator may limit in a symbol; 0 for no limit. Amounts in units of the asset, quantities in lots.

alter table symbols add column maximum_notional bigint default 0 not null;
alter table symbols add column maximum_market_lots bigint default 0 not null;
alter table symbols add column maximum_open_orders integer default 0 not null;
alter table symbols add column maximum_position_units bigint default 0 not null;
