-- Which trades an auction made, when auctions end by themselves, and when trading stops for one.

alter table trades add column auction boolean default false not null;
alter table symbols add column volatility_basis_points integer default 0 not null;
alter table symbols add column volatility_call_micros bigint default 0 not null;
alter table symbols add column volatility_extensions integer default 0 not null;
-- of the auction that the market is in, and of the one that is planned
alter table symbols add column uncross_at timestamp with time zone;
alter table symbols add column status_after_auction varchar(20);
alter table symbols add column planned_uncross_at timestamp with time zone;
alter table symbols add column planned_after_auction varchar(20);
