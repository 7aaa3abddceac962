-- How far from its reference price a symbol's orders may be priced and may trade, in basis points; 0 for no limit.

alter table symbols add column buy_above_basis_points integer default 0 not null;
alter table symbols add column buy_below_basis_points integer default 0 not null;
alter table symbols add column sell_above_basis_points integer default 0 not null;
alter table symbols add column sell_below_basis_points integer default 0 not null;
alter table symbols add column execution_basis_points integer default 0 not null;
alter table symbols add column reference_maximum_age_micros bigint default 0 not null;
alter table symbols add column refuses_without_reference boolean default false not null;
-- what was set; the price of the last trade is in trades
alter table symbols add column reference_price numeric(38,18);
alter table symbols add column reference_seen_at timestamp with time zone;
alter table symbols add column reference_stale boolean default false not null;
